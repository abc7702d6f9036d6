"""Settings are the agent's options, worn at once; secrets are there only while asked for."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QSpinBox,
)

from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.language import languages, prepare
from sonm_desktop.ui.memory import Memory
from sonm_desktop.ui.settings.diagnostics import redacted
from sonm_desktop.ui.theme.theme import Look
from sonm_desktop.ui.theme.tokens import CONTRAST
from sonm_desktop.ui.widgets.file_field import FileField
from tests.fakes.agent import PHRASE, FakeAgent
from tests.fakes.agent_settings import sample_settings
from tests.fakes.sample_state import sample_state
from tests.ui.stage import Stage, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile("settings", tmp_path)


def _agent() -> FakeAgent:
    settings = {key: one.model_dump(mode="json") for key, one in sample_settings().items()}
    return FakeAgent(sample_state(settings=settings))


@staged()
async def test_the_look_is_worn_at_once_and_remembered(profile: Profile) -> None:
    assert Memory(profile).look() is Look.SYSTEM
    agent = _agent()
    async with opened(agent, profile=profile) as stage:
        await stage.go("settings")
        stage.seen(QRadioButton, "Dark").click()
        await stage.until(lambda: stage.face.theme.colours.dark, "the dark look")
        assert agent.told("setting") == [("window.look", "dark")]
        await stage.until(lambda: Memory(profile).look() is Look.DARK, "the memory")
        stage.seen(QRadioButton, "High contrast").click()
        await stage.until(lambda: stage.face.theme.colours is CONTRAST, "the contrast")
        file = profile.folder / "window.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.write_text("[]")
        assert Memory(profile).look() is Look.SYSTEM


@staged()
async def test_what_a_terminal_changes_the_window_wears(profile: Profile) -> None:
    agent = _agent()
    async with opened(agent, profile=profile) as stage:
        await stage.go("settings")
        for key, value in (
            ("window.look", "dark"),
            ("window.scale_percent", "150"),
            ("window.language", "en"),
            ("wallet.auto_lock_minutes", "42"),
        ):
            await agent.settings.change(key, value)
        await stage.until(lambda: Memory(profile).language() == "en", "the language")
        assert stage.face.theme.look is Look.DARK
        assert Memory(profile).scale() == 150
        assert stage.seen(QSpinBox, "Lock the wallet when unused for").value() == 42


@staged()
async def test_options_are_chosen_by_their_controls_and_refusals_go_back() -> None:
    agent = _agent()
    async with opened(agent) as stage:
        await stage.go("settings")
        minutes = stage.seen(QSpinBox, "Lock the wallet when unused for")
        minutes.setValue(5)
        minutes.editingFinished.emit()
        await stage.calm()
        at_login = stage.seen(QCheckBox, "Start in the tray when I log in")
        at_login.click()
        await stage.calm()
        box = stage.seen(QComboBox, "Language of the window")
        box.setCurrentIndex(box.findData("en"))
        box.activated.emit(box.currentIndex())
        await stage.calm()
        assert agent.told("setting") == [
            ("wallet.auto_lock_minutes", "5"),
            ("desktop.start_at_login", "on"),
            ("window.language", "en"),
        ]
        agent.alive = False
        at_login.click()
        await stage.until(at_login.isChecked, "what holds")
        assert stage.reads("does not answer")


@staged()
async def test_the_phrase_is_shown_for_its_password_and_gone_with_the_page() -> None:
    agent = _agent()
    async with opened(agent) as stage:
        await stage.go("settings")
        await stage.write(QLineEdit, "Password for the phrase", "wrong")
        await stage.press("Show the recovery phrase")
        await stage.until(lambda: stage.reads("password"), "the refusal")
        assert PHRASE not in stage.screen()
        await stage.write(QLineEdit, "Password for the phrase", agent.password)
        QTest.keyClick(stage.seen(QLineEdit, "Password for the phrase"), Qt.Key.Key_Return)
        await stage.until(lambda: stage.reads(PHRASE), "the phrase")
        assert PHRASE not in QGuiApplication.clipboard().text()
        await stage.go("home")
        assert all(PHRASE not in one.text() for one in stage.window.findChildren(QLabel))


@staged()
async def test_the_password_is_changed_by_whoever_knows_it() -> None:
    agent = _agent()
    async with opened(agent) as stage:
        await stage.go("settings")
        await _type_passwords(stage, "wrong", "another one", "another one")
        await stage.until(lambda: stage.reads("password is wrong"), "the refusal", 5)
        await _type_passwords(stage, agent.password, "another one", "another on")
        assert stage.reads("The two new passwords are not the same.")
        await _type_passwords(stage, agent.password, "another one", "another one")
        await stage.until(lambda: stage.reads("Changed. Copies"), "the change")
        assert agent.password == "another one"
        assert stage.seen(QLineEdit, "New password").text() == ""


@staged()
async def test_a_token_is_made_shown_once_and_revoked() -> None:
    agent = _agent()
    async with opened(agent) as stage:
        await stage.go("settings")
        await stage.press("Make a token")
        assert stage.reads("Type what the token is for.")
        await stage.write(QLineEdit, "What the token is for", "nightly")
        scope = stage.seen(QComboBox, "What it may do")
        scope.setCurrentIndex(1)
        await stage.press("Make a token")
        assert stage.reads("There is no amount yet")
        await stage.write(QLineEdit, "SNM that it may spend in all", "12.5")
        await stage.press("Make a token")
        await stage.until(lambda: stage.reads("sonm_read_only_once"), "the secret")
        (request,) = agent.told("issue")
        assert (request.scope, request.limit) == (Scope.TRADE, 125 * 10**17)
        await stage.press("Revoke backup")
        await stage.until(lambda: agent.told("revoke") == ["a1"], "the revocation")
        await stage.go("home")
        await stage.go("settings")
        assert not stage.reads("sonm_read_only_once")


@staged()
async def test_the_network_is_stopped_started_and_changed(tmp_path: Path) -> None:
    agent = _agent()
    async with opened(agent) as stage:
        await stage.go("settings")
        await stage.press("Stop the practice network")
        await stage.calm()
        assert len(agent.told("stop_practice")) == 1
        network = agent.now.network.model_dump(mode="json")
        agent.put(network={**network, "ready": False})
        await stage.press("Start the practice network")
        await stage.calm()
        assert len(agent.told("start_practice")) == 1
        field = next(f for f in stage.window.findChildren(FileField) if f.isVisible())
        field.choose(str(tmp_path / "other.json"))
        await stage.calm()
        assert agent.told("use") == [tmp_path / "other.json"]


@staged()
async def test_a_reset_names_what_is_lost_and_is_confirmed() -> None:
    agent = _agent()
    async with opened(agent) as stage:
        await stage.go("settings")
        await stage.press("Reset the practice network…")
        assert stage.reads("go for good")
        await stage.press("Leave it")
        assert not stage.reads("go for good")
        await stage.press("Reset the practice network…")
        assert agent.told("reset_practice") == []
        await stage.press("Yes, begin anew")
        await stage.calm()
        assert len(agent.told("reset_practice")) == 1


@staged()
async def test_every_section_is_one_press_away() -> None:
    async with opened(_agent()) as stage:
        stage.window.resize(1024, 640)
        await stage.go("settings")
        await stage.press("Go to Diagnostics")
        copying = stage._button("Copy all")
        area = next(
            one
            for one in stage.window.findChildren(QScrollArea)
            if copying is not None and one.isAncestorOf(copying)
        )
        seen = copying.mapTo(area.viewport(), copying.rect().center())
        assert area.viewport().rect().contains(seen)


@staged()
async def test_diagnostics_name_versions_and_logs_and_are_copied(profile: Profile) -> None:
    async with opened(_agent(), profile=profile) as stage:
        await stage.go("settings")
        await stage.until(lambda: stage.reads("0.1.0, process 7"), "the agent")
        await stage.press("Copy all")
        copied = QGuiApplication.clipboard().text()
        assert str(profile.agent_log) in copied
        assert str(profile.folder) in copied


def test_what_is_copied_names_nobody() -> None:
    assert redacted(f"Folder: {Path.home()}/.local/share/sonm") == "Folder: ~/.local/share/sonm"


def test_a_scale_is_told_to_qt_before_it_starts(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QT_SCALE_FACTOR", raising=False)
    monkeypatch.setenv("LANGUAGE", "xx")
    memory = Memory(profile)
    prepare(memory)
    assert _variables() == (None, "xx")
    memory.keep_scale(150)
    memory.keep_language("en")
    prepare(memory)
    assert _variables() == ("1.5", "en")
    memory.keep_scale(9000)
    assert memory.scale() == 100


def test_the_pseudo_language_is_for_developers(tmp_path: Path) -> None:
    for code in ("de", "pseudo"):
        folder = tmp_path / code / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "sonm.mo").write_bytes(b"")
    usual = [language.code for language in languages(developer=False, folder=tmp_path)]
    assert usual == ["de", "en"]
    assert [one.name for one in languages(developer=True, folder=tmp_path)] == [
        *("de", "English", "[!! Pseudo !!]")
    ]


@pytest.mark.parametrize("width", [1024, 1280, 1700])
@staged()
async def test_no_row_of_a_section_is_cut(width: int) -> None:
    async with opened(FakeAgent()) as stage:
        stage.window.resize(width, 800)
        await stage.go("settings")
        await stage.calm()
        fields = [one for one in stage.window.findChildren(QLineEdit) if one.isVisible()]
        rows = [(one.parentWidget(), one) for one in fields if one.placeholderText()]
        assert len(rows) >= 4
        cut = [one.accessibleName() for row, one in rows if not row.rect().contains(one.geometry())]
        assert not cut


async def _type_passwords(stage: Stage, old: str, new: str, again: str) -> None:
    await stage.write(QLineEdit, "Password now", old)
    await stage.write(QLineEdit, "New password", new)
    await stage.write(QLineEdit, "New password again", again)
    await stage.press("Change the password")
    await stage.calm()


def _variables() -> tuple[str | None, str | None]:
    return os.environ.get("QT_SCALE_FACTOR"), os.environ.get("LANGUAGE")
