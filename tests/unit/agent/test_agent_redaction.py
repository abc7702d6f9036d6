"""Nothing personal passes the redaction, wherever in a log it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.agent.redaction import redacted
from sonm_desktop.wallet.phrase import is_phrase_word, new_phrase

_START = "2026-01-02 03:04:05,678 INFO    sonm_desktop.agent.main: "

_hex = st.binary(min_size=16, max_size=64).map(bytes.hex)
_secrets = st.one_of(
    _hex,
    _hex.map(lambda text: f"0x{text}"),
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(str),
    st.builds(lambda: new_phrase().reveal()),
    st.text("abcdefghijkLMNOPQRST0123456789_-", min_size=32, max_size=60),
    st.text("abcdefgh", min_size=3, max_size=9).map(lambda name: f"/home/{name}/keys/mine.txt"),
    st.text("abcdefgh", min_size=3, max_size=9).map(lambda name: f"https://{name}:pw@node/x"),
)
_around = st.sampled_from(["", "key ", "from '", "(", "value=", "said: "])


def shown(*lines: str) -> list[str]:
    return list(redacted(lines, is_phrase_word))


@given(_secrets, _around, _around)
def test_a_secret_in_a_message_is_replaced_by_its_kind(
    secret: str, before: str, after: str
) -> None:
    (line,) = shown(f"{_START}{before}{secret} {after}")
    assert secret not in line
    assert "<" in line


@given(_secrets)
def test_a_secret_on_a_line_of_its_own_is_dropped(secret: str) -> None:
    assert secret not in "\n".join(shown(secret, f"    {secret}", f"ValueError: {secret}"))


def test_what_happened_stays_readable() -> None:
    assert shown(f"{_START}started the local worker: process 4711") == [
        f"{_START}started the local worker: process 4711"
    ]


def test_of_a_traceback_the_places_stay() -> None:
    assert shown(
        f"{_START}a command failed",
        "Traceback (most recent call last):",
        '  File "/home/me/sonm_desktop/agent/main.py", line 7, in run',
        "    raise ValueError(secret)",
        "ValueError: my own words",
    ) == [f"{_START}a command failed", "  main.py:7 run", "  ValueError"]


@pytest.mark.parametrize("logger", ["docker.api", "uvicorn.error", "root"])
def test_of_foreign_loggers_only_the_name_stays(logger: str) -> None:
    (line,) = shown(f"2026-01-02 03:04:05,678 WARNING {logger}: pulled secret/image")
    assert line.endswith(f"{logger}: <not ours>")
