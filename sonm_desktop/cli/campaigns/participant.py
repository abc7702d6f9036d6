"""`sonm campaign join, redeem, income, withdraw`: what somebody does who is paid."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sonm_desktop.api.schema.campaigns import JoinCampaign, RedeemCoupon, WithdrawCampaigns
from sonm_desktop.cli.acting import act
from sonm_desktop.cli.campaigns.sponsor import DryRun
from sonm_desktop.cli.campaigns.view import income_view
from sonm_desktop.cli.command import command
from sonm_desktop.cli.pick import AccountOption, pick_account
from sonm_desktop.cli.secrets_in import PasswordFile
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.values import amount
from sonm_desktop.core.errors import UserError

group = typer.Typer()

_LONGEST = 1000

Ticket = Annotated[
    str, typer.Argument(metavar="TICKET", help="The sponsor's text, a file with it, or “-”.")
]


@command(group, "join")
async def join(
    session: Session,
    *,
    ticket: Ticket,
    dry_run: DryRun = False,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Take the place that a sponsor has signed for you: your pay is set aside from then on."""
    text = ticket_text(ticket)
    await act(
        session,
        account,
        password_file,
        lambda me: JoinCampaign(account=me, ticket=text),
        question="Take it?",
        dry_run=dry_run,
    )


@command(group, "redeem")
async def redeem(
    session: Session,
    *,
    ticket: Ticket,
    dry_run: DryRun = False,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Bring what a coupon says into your vault of campaigns."""
    text = ticket_text(ticket)
    await act(
        session,
        account,
        password_file,
        lambda me: RedeemCoupon(account=me, ticket=text),
        question="Redeem it?",
        dry_run=dry_run,
    )


@command(group, "income")
async def income(session: Session, account: AccountOption = None) -> None:
    """Show what campaigns have paid you, as bonus and for traffic, and what is set aside."""
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        found = await agent.campaigns.income(chosen.address)
    session.answer(found, lambda: income_view(found))


@command(group, "withdraw")
async def withdraw(
    session: Session,
    *,
    snm: Annotated[
        int | None,
        typer.Argument(parser=amount, metavar="[SNM]", help="How much; everything without it."),
    ] = None,
    dry_run: DryRun = False,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Move SNM from the vault of campaigns into the wallet: what was earned, or came back."""
    await act(
        session,
        account,
        password_file,
        lambda me: WithdrawCampaigns(account=me, amount=snm),
        question="Withdraw it?",
        dry_run=dry_run,
    )


def ticket_text(text: str) -> str:
    """*text* itself, or what stands in the file of that name or on standard input.

    Raises UserError for what can be no ticket.
    """
    ticket = "".join(_read(text).split())
    if not ticket or not ticket.isascii():
        raise UserError("campaign.bad_ticket")
    return ticket


def _read(text: str) -> str:
    if len(text) > 200 or text.lower().startswith(("sonmplace", "sonmcoupon")):
        return text[:_LONGEST]
    try:
        if text == "-":
            return sys.stdin.read(_LONGEST)
        with Path(text).open(encoding="utf-8-sig") as file:
            return file.read(_LONGEST)
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("cli.unreadable_file", file=text) from error
