"""`sonm worker benchmark`: measure a machine, and every result with its age and its why."""

from __future__ import annotations

import time
from typing import Annotated, Literal

import typer
from rich.console import RenderableType

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.devices import devices
from sonm_desktop.api.schema.worker import Figure, WorkerStatus
from sonm_desktop.cli.benchmarks import result_text
from sonm_desktop.cli.market.wish import which_benchmark
from sonm_desktop.cli.pick import WorkerOption, pick_worker
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import NOTHING, Column, lasting, table
from sonm_desktop.cli.worker.measuring import follow_benchmark
from sonm_desktop.core.benchmark_names import CHANGES, benchmark_name

Action = Literal["run", "show", "network", "cancel"]
Effort = Literal["quick", "standard", "precise"]


async def benchmark(
    session: Session,
    action: Annotated[
        Action,
        typer.Argument(
            help="run: measure what does not count any more. show: only the results. network: "
            "the line to another machine of yours. cancel: end what runs.",
        ),
    ] = "run",
    *,
    again: Annotated[bool, typer.Option(help="Measure what still counts, too.")] = False,
    effort: Annotated[
        Effort | None, typer.Option(help="How long: quick, standard or precise; more varies less.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Only this benchmark and those beside it; again for more."
        ),
    ] = None,
    peer: Annotated[
        str | None,
        typer.Option(metavar="WORKER", help="The machine of yours at the other end of the line."),
    ] = None,
    worker: WorkerOption = None,
) -> None:
    """Measure a machine, and show every result; customers compare them.

    With --effort or --only it measures what still counts, too.
    """
    numbers = tuple(which_benchmark(name) for name in only or ())
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        if action == "run":
            with session.progress("Measuring the machine") as progress:
                status = await follow_benchmark(
                    agent,
                    chosen,
                    progress,
                    again=again or effort is not None or bool(numbers),
                    effort=effort or "quick",
                    only=numbers,
                )
        else:
            with session.progress("Measuring the line" if action == "network" else "Asking"):
                status = await _answer(agent, action, chosen, peer)
    session.answer(status, lambda: figures_table(status, now=time.time()))


async def _answer(
    agent: AgentClient, action: Action, worker: str, peer: str | None
) -> WorkerStatus:
    if action == "network":
        other = None if peer is None else await pick_worker(agent, peer)
        return await agent.workers.measure_line(worker, other)
    if action == "cancel":
        return await agent.workers.cancel_benchmark(worker)
    return await agent.workers.status(worker)


def figures_table(status: WorkerStatus, *, now: float) -> RenderableType:
    """Every result with its age and its why; *now*: s since 1970."""
    names = {gpu.id: gpu.name for gpu in devices(status.hardware).gpus}
    columns = (
        Column("Benchmark", least=20),
        Column("Result", right=True, least=12),
        Column("Measured", least=12),
        Column("Why"),
        Column("Device"),
    )
    rows = [
        (
            benchmark_name(figure.number).name,
            result_text(figure.number, figure.value) if figure.at else NOTHING,
            f"{lasting(now - figure.at)} ago" if figure.at else "never",
            _why(figure),
            names.get(figure.device, "this machine"),
        )
        for figure in status.figures
    ]
    return table(columns, rows, empty="Nothing can be measured there yet.")


def _why(figure: Figure) -> str:
    if figure.failed is not None:
        return figure.failed.text
    if figure.stale:
        return f"no longer counts: {_changes(figure.stale)}"
    parts = [part for part in figure.why if part in CHANGES]
    if parts:
        return f"again: {_changes(tuple(parts))}"
    return "asked for" if "asked" in figure.why else "first" if figure.at else ""


def _changes(parts: tuple[str, ...]) -> str:
    return ", ".join(CHANGES[part] for part in parts if part in CHANGES)
