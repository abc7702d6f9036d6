"""`sonm worker schedule`, `limits`, `drain`: when, how much, and how it ends."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from sonm_desktop.api.schema.guest import Ceiling, Drain, GuestStatus, Outage, Window
from sonm_desktop.cli.guest.change import changed, known, same
from sonm_desktop.cli.guest.view import limits_sheet, rules_sheet, schedule_sheet
from sonm_desktop.cli.pick import WorkerOption, pick_worker
from sonm_desktop.cli.session import Session
from sonm_desktop.core.week import WeekError, parse_once, parse_window

_MBIT = 10**6
Percent = Annotated[int | None, typer.Option(min=1, max=100, metavar="PERCENT")]


async def schedule(
    session: Session,
    *,
    hours: Annotated[
        list[str] | None,
        typer.Option(
            "--open",
            metavar="WINDOW",
            help="Work then, “mon-fri 22:00-07:00”; again for more, “always” for all the time.",
        ),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Of all windows, “Europe/Berlin”; “local” is its own."),
    ] = None,
    maintenance: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WINDOW",
            help="Jobs stand still then; weekly, or once as “2026-12-24 18:00-23:00”; “none”.",
        ),
    ] = None,
    worker: WorkerOption = None,
) -> None:
    """Show or change the hours of a machine, and when it is under maintenance.

    No deal for a fixed time is sold that would reach beyond its hours or into maintenance.
    """
    changes: dict[str, object] = {}
    if hours is not None:
        changes["windows"] = tuple(_window(one) for one in hours if one != "always")
    if zone is not None:
        changes["zone"] = "" if zone == "local" else zone
    if maintenance is not None:
        said = [one for one in maintenance if one != "none"]
        once = [one for one in said if one.strip()[:1].isdecimal()]
        changes["maintenance_once"] = tuple(_outage(one) for one in once)
        changes["maintenance_weekly"] = tuple(_window(one) for one in said if one not in once)
    async with session.agent() as agent:
        status = await changed(session, agent, worker, same, changes)
    session.answer(status, lambda: schedule_sheet(status))


async def limits(
    session: Session,
    *,
    in_use_cpu: Percent = None,
    idle_cpu: Percent = None,
    in_use_ram: Percent = None,
    idle_ram: Percent = None,
    in_use_down: Annotated[float | None, typer.Option(min=0, metavar="MBIT/S")] = None,
    in_use_up: Annotated[float | None, typer.Option(min=0, metavar="MBIT/S")] = None,
    idle_down: Annotated[float | None, typer.Option(min=0, metavar="MBIT/S")] = None,
    idle_up: Annotated[float | None, typer.Option(min=0, metavar="MBIT/S")] = None,
    in_use_io: Annotated[int | None, typer.Option(min=10, max=1000, metavar="WEIGHT")] = None,
    idle_io: Annotated[int | None, typer.Option(min=10, max=1000, metavar="WEIGHT")] = None,
    cores: Annotated[
        int | None, typer.Option(min=0, metavar="COUNT", help="Never sell more; 0 is all.")
    ] = None,
    never: Annotated[
        list[str] | None,
        typer.Option(metavar="DEVICE", help="Never sell it; again for more, “none” for none."),
    ] = None,
    worker: WorkerOption = None,
) -> None:
    """Show or change the most that all jobs have together, while in use and while idle.

    It holds for running jobs within seconds, and for what is on sale. 0 Mbit/s is no bound. RAM
    is not taken from a running job; under pressure it is taken back there first.
    """
    in_use = {
        "cpu_percent": in_use_cpu,
        "ram_percent": in_use_ram,
        "io_weight": in_use_io,
        "ingress_bps": _bits(in_use_down),
        "egress_bps": _bits(in_use_up),
    }
    idle = {
        "cpu_percent": idle_cpu,
        "ram_percent": idle_ram,
        "io_weight": idle_io,
        "ingress_bps": _bits(idle_down),
        "egress_bps": _bits(idle_up),
    }
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        rules = known(await agent.workers.status(chosen)).rules
        said = {
            "in_use": _ceiling(rules.in_use, in_use),
            "idle": _ceiling(rules.idle, idle),
            "cores": cores,
            "devices_off": None if never is None else tuple(n for n in never if n != "none"),
        }
        changes = {
            name: value
            for name, value in said.items()
            if value is not None and value != getattr(rules, name)
        }
        status = await changed(session, agent, chosen, same, changes)
    session.answer(status, lambda: limits_sheet(status))


async def drain(
    session: Session,
    *,
    then: Annotated[
        str, typer.Option(metavar="WHAT", help="After the last deal: pause or quit.")
    ] = "pause",
    cancel: Annotated[bool, typer.Option("--cancel", help="Take customers again.")] = False,
    worker: WorkerOption = None,
) -> None:
    """Take no new customers, let every deal end as agreed, then pause or quit."""
    wanted: dict[str, Literal["pause", "quit"]] = {"pause": "pause", "quit": "quit"}
    if then not in wanted:
        raise typer.BadParameter("Write pause or quit.")
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        with session.progress("Telling the worker"):
            told = await agent.workers.drain(chosen, Drain(then="" if cancel else wanted[then]))
    status: GuestStatus = known(told)
    session.answer(status, lambda: rules_sheet(status))


def _ceiling(before: Ceiling, said: dict[str, int | None]) -> Ceiling:
    return before.model_copy(update={name: v for name, v in said.items() if v is not None})


def _bits(megabits: float | None) -> int | None:
    return None if megabits is None else round(megabits * _MBIT)


def _window(text: str) -> Window:
    try:
        days, begin, end = parse_window(text)
    except WeekError as error:
        raise typer.BadParameter(f"Write it like “{error}”.") from error
    return Window(days=days, begin=begin, end=end)


def _outage(text: str) -> Outage:
    try:
        begin, end = parse_once(text)
    except WeekError as error:
        raise typer.BadParameter(f"Write it like “{error}”.") from error
    return Outage(begin=begin, end=end)
