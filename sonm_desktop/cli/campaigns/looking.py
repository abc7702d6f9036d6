"""`sonm campaign list, show, report`: what campaigns there are, and what is in them."""

from __future__ import annotations

from typing import Annotated

import typer

from sonm_desktop.cli.campaigns.view import campaign_sheet, campaign_table, place_table
from sonm_desktop.cli.command import command
from sonm_desktop.cli.pick import CampaignArgument, pick_campaign
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import stacked

group = typer.Typer(
    no_args_is_help=True,
    help="Be paid for your network address and traffic, or pay others for theirs.",
)


@command(group, "list")
async def listed(
    session: Session,
    *,
    mine: Annotated[bool, typer.Option("--mine", help="Those that you pay for.")] = False,
    joined: Annotated[bool, typer.Option("--joined", help="Those that pay you.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Ended ones too.")] = False,
) -> None:
    """List the campaigns of this network that take people in, the newest first."""
    async with session.agent() as agent:
        found = await agent.campaigns.all()
    if mine or joined:
        found = [one for one in found if (mine and one.mine) or (joined and one.places)]
    elif not everything:
        found = [one for one in found if one.phase in ("open", "ending")]
    session.answer(found, lambda: campaign_table(found))


@command(group, "show")
async def show(session: Session, campaign: CampaignArgument) -> None:
    """Show what a campaign pays, what is left of its budget, and until when."""
    async with session.agent() as agent:
        found = await agent.campaigns.report(await pick_campaign(agent, campaign))
    session.answer(found.campaign, lambda: campaign_sheet(found.campaign))


@command(group, "report")
async def report(session: Session, campaign: CampaignArgument) -> None:
    """Show a campaign with everybody who takes part: set aside, paid, and for how much traffic.

    The sponsor sees the network addresses too; the chain knows them by numbers only.
    """
    async with session.agent() as agent:
        found = await agent.campaigns.report(await pick_campaign(agent, campaign))
    session.answer(
        found, lambda: stacked(campaign_sheet(found.campaign), place_table(found.places))
    )
