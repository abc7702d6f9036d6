"""Questions at a real terminal: yes, no, Ctrl-C and the end of input."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time
from collections.abc import Sequence

import pytest

CONFIRMING = """
import asyncio, typer
from sonm_desktop.cli.command import command
from sonm_desktop.cli.secrets_in import ask_password
program = typer.Typer(pretty_exceptions_enable=False)
async def confirm(session):
    session.confirm("Pay it?")
    session.answer({}, lambda: "paid")
async def enter(session):
    secret = ask_password(None)
    session.answer({}, lambda: f"{len(secret.reveal())} letters")
async def wait(session):
    with session.progress("Working"):
        session.say("under way")
        await asyncio.sleep(60)
command(program, "wait")(wait)
command(program, "confirm")(confirm)
command(program, "enter")(enter)
program()
"""
CTRL_C, CTRL_D = "\x03", "\x04"
_LIMIT_S = 30.0


def at_a_terminal(words: Sequence[str], question: str, typed: str) -> tuple[int, str]:
    """Exit code and screen of the program after *typed* was the answer to *question*."""
    child, screen = pty.fork()
    if child == 0:
        os.environ["TERM"] = "dumb"
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever runs the tests may ignore it
        os.execv(sys.executable, [sys.executable, "-c", CONFIRMING, *words])
    shown, answered, deadline = b"", False, time.monotonic() + _LIMIT_S
    while time.monotonic() < deadline:
        if select.select([screen], [], [], 0.1)[0]:
            try:
                shown += os.read(screen, 4096)
            except OSError:
                break
        if not answered and question.encode() in shown:
            os.write(screen, typed.encode())
            answered = True
    else:
        os.kill(child, 9)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(screen)
    return code, shown.decode(errors="replace")


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("y\n", 0, "paid"),
        ("n\n", 1, "Nothing was done."),
        ("\n", 1, "Nothing was done."),
        (CTRL_D, 1, "Nothing was done."),
        (CTRL_C, 130, "Stopped."),
    ],
    ids=["yes", "no", "nothing", "end", "ctrl-c"],
)
@pytest.mark.filterwarnings("ignore:This process.*fork:DeprecationWarning")
def test_a_question_takes_yes_no_and_an_interruption(typed: str, code: int, said: str) -> None:
    ended, screen = at_a_terminal(["confirm"], "Pay it?", typed)
    assert (ended, said in screen) == (code, True), screen
    assert "Traceback" not in screen


@pytest.mark.parametrize(
    ("typed", "code"), [("secret\n", 0), (CTRL_C, 130), (CTRL_D, 1)], ids=["word", "ctrl-c", "end"]
)
@pytest.mark.filterwarnings("ignore:This process.*fork:DeprecationWarning")
def test_a_password_is_not_shown_and_may_be_refused(typed: str, code: int) -> None:
    ended, screen = at_a_terminal(["enter"], "Password", typed)
    assert ended == code, screen
    assert "secret" not in screen
    assert "Traceback" not in screen


@pytest.mark.filterwarnings("ignore:This process.*fork:DeprecationWarning")
def test_ctrl_c_ends_work_that_is_under_way() -> None:
    ended, screen = at_a_terminal(["wait"], "under way", CTRL_C)
    assert (ended, "Stopped." in screen) == (130, True), screen
    assert "Traceback" not in screen
