"""Options: declared once, kept in a file that people may edit."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.errors import UserError
from sonm_desktop.settings.option import Option
from sonm_desktop.settings.options import ProfileSettings
from sonm_desktop.settings.settings import Settings


class Sample(Settings):
    """One option of each type."""

    tries = Option("net.tries", 3, "Try so often", 1, 9)
    wait_s = Option("net.wait_s", 1.5, "Wait (s)", 0, 60)
    quiet = Option("net.quiet", default=False, label="Say nothing")
    greeting = Option("greeting", "hello", "First word")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_without_a_file_every_option_has_its_default(path: Path) -> None:
    settings = Sample(path)
    assert (settings.tries, settings.wait_s, settings.quiet) == (3, 1.5, False)
    assert settings.greeting == "hello"
    assert not path.exists()


def test_a_change_is_kept_in_a_private_file(path: Path) -> None:
    settings = Sample(path)
    for key, text in [("net.tries", "5"), ("net.wait_s", " 2 "), ("net.quiet", "Yes"),
                      ("greeting", 'he said "hi"')]:  # fmt: skip
        settings.change(key, text)
    again = Sample(path)
    for shown in (settings, again):
        assert (shown.tries, shown.wait_s, shown.quiet) == (5, 2.0, True)
        assert shown.greeting == 'he said "hi"'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_unknown_keys_are_reported_and_kept(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.write_text('[net]\nfuture = 1\n[other]\ndeep = { a = "b" }\n')
    with caplog.at_level(logging.WARNING):
        settings = Sample(path)
    assert settings.unknown() == ("net.future", "other.deep.a")
    assert len(caplog.messages) == 2
    settings.change("net.tries", "4")
    assert Sample(path).unknown() == settings.unknown()


def test_a_damaged_file_names_its_line_and_is_kept(path: Path) -> None:
    path.write_text("[net]\ntries = 3\nwait_s = = 2\n")
    with pytest.raises(UserError, match="line 3 ") as refusal:
        Sample(path)
    assert refusal.value.code == "settings.damaged"
    assert path.read_text().startswith("[net]")


def test_a_file_that_is_no_text_is_refused(path: Path) -> None:
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UserError) as refusal:
        Sample(path)
    assert refusal.value.code == "settings.unreadable"


@pytest.mark.parametrize(
    "text",
    [
        "[net]\ntries = 0",
        "[net]\ntries = 10",
        "[net]\ntries = 3.0",
        "[net]\ntries = true",
        '[net]\ntries = "3"',
        "[net]\nwait_s = nan",
        "[net]\nquiet = 1",
        "greeting = 5",
    ],
)
def test_a_value_that_makes_no_sense_is_refused_when_the_file_is_read(
    path: Path, text: str
) -> None:
    path.write_text(text)
    with pytest.raises(UserError) as refusal:
        Sample(path)
    assert refusal.value.code == "settings.bad_value"


@pytest.mark.parametrize(
    ("key", "text"),
    [("net.tries", "many"), ("net.tries", "1.5"), ("net.quiet", "maybe"), ("net.wait_s", "61")],
)
def test_a_typed_value_that_makes_no_sense_changes_nothing(path: Path, key: str, text: str) -> None:
    settings = Sample(path)
    with pytest.raises(UserError) as refusal:
        settings.change(key, text)
    assert refusal.value.code == "settings.bad_value"
    assert not path.exists()


def test_the_refusal_says_what_would_make_sense(path: Path) -> None:
    with pytest.raises(UserError, match="Choose a whole number from 1 to 9"):
        Sample(path).change("net.tries", "12")


def test_an_unknown_option_is_refused_with_the_known_ones(path: Path) -> None:
    with pytest.raises(UserError, match=r"net\.tries, net\.wait_s") as refusal:
        Sample(path).change("net.trys", "1")
    assert refusal.value.code == "settings.unknown_option"


def test_a_value_where_a_table_should_be_is_refused(path: Path) -> None:
    path.write_text("net = 5\n")
    with pytest.raises(UserError):
        Sample(path).change("net.tries", "4")
    assert path.read_text() == "net = 5\n"


@given(st.text(max_size=50))
def test_any_text_is_kept_exactly(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    Sample(path).change("greeting", text)
    assert Sample(path).greeting == text.strip()


@pytest.mark.parametrize("key", ProfileSettings.options())
def test_every_option_of_the_program_accepts_its_default(key: str) -> None:
    option = ProfileSettings.options()[key]
    assert option.key == key
    assert option.checked(option.default) == option.default
    assert option.label[0].isupper()
