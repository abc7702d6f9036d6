"""`sonm deal`: rent a machine, and stop renting it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.schema.deals import StandingLimit
from sonm_desktop.api.schema.plans import BuyOffer, CloseDeal, CloseReason, TopUpDeal
from sonm_desktop.cli.command import command
from sonm_desktop.cli.dollars import slippage
from sonm_desktop.cli.pick import AccountOption, DealArgument, pick_account, pick_deal, pick_offer
from sonm_desktop.cli.plan import carry_out
from sonm_desktop.cli.rentals.deal_view import deal_sheet, deals_table
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import exact
from sonm_desktop.cli.values import amount, duration, size
from sonm_desktop.core.dollars import USUAL_SLIPPAGE

group = typer.Typer(
    no_args_is_help=True,
    help="Deals: machines that you rent, paid by the second out of an escrow on the chain.",
)


@command(group, "buy")
async def buy(
    session: Session,
    *,
    offer: Annotated[str, typer.Argument(metavar="OFFER", help="Its id, or how it begins.")],
    max_total: Annotated[
        int | None,
        typer.Option(parser=amount, metavar="SNM", help="The most that may ever go into it."),
    ] = None,
    lasts: Annotated[
        int,
        typer.Option(
            "--for",
            parser=duration,
            metavar="TIME",
            show_default="1h",
            help="How long you want it.",
        ),
    ] = 3600,
    lease: Annotated[
        int,
        typer.Option(
            parser=duration,
            metavar="TIME",
            show_default="1h",
            help="Promised to the supplier at once.",
        ),
    ] = 3600,
    renew: Annotated[bool, typer.Option(help="Go on promising while the worker lives.")] = True,
    dead_after: Annotated[
        int,
        typer.Option(
            parser=duration,
            metavar="TIME",
            show_default="5m",
            help="Close it when silent so long.",
        ),
    ] = 300,
    slip: Annotated[
        int,
        typer.Option(
            "--slippage",
            parser=slippage,
            metavar="PERCENT",
            show_default="2%",
            help="Of an offer in USD: its price in SNM may move so far until it is bought.",
        ),
    ] = USUAL_SLIPPAGE,
    traffic_in: Annotated[
        int,
        typer.Option(
            parser=size, metavar="SIZE", show_default="1G", help="Room for jobs to receive."
        ),
    ] = 1 << 30,
    traffic_out: Annotated[
        int,
        typer.Option(parser=size, metavar="SIZE", show_default="1G", help="Room for jobs to send."),
    ] = 1 << 30,
    account: AccountOption = None,
) -> None:
    """Rent the machine of OFFER. It shows what that does and costs, and asks first.

    You pay by the second out of an escrow, at most --max-total, and only for as long as you
    promise. Where the supplier takes a price for traffic, the escrow has room for --traffic-in
    and --traffic-out; what is not used comes back. Without --max-total your standing limit
    counts (“sonm deal limit”).
    """
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        request = BuyOffer(
            account=chosen.address,
            offer=await pick_offer(agent, offer),
            duration=lasts,
            max_total=max_total,
            lease=min(lease, lasts),
            renew=renew,
            dead_after_s=dead_after,
            receive_bytes=traffic_in,
            send_bytes=traffic_out,
            slippage=slip,
        )
        await carry_out(session, agent, request, question="Buy it?")


@command(group, "list")
async def list_deals(session: Session, account: AccountOption = None) -> None:
    """List your deals, the newest first."""
    async with session.agent() as agent:
        chosen = await pick_account(agent, account) if account else None
        deals = await agent.deals.all(chosen.address if chosen else None)
    session.answer(deals, lambda: deals_table(deals))


@command(group, "show")
async def show(session: Session, deal: DealArgument) -> None:
    """Show one deal: what it has cost, how long it is paid, and what happens then."""
    async with session.agent() as agent:
        found = await agent.deals.show(await pick_deal(agent, deal))
    session.answer(found, lambda: deal_sheet(found))


@command(group, "close")
async def close(
    session: Session,
    deal: DealArgument,
    reason: Annotated[
        CloseReason | None,
        typer.Option(help="Why, for your own books; it is not sent to anybody."),
    ] = None,
) -> None:
    """End a deal; what is not used comes back.

    At once where the supplier agrees, which his worker does by itself; otherwise after the
    notice in the offer.
    """
    async with session.agent() as agent:
        request = CloseDeal(deal=await pick_deal(agent, deal), reason=reason)
        await carry_out(session, agent, request, question="Close it? Its task ends.")


@command(group, "top-up")
async def top_up(
    session: Session,
    deal: DealArgument,
    snm: Annotated[int, typer.Argument(parser=amount, metavar="SNM", help="How much more.")],
    max_total: Annotated[
        int | None, typer.Option(parser=amount, metavar="SNM", help="Raise the deal's limit to it.")
    ] = None,
) -> None:
    """Put more SNM into a deal, so that it lasts longer."""
    async with session.agent() as agent:
        chosen = await pick_deal(agent, deal)
        request = TopUpDeal(deal=chosen, amount=snm, max_total=max_total)
        await carry_out(session, agent, request, question="Top it up?")


@command(group, "limit")
async def limit(
    session: Session,
    snm: Annotated[
        int | None, typer.Argument(parser=amount, metavar="[SNM]", help="The new limit.")
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="Every purchase names its maximum.")] = False,
    account: AccountOption = None,
) -> None:
    """Show or set the most that one purchase may cost when it names no maximum."""
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        if snm is None and not none:
            standing = await agent.deals.standing_limit(chosen.address)
        else:
            new = None if none else snm
            standing = await agent.deals.set_standing_limit(chosen.address, new)
    session.answer(standing, lambda: _limit(standing))


def _limit(standing: StandingLimit) -> RenderableType:
    if standing.limit is None:
        return "None: every purchase names its --max-total."
    return f"A purchase without --max-total may cost {exact(standing.limit)}."
