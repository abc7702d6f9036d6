"""`sonm`: the terminal's commands. It does nothing that the agent's API does not offer."""

from __future__ import annotations

import os
import subprocess
from typing import Annotated

import typer

from sonm_desktop.cli.command import (
    Choices,
    JsonOption,
    ProfileOption,
    YesOption,
    command,
)
from sonm_desktop.cli.later import Terminal
from sonm_desktop.cli.session import Session
from sonm_desktop.core.program import background_command, forget_bundle_libraries
from sonm_desktop.core.version import own_version

app = typer.Typer(
    name="sonm",
    cls=Terminal,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="A market of computing power: sell this machine, rent others, pay by the second.\n\n"
    "New here? “sonm tour” shows both sides of a deal on this machine with play money.\n\n"
    "Exit codes: 0 done, 1 refused with a reason, 2 not understood. Amounts in --json are "
    "decimal text of wei (10^-18 SNM).",
)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sonm {own_version()}")
        raise typer.Exit


VersionOption = Annotated[
    bool,
    typer.Option(
        "--version", help="Say which release this is.", callback=_say_version, is_eager=True
    ),
]


@app.callback()
def choices(
    context: typer.Context,
    profile: ProfileOption = None,
    json: JsonOption = False,
    yes: YesOption = False,
    version: VersionOption = False,
) -> None:
    """Options before the command hold for it too."""
    context.obj = Choices().and_then(profile, json, yes)


@command(app, "status")
async def status(session: Session) -> None:
    """Show the network, the accounts, the worker and the deals at a glance."""
    from sonm_desktop.cli.overview import overview  # noqa: PLC0415 (the models of a whole state)

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


@app.command("self-test")
def self_test(json: JsonOption = False) -> None:
    """Check that this installation is whole: each part starts once, with nothing of yours.

    Exit code 1 when a part does not work.
    """
    wishes = ["--json"] if json else []
    done = subprocess.run(background_command("self-test", *wishes), check=False)  # noqa: S603
    raise typer.Exit(done.returncode)


def main() -> int:
    """Run the command of argv; typer ends the program with its exit code."""
    forget_bundle_libraries(os.environ)
    app()
    return 0
