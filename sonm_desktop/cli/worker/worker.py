"""`sonm worker`: a machine that sells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from sonm_desktop.api.schema.plans import Claim
from sonm_desktop.api.schema.worker import (
    EnrolWorker,
    PauseWorker,
    StartLocalWorker,
)
from sonm_desktop.cli.command import command
from sonm_desktop.cli.guest.hours import drain, limits, schedule
from sonm_desktop.cli.guest.rules import rules
from sonm_desktop.cli.pick import AccountOption, WorkerOption, pick_account, pick_worker
from sonm_desktop.cli.plan import carry_out
from sonm_desktop.cli.plans import plan, price
from sonm_desktop.cli.secrets_in import PasswordFile, unlocked
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import exact, sheet
from sonm_desktop.cli.values import duration
from sonm_desktop.cli.worker.benchmark import benchmark
from sonm_desktop.cli.worker.devices import hardware
from sonm_desktop.cli.worker.images import images
from sonm_desktop.cli.worker.jobs_view import jobs_view
from sonm_desktop.cli.worker.supply_view import (
    claims_sheet,
    deals_table,
    status_sheet,
    workers_table,
)
from sonm_desktop.cli.worker.unit import install
from sonm_desktop.cli.worker.why import why
from sonm_desktop.core.errors import UserError

group = typer.Typer(
    no_args_is_help=True,
    help="The machines that sell: start one here, say what is on sale, see what it earns.",
)

_DAY_S = 86_400
_WORKER_FILE = "worker.json"


@command(group, "start")
async def start(
    session: Session,
    master: Annotated[
        str | None, typer.Option(metavar="ACCOUNT", help="The account that it earns for.")
    ] = None,
    listen: Annotated[
        str, typer.Option(metavar="IP:PORT", help="Where customers reach it; port 0 is any.")
    ] = "",
    longest: Annotated[
        int,
        typer.Option(
            parser=duration,
            metavar="TIME",
            show_default="30d",
            help="The longest deal it may sell.",
        ),
    ] = 30 * _DAY_S,
    password_file: PasswordFile = None,
) -> None:
    """Start the worker of this machine, enrol it, and keep it running.

    It goes on when this terminal closes. It is on sale after “sonm worker plan”.
    """
    async with session.agent() as agent:
        account = await pick_account(agent, master)
        await unlocked(session, agent, password_file)
        request = StartLocalWorker(master=account.address, listen=listen, max_duration=longest)
        with session.progress("Starting the worker"):
            local = await agent.workers.start_local(request)
    session.answer(
        local,
        lambda: sheet(
            [
                ("State", local.state.text),
                ("Worker", local.worker or ""),
                ("Earns for", account.address),
                ("Log", local.log),
            ]
        ),
    )


@command(group, "status")
async def status(session: Session, worker: WorkerOption = None) -> None:
    """Show a worker's machine, its benchmarks, what it sells and how it is."""
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        with session.progress("Asking the worker"):
            status = await agent.workers.status(chosen)
    session.answer(status, lambda: status_sheet(status))


@command(group, "list")
async def list_workers(session: Session) -> None:
    """List the workers of this profile, here and elsewhere."""
    async with session.agent() as agent:
        workers = await agent.workers.all()
    session.answer(workers, lambda: workers_table(workers))


@command(group, "jobs")
async def jobs(session: Session, worker: WorkerOption = None) -> None:
    """Show what a worker does for whom now: image, processor, memory, traffic, money."""
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        with session.progress("Asking the worker"):
            found = await agent.workers.jobs(chosen)
    session.answer(found, lambda: jobs_view(found))


@command(group, "add")
async def add(
    session: Session,
    file: Annotated[
        Path, typer.Argument(metavar="WORKER_JSON", help="The worker.json of that machine.")
    ],
    master: Annotated[
        str | None, typer.Option(metavar="ACCOUNT", help="The account that it earns for.")
    ] = None,
    password_file: PasswordFile = None,
) -> None:
    """Enrol a worker on another machine by the worker.json in its folder."""
    fields = _worker_file(file)
    async with session.agent() as agent:
        account = await pick_account(agent, master)
        await unlocked(session, agent, password_file)
        with session.progress("Enrolling the worker"):
            enrolled = await agent.workers.enrol(_enrolment(file, account.address, fields))
    session.answer(enrolled, lambda: workers_table([enrolled]))


@command(group, "pause")
async def pause(
    session: Session,
    *,
    length: Annotated[
        int | None,
        typer.Option("--for", parser=duration, metavar="TIME", help="Sell again after this time."),
    ] = None,
    finish: Annotated[
        bool, typer.Option("--finish", help="The time begins when running jobs have ended.")
    ] = False,
    worker: WorkerOption = None,
) -> None:
    """Sell nothing for a while; running jobs go on. Without --for until “sonm worker resume”."""
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        with session.progress("Telling the worker"):
            status = await agent.workers.pause(chosen, PauseWorker(seconds=length, finish=finish))
    session.answer(status, lambda: status_sheet(status))


@command(group, "resume")
async def resume(session: Session, worker: WorkerOption = None) -> None:
    """Sell again what was sold before the pause."""
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        with session.progress("Telling the worker"):
            status = await agent.workers.resume(chosen)
    session.answer(status, lambda: status_sheet(status))


command(group, "install")(install)
group.add_typer(plan.group, name="plan")
group.add_typer(price.group, name="price")
command(group, "price-log")(price.price_log)
command(group, "images")(images)
command(group, "hardware")(hardware)
command(group, "benchmark")(benchmark)
command(group, "why")(why)
command(group, "rules")(rules)
command(group, "schedule")(schedule)
command(group, "limits")(limits)
command(group, "drain")(drain)


@command(group, "stop")
async def stop(
    session: Session,
    now: Annotated[bool, typer.Option("--now", help="Do not wait for its deals to end.")] = False,
    worker: WorkerOption = None,
) -> None:
    """End a worker: off the market at once, the program after its deals."""
    async with session.agent() as agent:
        local = await agent.workers.local()
        if worker is None and local.worker:
            with session.progress("Stopping the worker"):
                stopped = await agent.workers.stop_local(finish=not now)
            session.answer(stopped, lambda: stopped.state.text)
            return
        chosen = await pick_worker(agent, worker)
        with session.progress("Stopping the worker"):
            await agent.workers.stop(chosen, finish=not now)
    session.answer({"worker": chosen, "stopped": True}, lambda: f"{chosen} ends.")


@command(group, "deals")
async def deals(session: Session, account: AccountOption = None) -> None:
    """List the deals that pay an account, the newest first."""
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        supplied = await agent.workers.deals(chosen.address)
    session.answer(supplied, lambda: deals_table(supplied))


@command(group, "earnings")
async def earnings(session: Session, account: AccountOption = None) -> None:
    """Show what an account has earned."""
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        earned = await agent.workers.earnings(chosen.address)
    session.answer(
        earned,
        lambda: sheet(
            [
                ("Account", earned.account),
                ("Owed now", exact(earned.claimable)),
                ("Paid in all", exact(earned.paid)),
                ("In the vault", exact(earned.vault)),
            ]
        ),
    )


@command(group, "claims")
async def claims(session: Session, account: AccountOption = None) -> None:
    """Show what could be claimed now, what that would cost, and why it waits."""
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        with session.progress("Asking the node"):
            found = await agent.workers.claimable(chosen.address)
    session.answer(found, lambda: claims_sheet(found))


@command(group, "claim")
async def claim(session: Session, account: AccountOption = None) -> None:
    """Move what is owed to an account into its vault now; it happens by itself in time."""
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        await carry_out(session, agent, Claim(account=chosen.address), question="Claim it?")


def _worker_file(file: Path) -> dict[str, Any]:
    path = file / _WORKER_FILE if file.is_dir() else file
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError("cli.unreadable_file", file=str(path)) from error
    if not isinstance(fields, dict):
        raise UserError("cli.unreadable_file", file=str(path))
    return fields


def _enrolment(file: Path, master: str, fields: dict[str, Any]) -> EnrolWorker:
    try:
        return EnrolWorker(
            master=master,
            worker=fields["address"],
            endpoint=fields["endpoint"],
            addresses=tuple(fields.get("addresses", ())),
            relay=fields.get("relay") or "",
        )
    except (KeyError, TypeError, ValidationError) as error:
        raise UserError("cli.unreadable_file", file=str(file)) from error
