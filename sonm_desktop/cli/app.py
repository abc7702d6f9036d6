"""`sonm`: the terminal's commands. It does nothing that the agent's API does not offer."""

from __future__ import annotations

import typer

from sonm_desktop.cli import deal, market, money, network, task, token, wallet, worker
from sonm_desktop.cli.command import (
    Choices,
    JsonOption,
    ProfileOption,
    YesOption,
    command,
)
from sonm_desktop.cli.overview import overview
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.tour.run import tour

app = typer.Typer(
    name="sonm",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="A market of computing power: sell this machine, rent others, pay by the second.\n\n"
    "New here? “sonm tour” shows both sides of a deal on this machine with play money.\n\n"
    "Exit codes: 0 done, 1 refused with a reason, 2 not understood. Amounts in --json are "
    "decimal text of wei (10^-18 SNM).",
)


@app.callback()
def choices(
    context: typer.Context,
    profile: ProfileOption = None,
    json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Options before the command hold for it too."""
    context.obj = Choices().and_then(profile, json, yes)


@command(app, "status")
async def status(session: Session) -> None:
    """Show the network, the accounts, the worker and the deals at a glance."""
    async with session.agent() as agent:
        state = await agent.state.read()
    session.answer(state, lambda: overview(state))


@command(app, "shutdown")
async def shutdown(session: Session) -> None:
    """End the agent of this profile.

    Running deals go on until what was promised is over; the local worker goes on by itself.
    """
    session.confirm("Nothing renews or watches your deals until it starts again. End it?")
    async with session.agent() as agent:
        await agent.shut_down()
    session.answer({"profile": session.profile.name, "agent": "ended"}, lambda: "The agent ends.")


wallet.group.add_typer(money.group)
command(app, "tour")(tour)
app.add_typer(network.group, name="network")
app.add_typer(wallet.group, name="wallet")
app.add_typer(worker.group, name="worker")
app.add_typer(market.group, name="market")
app.add_typer(deal.group, name="deal")
app.add_typer(task.group, name="task")
app.add_typer(token.group, name="token")


def main() -> int:
    """Run the command of argv; typer ends the program with its exit code."""
    app()
    return 0
