"""`sonm worker rules`: what ends selling for a while."""

from __future__ import annotations

from typing import Annotated, Literal, cast

import typer

from sonm_desktop.api.schema.guest import Preset, with_preset
from sonm_desktop.cli.guest.change import changed
from sonm_desktop.cli.guest.view import rules_sheet
from sonm_desktop.cli.pick import WorkerOption
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.values import duration

_PRESETS = "quiet, balanced, maximum"


async def rules(
    session: Session,
    *,
    preset: Annotated[
        str | None, typer.Option(metavar="NAME", help=f"Begin with one of {_PRESETS}.")
    ] = None,
    user_active: Annotated[
        bool | None,
        typer.Option("--in-use/--no-in-use", help="Rest while somebody uses the machine."),
    ] = None,
    idle_after: Annotated[
        int | None,
        typer.Option(parser=duration, metavar="TIME", help="Untouched for so long is not in use."),
    ] = None,
    fullscreen: Annotated[
        bool | None, typer.Option(help="Rest while a program fills the screen.")
    ] = None,
    program: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Rest while it runs; again for more, “none” for none."),
    ] = None,
    battery: Annotated[bool | None, typer.Option(help="Rest while on battery.")] = None,
    metered: Annotated[
        bool | None, typer.Option(help="Rest while the network costs by volume.")
    ] = None,
    throttle_at: Annotated[
        int | None,
        typer.Option(min=0, max=150, metavar="CELSIUS", help="Work less from here; 0 is off."),
    ] = None,
    stop_at: Annotated[
        int | None,
        typer.Option(min=0, max=150, metavar="CELSIUS", help="Hold jobs from here; 0 is off."),
    ] = None,
    jobs: Annotated[
        str | None,
        typer.Option(
            metavar="WHAT", help="Running jobs meanwhile: keep (within the limits) or hold."
        ),
    ] = None,
    listed: Annotated[
        bool | None,
        typer.Option("--listed/--unlisted", help="Whether the offer stays in sight meanwhile."),
    ] = None,
    worker: WorkerOption = None,
) -> None:
    """Show or change what makes a machine rest by itself, and resume by itself.

    Meanwhile nobody gets a quote. A job that stands still keeps its deal and earns nothing: its
    customer is told why, does not pay for that time, and may end the deal: also of a fixed time.
    """
    if preset is not None and preset not in _PRESETS.split(", "):
        raise typer.BadParameter(f"Write one of {_PRESETS}.")
    if jobs is not None and jobs not in {"keep", "hold"}:
        raise typer.BadParameter("Write keep or hold.")
    said = {
        "user_active": user_active,
        "idle_after_s": idle_after,
        "fullscreen": fullscreen,
        "programs": None if program is None else tuple(one for one in program if one != "none"),
        "battery": battery,
        "metered": metered,
        "throttle_c": throttle_at,
        "stop_c": stop_at,
        "running": cast(Literal["keep", "hold"] | None, jobs),
        "listed": listed,
    }
    changes = {name: value for name, value in said.items() if value is not None}
    async with session.agent() as agent:
        status = await changed(
            session,
            agent,
            worker,
            lambda guest: (
                guest.rules
                if preset is None
                else with_preset(guest.rules, cast(Preset, preset), guest.senses)
            ),
            changes,
        )
    session.answer(status, lambda: rules_sheet(status))
