"""`sonm wallet`: who may take SNM, and transactions that wait and are hurried or called back."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.plans import Disallow
from sonm_desktop.api.schema.wallet import Allowance, Replacement
from sonm_desktop.cli.acting import act
from sonm_desktop.cli.command import command
from sonm_desktop.cli.pick import AccountOption, pick_account
from sonm_desktop.cli.secrets_in import PasswordFile, unlocked
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import Column, exact, table
from sonm_desktop.cli.values import address
from sonm_desktop.core.errors import UserError

group = typer.Typer()

Spender = Annotated[str, typer.Argument(parser=address, metavar="ADDRESS", help="Who may take it.")]
Transaction = Annotated[
    str, typer.Argument(metavar="TRANSACTION", help="Its hash, or the beginning of it.")
]


@command(group, "allowances")
async def allowances(session: Session, account: AccountOption = None) -> None:
    """List who may take SNM out of the wallet of an account."""
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        found = await agent.wallet.allowances(chosen.address)
    session.answer(found, lambda: _allowances(found))


@command(group, "disallow")
async def disallow(
    session: Session,
    spender: Spender,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Take back somebody's permission to take SNM out of the wallet."""
    await act(
        session,
        account,
        password_file,
        lambda me: Disallow(account=me, spender=spender),
        question="Take it back?",
    )


@command(group, "speed-up")
async def speed_up(
    session: Session,
    transaction: Transaction,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Pay more for a transaction that waits, so that it comes into a block soon."""
    await _replace(session, transaction, account, password_file, cancel=False)


@command(group, "cancel")
async def cancel(
    session: Session,
    transaction: Transaction,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Call back a transaction that waits, by one that does nothing in its place.

    It is too late when the first one is in a block sooner; never do both happen.
    """
    await _replace(session, transaction, account, password_file, cancel=True)


async def _replace(
    session: Session,
    transaction: str,
    account: str | None,
    password_file: PasswordFile,
    *,
    cancel: bool,
) -> None:
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        intent = await _intent(agent, chosen.address, transaction)
        asked = await agent.wallet.replace(chosen.address, intent, cancel=cancel)
        session.confirm(
            f"This costs up to {exact(asked.fee, 'coin')}, its limit from now on. Do it?"
        )
        await unlocked(session, agent, password_file)
        done = await agent.wallet.replace(chosen.address, intent, cancel=cancel, most=asked.fee)
    session.answer(done, lambda: _said(done))


async def _intent(agent: AgentClient, account: str, transaction: str) -> str:
    """Raises UserError("agent.no_transaction")."""
    wanted = transaction.strip().lower()
    for record in await agent.wallet.transactions(account):
        if record.hash and wanted and record.hash.startswith(wanted):
            return record.intent
    raise UserError("agent.no_transaction")


def _said(done: Replacement) -> str:
    what = "Nothing was sent in its place." if done.cancel else "It was sent again for more."
    return f"{what} “sonm wallet transactions” tells what becomes of it."


def _allowances(found: list[Allowance]) -> RenderableType:
    columns = (Column("Who", least=42), Column("May take", right=True), Column(""))
    rows = [
        (one.spender, exact(one.amount), "the market's contract" if one.market else "")
        for one in found
    ]
    return table(columns, rows, empty="Nobody may take SNM out of this wallet.")
