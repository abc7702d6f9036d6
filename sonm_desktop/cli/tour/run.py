"""`sonm tour`: the order of things."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from sonm_desktop.api.client import AgentClient, ensure_agent
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.tour import accounting, customer, supplier
from sonm_desktop.cli.tour.accounting import Ledger
from sonm_desktop.cli.tour.books import first_wrong
from sonm_desktop.cli.tour.household import (
    PROFILE,
    end_programs,
    forget,
    image_cache,
    open_wallet,
    results_folder,
)
from sonm_desktop.cli.tour.report import TourReport
from sonm_desktop.cli.tour.stage import Stage
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.jobs.own_image import own_image
from sonm_desktop.core.paths import DEFAULT_PROFILE, Profile

ACCOUNT_FILE = "account.json"


async def tour(
    session: Session,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget earlier tours; measure the machine anew.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the agent and the worker running afterwards.")
    ] = False,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FOLDER", help="Where the results go.")
    ] = None,
) -> None:
    """Show both sides of a deal on this machine, with play money.

    It starts a practice network and a worker, measures this machine, offers a part of it, buys
    that offer from another account, runs a job in a container, fetches what it made, settles,
    and checks the books to the wei. It uses a profile of its own, called “tour”.
    """
    profile = _tour_profile(session.profile)
    folder = to or results_folder()
    stage = Stage(session)
    stage.tell(Text("SONM Desktop: both sides of a deal, on this machine, with play money"))
    if fresh:
        with stage.step("Forgetting earlier tours", "Earlier tours are forgotten"):
            await forget(profile)
    try:
        report = await _both_sides(stage, profile, folder)
    finally:
        if not keep:
            await end_programs(profile)
    written = _write(report, folder)
    stage.tell("")
    session.answer(report.document(), report.page)
    wrong = first_wrong(report.books.checks())
    if wrong is not None:
        off = wrong.found - wrong.expected
        raise RemoteError(
            "cli.books_do_not_add_up", what=wrong.what, difference=off, file=str(written)
        )


async def _both_sides(stage: Stage, profile: Profile, folder: Path) -> TourReport:
    stage.title("The ground")
    with stage.step("Making the job's image", "The job's container image is here, made locally"):
        image = await own_image(image_cache())
    with stage.step("Starting the agent", "The agent runs: it holds the keys"):
        await ensure_agent(profile)
    async with AgentClient(profile) as agent:
        with stage.step("Starting a chain", "A practice network runs, with the market's contract"):
            await agent.network.start_practice()
        with stage.step("Making accounts", "Two accounts have play money: supplier, customer"):
            accounts = await open_wallet(agent, profile)
            await accounting.fund(agent, accounts)
            for account in (accounts.selling, accounts.buying):
                await customer.ready_operator(agent, account.address)
            await customer.close_leftovers(agent, accounts.buying.address)
            ledger = Ledger(agent, accounts)
            await ledger.open()
        stage.title("The supplier")
        worker = await supplier.start_worker(stage, agent, accounts)
        await supplier.measure_machine(stage, agent, worker)
        offer = await supplier.put_on_sale(stage, agent, worker)
        stage.title("The customer")
        await customer.fill_vault(stage, agent, accounts.buying.address)
        deal, escrow = await customer.buy(stage, agent, accounts.buying.address, offer)
        task = await customer.run_job(stage, agent, deal, image)
        fetched = await customer.fetch(stage, agent, deal, task.task, folder)
        closed = await customer.settle(stage, agent, deal)
        await agent.workers.set_plan(worker, None)
        books = await ledger.close(closed, escrow)
    if why := customer.why_failed(task):
        raise RemoteError("cli.job_failed", why=why)
    files = tuple(folder / file.path for file in fetched.files)
    return TourReport(deal, image, files, tuple(stage.steps), books)


def _tour_profile(chosen: Profile) -> Profile:
    return Profile.named(PROFILE) if chosen.name == DEFAULT_PROFILE else chosen


def _write(report: TourReport, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report.document(), indent=2, ensure_ascii=False)
    file = folder / ACCOUNT_FILE
    file.write_text(text + "\n", encoding="utf-8")
    return file
