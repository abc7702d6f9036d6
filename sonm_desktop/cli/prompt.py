"""Questions to the person at the terminal; Ctrl-C ends the command, not the question."""

from __future__ import annotations

import getpass
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from sonm_desktop.core.errors import UserError


def somebody_is_there(err: Console) -> bool:
    """A person can read a question and type the answer."""
    return sys.stdin.isatty() and err.is_terminal


def ask(err: Console, question: str) -> str:
    """The line that the person types; empty at the end of input."""
    with _interruptible():
        try:
            return err.input(question)
        except EOFError:
            return ""


def ask_hidden(question: str) -> str:
    """The same, without showing what is typed. Raises UserError at the end of input."""
    with _interruptible():
        try:
            return getpass.getpass(question)
        except EOFError as error:
            raise UserError("cli.declined") from error


@contextmanager
def _interruptible() -> Iterator[None]:
    """While a question waits, the event loop cannot see Ctrl-C: it is raised at once instead."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
