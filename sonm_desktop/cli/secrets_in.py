"""Passwords and phrases come from a prompt, a file or standard input; never from argv."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.tasks import RegistryLogin
from sonm_desktop.cli.prompt import ask_hidden
from sonm_desktop.cli.session import Session
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.secret import Secret

PasswordFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Read the wallet's password from FILE; “-” is stdin."),
]
PhraseFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Read the words from FILE; “-” is standard input."),
]

_STDIN = Path("-")


def ask_password(file: Path | None, question: str = "Password of the wallet: ") -> Secret[str]:
    """The password from *file*, else from the terminal."""
    if file is not None:
        return _from_file(file)
    if not sys.stdin.isatty():
        raise UserError("cli.no_password")
    return Secret(ask_hidden(question))


def ask_new_password(file: Path | None) -> Secret[str]:
    """A password for a new wallet; typed twice on a terminal."""
    first = ask_password(file, "New password for the wallet: ")
    if file is None and first != ask_password(None, "The same again: "):
        raise UserError("cli.passwords_differ")
    return first


def ask_phrase(file: Path | None) -> Secret[str]:
    """The words of a wallet, from *file*, else from the terminal."""
    if file is not None:
        return _from_file(file)
    if not sys.stdin.isatty():
        raise UserError("cli.no_phrase")
    return Secret(ask_hidden("The 12 or 24 words (not shown): "))


def registry_login(user: str | None, file: Path | None) -> RegistryLogin | None:
    """The login of a private image's registry; None when no user is named."""
    if user is None:
        if file is not None:
            raise typer.BadParameter("It needs a user.", param_hint="--registry-password-file")
        return None
    password = ask_password(file, f"Password of {user} at the registry: ")
    return RegistryLogin(username=user, password=password)


async def unlocked(session: Session, agent: AgentClient, file: Path | None) -> None:
    """The wallet is open when this returns; asks for its password only when it is not.

    A profile without a wallet is left to the call that needs it, which says so.
    """
    status = await agent.wallet.status()
    if not status.exists or not status.locked:
        return
    session.say("The wallet is locked.")
    await agent.wallet.unlock(ask_password(file))


def _from_file(file: Path) -> Secret[str]:
    try:
        text = sys.stdin.readline() if file == _STDIN else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("cli.unreadable_file", file=str(file)) from error
    if not text.strip("\r\n"):
        raise UserError("cli.empty_file", file=str(file))
    return Secret(text.rstrip("\r\n"))
