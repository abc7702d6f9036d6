"""`sonm deal extend`, `amend`, `amendments`, `decline`: other terms for a deal that you rent."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.amendments import Amendment, AmendmentSide
from sonm_desktop.api.schema.plans import AmendDeal
from sonm_desktop.cli.command import command
from sonm_desktop.cli.pick import DealArgument, pick_deal
from sonm_desktop.cli.plan import carry_out
from sonm_desktop.cli.rentals.amendments_view import amendment_sheet, amendments_table
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.values import amount, duration, hourly_rate, moment_at
from sonm_desktop.core.errors import UserError

group = typer.Typer()

RequestArgument = Annotated[
    str, typer.Argument(metavar="REQUEST", help="Its id, or how it begins.")
]
UntilOption = Annotated[
    str | None,
    typer.Option("--until", metavar="TIME", help="Its new end: 2026-01-31T12:00, or a date."),
]
NoticeOption = Annotated[
    int | None, typer.Option(parser=duration, metavar="TIME", help="The new notice to leave.")
]
PriceOption = Annotated[
    int | None, typer.Option(parser=hourly_rate, metavar="SNM", help="The new price of an hour.")
]
LongerOption = Annotated[
    int | None, typer.Option(parser=duration, metavar="TIME", help="How much longer it runs.")
]
MostOption = Annotated[
    int | None,
    typer.Option(parser=amount, metavar="SNM", help="The most that may ever go into the deal."),
]


@command(group, "extend")
async def extend(
    session: Session,
    deal: DealArgument,
    by: Annotated[
        int | None, typer.Option(parser=duration, metavar="TIME", help="How much longer.")
    ] = None,
    until: UntilOption = None,
    max_total: MostOption = None,
) -> None:
    """Let a deal that has an end run longer, at its price.

    The supplier is asked; where his plan sells so long his program agrees at once. What is
    missing for the longer time is paid in with it.
    """
    if (by is None) is (until is None):
        raise typer.BadParameter("Give --by or --until.", param_hint="--by")
    async with session.agent() as agent:
        chosen = await pick_deal(agent, deal)
        end = await end_of(agent, chosen, until)
        request = AmendDeal(deal=chosen, longer_s=by, end=end, max_total=max_total)
        await carry_out(session, agent, request, question="Ask for it?")


@command(group, "amend")
async def amend(
    session: Session,
    deal: DealArgument,
    *,
    price: PriceOption = None,
    longer: LongerOption = None,
    until: UntilOption = None,
    notice: NoticeOption = None,
    accept: Annotated[
        str | None, typer.Option(metavar="REQUEST", help="Take what the supplier offers.")
    ] = None,
    max_total: MostOption = None,
) -> None:
    """Give a running deal other terms.

    What burdens the supplier he has to agree to; until then everything stays as it is.
    """
    async with session.agent() as agent:
        chosen = await pick_deal(agent, deal)
        offer = None if accept is None else (await pick(agent, accept, "renting")).id
        request = AmendDeal(
            deal=chosen,
            rate=price,
            longer_s=longer,
            end=await end_of(agent, chosen, until),
            notice=notice,
            offer=offer,
            max_total=max_total,
        )
        await carry_out(session, agent, request, question="Do it?")


@command(group, "amendments")
async def amendments(
    session: Session,
    deal: Annotated[
        str | None, typer.Argument(metavar="[DEAL]", help="Only those of this deal.")
    ] = None,
) -> None:
    """List the other terms that were asked for, offered, agreed on or refused."""
    async with session.agent() as agent:
        chosen = None if deal is None else await pick_deal(agent, deal)
        found = [one for one in await agent.amendments.all(chosen) if one.side == "renting"]
    session.answer(found, lambda: amendments_table(found))


@command(group, "decline")
async def decline(session: Session, request: RequestArgument) -> None:
    """Decline what a supplier offers, or take back what you asked for.

    What you had signed last for your own request may still hold for three minutes.
    """
    async with session.agent() as agent:
        chosen = await pick(agent, request, "renting")
        done = await agent.amendments.drop("renting", chosen.id)
    session.answer(done, lambda: amendment_sheet(done))


async def pick(agent: AgentClient, text: str, side: AmendmentSide) -> Amendment:
    """The request of *side* whose id begins with *text*; of several the newest that waits."""
    found = [
        one
        for one in await agent.amendments.all()
        if one.side == side and one.id.startswith(text.lower())
    ]
    found.sort(key=lambda one: one.phase != "asked")
    if not found or not text:
        raise UserError("market.no_amendment")
    return found[0]


async def end_of(agent: AgentClient, deal: str, until: str | None) -> int | None:
    """*until* by this machine's clock, as the chain counts."""
    if until is None:
        return None
    now = (await agent.deals.show(deal)).now
    return now + moment_at(until) - int(time.time())
