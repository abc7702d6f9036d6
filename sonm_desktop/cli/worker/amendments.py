"""`sonm worker amendments`: what customers want otherwise, and what you offer them."""

from __future__ import annotations

from typing import Annotated

import typer

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.amendments import OfferTerms
from sonm_desktop.api.schema.worker import SuppliedDeal
from sonm_desktop.cli.command import command
from sonm_desktop.cli.pick import DealArgument
from sonm_desktop.cli.rentals.amendments_view import amendment_sheet, amendments_table
from sonm_desktop.cli.rentals.deal_amend import (
    LongerOption,
    NoticeOption,
    PriceOption,
    RequestArgument,
    pick,
)
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import hourly
from sonm_desktop.core.errors import UserError

group = typer.Typer(
    no_args_is_help=True,
    help="Other terms of deals that run on your machines: asked for by customers, or offered.",
)


@command(group, "list")
async def list_amendments(
    session: Session,
    every: Annotated[bool, typer.Option("--all", help="Also those that were answered.")] = False,
) -> None:
    """List what waits for your answer or for a customer's."""
    async with session.agent() as agent:
        found = [
            one
            for one in await agent.amendments.all()
            if one.side == "selling" and (every or one.phase in ("asked", "agreed"))
        ]
    session.answer(found, lambda: amendments_table(found))


@command(group, "show")
async def show(session: Session, request: RequestArgument) -> None:
    """Show one request: what is and what is wanted."""
    async with session.agent() as agent:
        found = await pick(agent, request, "selling")
    session.answer(found, lambda: amendment_sheet(found))


@command(group, "accept")
async def accept(session: Session, request: RequestArgument) -> None:
    """Agree to what a customer asks for."""
    async with session.agent() as agent:
        chosen = await pick(agent, request, "selling")
        session.say(amendment_sheet(chosen))
        session.confirm("Agree to it?")
        done = await agent.amendments.answer(chosen.id, agree=True)
    session.answer(done, lambda: amendment_sheet(done))


@command(group, "refuse")
async def refuse(session: Session, request: RequestArgument) -> None:
    """Do not agree; the deal goes on as it is."""
    async with session.agent() as agent:
        chosen = await pick(agent, request, "selling")
        done = await agent.amendments.answer(chosen.id, agree=False)
    session.answer(done, lambda: amendment_sheet(done))


@command(group, "offer")
async def offer(
    session: Session,
    deal: DealArgument,
    *,
    price: PriceOption = None,
    longer: LongerOption = None,
    notice: NoticeOption = None,
) -> None:
    """Offer other terms to the customer of DEAL.

    A lower price or a shorter notice only favours him, so that it holds at once.
    """
    async with session.agent() as agent:
        chosen = await _supplied(agent, deal)
        request = OfferTerms(deal=chosen.deal, rate=price, longer_s=longer, notice=notice)
        lower = price is not None and price < chosen.rate
        then = f", now {hourly(chosen.rate)}: a lower price holds at once" if lower else ""
        session.confirm(f"Offer it to the customer of {chosen.deal}{then}?")
        done = await agent.amendments.offer(request)
    session.answer(done, lambda: amendment_sheet(done))


@command(group, "withdraw")
async def withdraw(session: Session, request: RequestArgument) -> None:
    """Offer it no longer."""
    async with session.agent() as agent:
        chosen = await pick(agent, request, "selling")
        done = await agent.amendments.drop("selling", chosen.id)
    session.answer(done, lambda: amendment_sheet(done))


async def _supplied(agent: AgentClient, text: str) -> SuppliedDeal:
    """The open deal on one of my machines whose id begins with *text*."""
    accounts = (await agent.wallet.status()).accounts
    found = [
        deal
        for account in accounts
        for deal in await agent.workers.deals(account.address)
        if deal.open and deal.deal.startswith(text.lower())
    ]
    if len(found) != 1:
        raise UserError("rental.no_deal", deal=text[:66])
    return found[0]
