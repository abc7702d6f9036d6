"""`sonm wallet`: keys and accounts; moving money is in `money`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.schema.wallet import Account, WalletStatus
from sonm_desktop.cli.command import command
from sonm_desktop.cli.pick import AccountOption, pick_account
from sonm_desktop.cli.secrets_in import (
    PasswordFile,
    PhraseFile,
    ask_new_password,
    ask_password,
    ask_phrase,
    unlocked,
)
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import Column, sheet, stacked, table, verbatim, worded
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.secret import Secret

group = typer.Typer(
    no_args_is_help=True,
    help="The wallet: accounts, balances, and SNM on its way in and out.\n\n"
    "Passwords are asked for, or read with --password-file; they are never options themselves.",
)

LabelOption = Annotated[str, typer.Option(metavar="NAME", help="What you call the account.")]


@command(group, "create")
async def create(
    session: Session,
    words: Annotated[int, typer.Option(help="12 or 24 words.")] = 12,
    password_file: PasswordFile = None,
) -> None:
    """Make a new wallet and show its words, this once.

    Whoever has the words has the money. Write them down on paper.
    """
    if words not in (12, 24):
        raise typer.BadParameter("A phrase has 12 or 24 words.", param_hint="--words")
    password = ask_new_password(password_file)
    async with session.agent() as agent:
        with session.progress("Making the wallet"):
            made = await agent.wallet.create(password, words=words)
    session.answer(
        made,
        lambda: stacked(
            "Write these words down. They are shown this once, and whoever has them has the money:",
            verbatim(made.phrase.reveal()),
            _accounts(made.wallet),
        ),
    )


@command(group, "restore")
async def restore(
    session: Session, phrase_file: PhraseFile = None, password_file: PasswordFile = None
) -> None:
    """Bring back a wallet from its words."""
    phrase = ask_phrase(phrase_file)
    password = ask_new_password(password_file)
    async with session.agent() as agent:
        with session.progress("Restoring the wallet"):
            status = await agent.wallet.restore(phrase, password)
    session.answer(status, lambda: _accounts(status))


@command(group, "unlock")
async def unlock(session: Session, password_file: PasswordFile = None) -> None:
    """Open the wallet, so that it can sign."""
    password = ask_password(password_file)
    async with session.agent() as agent:
        with session.progress("Opening the wallet"):
            status = await agent.wallet.unlock(password)
    session.answer(status, lambda: worded(status.state))


@command(group, "lock")
async def lock(session: Session) -> None:
    """Close the wallet; running deals go on."""
    async with session.agent() as agent:
        status = await agent.wallet.lock()
    session.answer(status, lambda: worded(status.state))


@command(group, "accounts")
async def accounts(session: Session) -> None:
    """List the accounts; works while the wallet is locked."""
    async with session.agent() as agent:
        status = await agent.wallet.status()
    session.answer(status, lambda: _accounts(status))


@command(group, "add")
async def add(
    session: Session, label: LabelOption = "", password_file: PasswordFile = None
) -> None:
    """Add the next account of the wallet's words."""
    async with session.agent() as agent:
        await unlocked(session, agent, password_file)
        account = await agent.wallet.new_account(label)
    session.answer(account, lambda: _sheet(account))


@command(group, "rename")
async def rename(
    session: Session,
    label: Annotated[str, typer.Argument(metavar="NAME", help="What you call it from now on.")],
    account: AccountOption = None,
) -> None:
    """Call an account something else."""
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        renamed = await agent.wallet.rename(chosen.address, label)
    session.answer(renamed, lambda: _sheet(renamed))


@command(group, "import-key")
async def import_key(
    session: Session,
    key_file: Annotated[
        Path, typer.Option(metavar="FILE", help="A file with 0x and 64 hex digits; “-” is stdin.")
    ],
    label: LabelOption = "",
    password_file: PasswordFile = None,
) -> None:
    """Add an account from its private key."""
    key = Secret(ask_password(key_file).reveal().strip())
    password = ask_password(password_file)
    async with session.agent() as agent:
        with session.progress("Importing the key"):
            account = await agent.wallet.import_key(key, password, label)
    session.answer(account, lambda: _sheet(account))


@command(group, "import")
async def import_keystore(
    session: Session,
    file: Annotated[Path, typer.Argument(metavar="KEYSTORE", help="A keystore V3 file.")],
    label: LabelOption = "",
    keystore_password_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Read the keystore's own password from FILE."),
    ] = None,
    password_file: PasswordFile = None,
) -> None:
    """Add an account from a keystore V3 file."""
    try:
        keystore = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("cli.unreadable_file", file=str(file)) from error
    own = ask_password(keystore_password_file, "Password of the keystore: ")
    password = ask_password(password_file)
    async with session.agent() as agent:
        with session.progress("Importing the keystore"):
            account = await agent.wallet.import_keystore(keystore, own, password, label)
    session.answer(account, lambda: _sheet(account))


@command(group, "export")
async def export(
    session: Session, account: AccountOption = None, password_file: PasswordFile = None
) -> None:
    """Print an account as a keystore V3 file, under the wallet's password."""
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        password = ask_password(password_file)
        with session.progress("Sealing the keystore"):
            kept = await agent.wallet.export_keystore(chosen.address, password)
    session.answer(kept, lambda: verbatim(kept.keystore.reveal()))


@command(group, "password")
async def password(
    session: Session,
    password_file: PasswordFile = None,
    new_password_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Read the new password from FILE.")
    ] = None,
) -> None:
    """Change the wallet's password. Copies of the old wallet file still open with the old one."""
    old = ask_password(password_file)
    new = ask_new_password(new_password_file)
    async with session.agent() as agent:
        with session.progress("Sealing the wallet"):
            status = await agent.wallet.change_password(old, new)
    session.answer(status, lambda: "The password was changed.")


@command(group, "phrase")
async def phrase(session: Session, password_file: PasswordFile = None) -> None:
    """Show the wallet's words again, to write them down."""
    password = ask_password(password_file)
    async with session.agent() as agent:
        with session.progress("Opening the wallet"):
            kept = await agent.wallet.phrase(password)
    session.answer(
        kept,
        lambda: stacked("Whoever has these words has the money:", verbatim(kept.phrase.reveal())),
    )


def _accounts(status: WalletStatus) -> RenderableType:
    rows = [
        (str(number), account.address, account.label)
        for number, account in enumerate(status.accounts, start=1)
    ]
    columns = (Column("#", right=True), Column("Address", least=42), Column("Label"))
    return stacked(worded(status.state), table(columns, rows, empty="There is no account."))


def _sheet(account: Account) -> RenderableType:
    origin = "imported key" if account.index is None else f"number {account.index} of the words"
    return sheet([("Address", account.address), ("Label", account.label), ("Origin", origin)])
