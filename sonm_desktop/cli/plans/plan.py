"""`sonm worker plan`: what a worker sells, plan by plan."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sonm_desktop.api.schema.pricing import PriceRule, PriceSetup
from sonm_desktop.api.schema.worker import (
    DEFAULT_MINIMUM_S,
    ChangePlans,
    NamedPlan,
    SellPlan,
    WorkerStatus,
)
from sonm_desktop.cli.command import by_itself, command
from sonm_desktop.cli.dollars import HourlyPrice, hourly_price
from sonm_desktop.cli.new_file import write_new
from sonm_desktop.cli.pick import WorkerOption, pick_worker
from sonm_desktop.cli.plans.plan_file import PlanFile
from sonm_desktop.cli.plans.price_view import plan_price_sheet
from sonm_desktop.cli.plans.reading import read_plan_file
from sonm_desktop.cli.plans.view import plan_sheet, plans_table
from sonm_desktop.cli.plans.writing import write_plan_file
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.values import amount, duration, size
from sonm_desktop.cli.worker.supply_view import status_sheet
from sonm_desktop.core.errors import UserError

group = typer.Typer(help="What a worker sells and for how much: one plan, or several by name.")

_MBIT = 1_000_000

NameArgument = Annotated[str, typer.Argument(metavar="PLAN", help="The name of the plan.")]


class Reach(StrEnum):
    """What jobs may reach."""

    NONE = "none"
    OUTGOING = "outgoing"
    INCOMING = "incoming"


@by_itself(group)
async def plan(
    session: Session,
    *,
    price: Annotated[
        HourlyPrice | None,
        typer.Option(
            parser=hourly_price,
            metavar="PRICE",
            help="For an hour of all of it: 0.5 SNM, or 0.02usd, fixed in SNM at each purchase.",
        ),
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="Take everything off the market.")] = False,
    name: Annotated[
        str | None,
        typer.Option(metavar="PLAN", help="Put it beside the other plans, or change that one."),
    ] = None,
    longest: Annotated[
        int,
        typer.Option(
            parser=duration, metavar="TIME", help="Longest fixed deal; 0 sells for as long as paid."
        ),
    ] = 0,
    cpu: Annotated[float, typer.Option(min=0.01, help="Processor cores on sale.")] = 1.0,
    ram: Annotated[
        int, typer.Option(parser=size, metavar="SIZE", show_default="1G", help="Memory on sale.")
    ] = 1 << 30,
    storage: Annotated[
        int, typer.Option(parser=size, metavar="SIZE", show_default="1G", help="Storage on sale.")
    ] = 1 << 30,
    gpu: Annotated[
        list[str] | None,
        typer.Option(metavar="DEVICE", help="A GPU by its id; again for more."),
    ] = None,
    notice: Annotated[
        int, typer.Option(parser=duration, metavar="TIME", help="Paid after a one-sided close.")
    ] = 0,
    minimum: Annotated[
        int,
        typer.Option(
            parser=duration,
            metavar="TIME",
            show_default="1m",
            help="Paid however early a deal ends.",
        ),
    ] = DEFAULT_MINIMUM_S,
    identity: Annotated[int, typer.Option(min=1, max=4, help="Least level of a customer.")] = 1,
    network: Annotated[
        Reach, typer.Option(help="What jobs may reach: nothing, the internet, or both ways.")
    ] = Reach.NONE,
    download: Annotated[float, typer.Option(min=0.1, help="Of jobs, Mbit/s.")] = 50.0,
    upload: Annotated[float, typer.Option(min=0.1, help="Of jobs, Mbit/s.")] = 10.0,
    download_price: Annotated[
        int, typer.Option(parser=amount, metavar="SNM", help="Price of a GiB to jobs.")
    ] = 0,
    upload_price: Annotated[
        int, typer.Option(parser=amount, metavar="SNM", help="Price of a GiB from jobs.")
    ] = 0,
    compatible: Annotated[
        bool, typer.Option(help="Let images run as root inside; needs user namespaces.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Only show its floor, the market and what it could bring."),
    ] = False,
    worker: WorkerOption = None,
) -> None:
    """Say what a worker sells and for how much, or take all of it off the market with --off.

    Without --name this plan is all that is sold.
    """
    if (price is None) != off or (dry_run and off):
        raise typer.BadParameter("Give --price, or --off.", param_hint="--price")
    network_sold = network is not Reach.NONE
    wish = (
        None
        if price is None
        else SellPlan(
            rate=price.rate,
            usd_rate=price.usd_rate,
            duration=longest,
            notice=notice,
            minimum=minimum,
            cpu_percent=round(cpu * 100),
            ram_bytes=ram,
            storage_bytes=storage,
            identity=identity,
            network=network.value,
            ingress_bps=round(download * _MBIT) if network_sold else 0,
            egress_bps=round(upload * _MBIT) if network_sold else 0,
            ingress_price=download_price,
            egress_price=upload_price,
            sandbox="compatible" if compatible else "strict",
            gpus=tuple(gpu or ()),
        )
    )
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        if dry_run and wish is not None:
            with session.progress("Asking the market"):
                foreseen = await agent.pricing.foresee(chosen, wish)
            session.answer(foreseen, lambda: plan_price_sheet(foreseen))
            return
        with session.progress("Telling the worker"):
            if wish is not None and name is not None:
                change = ChangePlans(put=(NamedPlan(name=name, plan=wish),))
                status = await agent.workers.change_plans(chosen, change)
            else:
                status = await agent.workers.set_plan(chosen, wish)
    session.answer(status, lambda: status_sheet(status))


@command(group, "list")
async def list_plans(session: Session, worker: WorkerOption = None) -> None:
    """List the plans of a worker and how each stands."""
    status = await _status(session, worker)
    session.answer(list(status.plans), lambda: plans_table(status.plans))


@command(group, "show")
async def show(session: Session, name: NameArgument, worker: WorkerOption = None) -> None:
    """Show all of one plan."""
    status = await _status(session, worker)
    found = next((one for one in status.plans if one.name == name), None)
    if found is None:
        raise UserError("worker.unknown_plan", plan=name)
    session.answer(found, lambda: plan_sheet(found))


@command(group, "apply")
async def apply(
    session: Session,
    file: Annotated[
        Path, typer.Option("--file", "-f", metavar="FILE", help="Plans in YAML.", dir_okay=False)
    ],
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave plans that the file does not name.")
    ] = False,
    worker: WorkerOption = None,
) -> None:
    """Make a file's plans what the worker sells: all of them, or on a mistake none.

    Costs and rules of prices that the file names are put in force, too; others stay.
    """
    wanted = read_plan_file(str(file), _content(file))
    change = ChangePlans(put=wanted.plans, only=not keep)
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        with session.progress("Telling the worker"):
            status = await agent.workers.change_plans(chosen, change)
            if wanted.costs is not None:
                await agent.pricing.set_up(chosen, wanted.costs)
            for name, rule in wanted.rules.items():
                await agent.pricing.rule(chosen, name, rule)
    session.answer(list(status.plans), lambda: plans_table(status.plans))


@command(group, "export")
async def export(
    session: Session,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="A new file; else printed.")
    ] = None,
    worker: WorkerOption = None,
) -> None:
    """Write the plans, and how their prices are made, as a file that “apply” reads."""
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        with session.progress("Asking the worker"):
            status = await agent.workers.status(chosen)
            pricing = await agent.pricing.show(chosen)
    plans = [NamedPlan(name=one.name, plan=one.plan, paused=one.paused) for one in status.plans]
    said = {one.plan: one.rule for one in pricing.plans if one.rule != PriceRule()}
    costs = None if pricing.setup == PriceSetup() else pricing.setup
    text = write_plan_file(PlanFile(tuple(plans), said, costs))
    if out is None:
        session.answer({"yaml": text}, text.rstrip)
        return
    write_new(out, text.encode())
    session.answer({"file": str(out)}, lambda: f"Written to {out}.")


@command(group, "remove")
async def remove(session: Session, name: NameArgument, worker: WorkerOption = None) -> None:
    """Take one plan off the market; a deal that runs on it goes on."""
    await _change(session, worker, ChangePlans(remove=(name,)))


@command(group, "pause")
async def pause(session: Session, name: NameArgument, worker: WorkerOption = None) -> None:
    """Sell one plan no more until it is resumed."""
    await _change(session, worker, ChangePlans(pause=(name,)))


@command(group, "resume")
async def resume(session: Session, name: NameArgument, worker: WorkerOption = None) -> None:
    """Sell a paused plan again."""
    await _change(session, worker, ChangePlans(resume=(name,)))


async def _status(session: Session, worker: str | None) -> WorkerStatus:
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        with session.progress("Asking the worker"):
            return await agent.workers.status(chosen)


async def _change(session: Session, worker: str | None, change: ChangePlans) -> None:
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        with session.progress("Telling the worker"):
            status = await agent.workers.change_plans(chosen, change)
    session.answer(list(status.plans), lambda: plans_table(status.plans))


def _content(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("cli.unreadable_file", file=str(file)) from error
