"""`sonm network`: which chain, and the practice network on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.network import NetworkStatus
from sonm_desktop.cli.command import command
from sonm_desktop.cli.dollars import add_to_network
from sonm_desktop.cli.network.deployment import deploy, deployments, export
from sonm_desktop.cli.network.leaving import confirm_leaving, unclaimed
from sonm_desktop.cli.pick import one_of
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import NOTHING, Column, exact, moment, sheet, short, table, worded

group = typer.Typer(
    no_args_is_help=True,
    help="The network: a chain, its market contract and its nodes.\n\n"
    "“sonm network start” gives you a practice network on this machine, where play money buys "
    "real jobs.",
)


command(group, "deploy")(deploy)
command(group, "deployments")(deployments)
command(group, "export")(export)

add_to_network(group)


@command(group, "start")
async def start(session: Session) -> None:
    """Start the practice network on this machine, or find it running, and use it."""
    async with session.agent() as agent:
        await confirm_leaving(session, agent)
        with session.progress("Starting the practice network"):
            status = await agent.network.start_practice()
    session.answer(status, lambda: _sheet(status))


@command(group, "status")
async def status(session: Session) -> None:
    """Show which network this profile is on and whether it answers."""
    async with session.agent() as agent:
        status = await agent.network.status()
    session.answer(status, lambda: _sheet(status))


@command(group, "use")
async def use(
    session: Session,
    which: Annotated[
        str,
        typer.Argument(
            metavar="FILE|ID", help="A network's description, or an id of “sonm network list”."
        ),
    ],
) -> None:
    """Use another network; the records of each are kept apart."""
    async with session.agent() as agent:
        await confirm_leaving(session, agent)
        with session.progress("Connecting"):
            status = await _use(agent, which)
    session.answer(status, lambda: _sheet(status))


@command(group, "list")
async def list_(session: Session) -> None:
    """List the networks of this profile, and what is left on those of before.

    Your rentals on other networks run out by themselves: nobody promises more time for them. What
    deals there owe you is claimed every ten minutes, where a key may; the table says where none
    may. Go back by “sonm network use ID” to close, to claim and to withdraw.
    """
    async with session.agent() as agent:
        status = await agent.network.status()
    session.answer(status.others, lambda: networks_table(status))


@command(group, "stop")
async def stop(session: Session) -> None:
    """End the practice network's node; its state stays for the next start."""
    session.confirm("Deals on the practice network stand still until it starts again. Stop it?")
    async with session.agent() as agent:
        with session.progress("Stopping the practice network"):
            status = await agent.network.stop_practice()
    session.answer(status, lambda: _sheet(status))


@command(group, "reset")
async def reset(session: Session) -> None:
    """Begin a new practice network: play money and deals of the old one are gone."""
    session.confirm("All play money, offers and rentals of the practice network go. Reset it?")
    async with session.agent() as agent:
        with session.progress("Beginning anew"):
            status = await agent.network.reset_practice()
    session.answer(status, lambda: _sheet(status))


def _is_file(which: str) -> bool:
    return Path(which).exists()


async def _use(agent: AgentClient, which: str) -> NetworkStatus:
    others = (await agent.network.status()).others
    if _is_file(which) or not others:
        return await agent.network.use(Path(which))
    known = [f"0x{one.identity}" for one in others]
    chosen = one_of(known, which, kind="network", command="sonm network list")
    return await agent.network.use_known(chosen.removeprefix("0x"))


def networks_table(status: NetworkStatus) -> RenderableType:
    """The network in use, and those of before."""
    columns = (
        *(Column("Id"), Column("Network"), Column("Chain", right=True), Column("Market")),
        *(Column("Open deals", right=True), Column("Yours", right=True)),
        Column("Not claimed yet", right=True),
    )
    here = (status.identity[:8], f"{status.name} (in use)", str(status.chain_id))
    rows = [(*here, short(status.market), "", "", "")] if status.market else []
    rows += [
        (
            *(one.identity[:8], one.name, str(one.chain_id), short(one.market)),
            *(str(one.deals), exact(one.held) if one.answers else "its node is away"),
            unclaimed(one),
        )
        for one in status.others
    ]
    return table(columns, rows, empty="This profile has not been on any network yet.")


def _sheet(status: NetworkStatus) -> RenderableType:
    if not status.configured:
        return worded(status.state)
    return sheet(
        [
            (
                "Network",
                f"{status.name} (practice: play money)" if status.practice else status.name,
            ),
            ("State", worded(status.state)),
            ("Chain id", str(status.chain_id)),
            ("Market", status.market),
            ("SNM", status.token),
            ("Nodes", ", ".join(status.nodes) or NOTHING),
            ("Block", _block(status)),
            ("Chain time", moment(status.time)),
            ("Waits for", f"{status.confirmations} confirmations before a job starts"),
        ]
    )


def _block(status: NetworkStatus) -> str:
    if status.indexed is None:
        return f"{status.head} (the index is being built)"
    return f"{status.head} (indexed up to {status.indexed})"
