"""How workers, their offers and their deals look in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType

from sonm_desktop.api.schema.worker import (
    ClaimOutlook,
    SellPlan,
    SuppliedDeal,
    Worker,
    WorkerStatus,
)
from sonm_desktop.cli.benchmarks import benchmark_line
from sonm_desktop.cli.dollars import shown_price
from sonm_desktop.cli.show import (
    NOTHING,
    Column,
    cores,
    counted,
    exact,
    hourly,
    lasting,
    moment,
    money,
    sheet,
    short,
    table,
    volume,
    worded,
)


def workers_table(workers: Sequence[Worker]) -> RenderableType:
    columns = (Column("Worker", least=13), Column("Where"), Column("Reached"), Column("State"))
    rows = [
        (
            short(worker.worker),
            "this machine" if worker.local else "elsewhere",
            "yes" if worker.reachable else "no",
            worded(worker.state),
        )
        for worker in workers
    ]
    return table(columns, rows, empty="This profile has no worker. Start one: sonm worker start")


def status_sheet(status: WorkerStatus) -> RenderableType:
    facts = [
        ("Worker", status.worker),
        *((("State", worded(status.state)),) if status.state else ()),
        *_hardware(status.hardware),
        *(benchmark_line(number, result) for number, result in status.benchmarks.items() if result),
        ("Containers", worded(status.engine)),
        ("On sale", _plan(status.plan)),
        ("Accepts", "customers" if status.accepting else "nobody now"),
        ("Deals", str(status.deals)),
        *_held(status),
    ]
    if status.benchmarking is not None and status.benchmarking.running:
        part = round(status.benchmarking.progress * 100)
        run = status.benchmarking
        left = f", about {lasting(run.left_s)} left" if run.left_s else ""
        facts.append(("Measuring", f"{run.test} ({part} %{left})"))
    return sheet(facts)


def _held(status: WorkerStatus) -> list[tuple[str, str]]:
    """Deals whose jobs stand still, and customers that sign nonsense."""
    facts = []
    for held in status.held:
        if held.state is not None:
            facts.append((f"Deal {short(held.deal)}", worded(held.state)))
        if held.refused:
            said = counted(str(held.refused), "voucher", "vouchers")
            facts.append((f"Deal {short(held.deal)}", f"{said} refused"))
    return facts


def deals_table(deals: Sequence[SuppliedDeal]) -> RenderableType:
    columns = (
        Column("Deal", least=13),
        Column("Customer", least=13),
        Column("Price", right=True),
        Column("Earned", right=True),
        Column("Claimed", right=True),
        Column("Open"),
    )
    rows = [
        (
            short(deal.deal),
            short(deal.consumer),
            hourly(deal.rate),
            money(deal.earned, ""),
            money(deal.paid, ""),
            "yes" if deal.open else "no",
        )
        for deal in deals
    ]
    return table(columns, rows, empty="Nobody has bought from this account yet.")


def claims_sheet(found: ClaimOutlook) -> RenderableType:
    facts = [
        ("Account", found.account),
        ("Owed", f"{exact(found.amount)} by {counted(str(found.deals), 'deal', 'deals')}"),
        ("Fee, likely", exact(found.fee, "coin")),
    ]
    if found.fee_snm is not None:
        facts.append(("  that is", exact(found.fee_snm)))
    facts.append(("State", worded(found.why)))
    if found.latest is not None:
        facts.append(("At the latest", moment(found.latest)))
    return sheet(facts)


def _hardware(hardware: dict[str, Any]) -> list[tuple[str, str]]:
    """The facts that every worker tells; others are left out."""
    facts = []
    processor = hardware.get("processor")
    if isinstance(processor, dict):
        model, count = str(processor.get("model", ""))[:60], processor.get("cores")
        facts.append(("Processor", f"{model}, {counted(str(count), 'core', 'cores')}"))
    for key, title in (("ram_bytes", "Memory"), ("storage_bytes", "Storage")):
        amount = hardware.get(key)
        if isinstance(amount, int):
            facts.append((title, volume(amount)))
    return facts


def _plan(plan: SellPlan | None) -> str:
    if plan is None:
        return f"{NOTHING} (sonm worker plan --price …)"
    term = "as long as paid" if plan.duration == 0 else f"up to {lasting(plan.duration)}"
    processors = counted(cores(plan.cpu_percent), "core", "cores")
    room = f"{volume(plan.ram_bytes)} memory, {volume(plan.storage_bytes)} storage"
    network = "no network" if plan.network == "none" else f"{plan.network} network"
    return f"{shown_price(plan.rate, plan.usd_rate)}, {term}: {processors}, {room}, {network}"
