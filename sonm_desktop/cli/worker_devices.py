"""`sonm worker hardware` and `sonm worker benchmarks`: every device, every result."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Annotated, Literal

import typer
from rich.console import RenderableType

from sonm_desktop.api.schema.devices import Devices, GpuFacts, devices
from sonm_desktop.api.schema.worker import Figure, WorkerStatus
from sonm_desktop.cli.benchmarks import result_text
from sonm_desktop.cli.market_wish import which_benchmark
from sonm_desktop.cli.measuring import follow_benchmark
from sonm_desktop.cli.pick import WorkerOption, pick_worker
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import NOTHING, Column, counted, lasting, sheet, table, volume
from sonm_desktop.core.benchmark_names import CHANGES, benchmark_name

Effort = Literal["quick", "standard", "precise"]
EffortOption = Annotated[
    Effort | None, typer.Option(help="How long: quick, standard or precise; more varies less.")
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Only this benchmark and those beside it; again for more."),
]
_MBIT = 10**6


async def hardware(session: Session, worker: WorkerOption = None) -> None:
    """Show every device of a worker's machine."""
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        with session.progress("Asking the worker"):
            status = await agent.workers.status(chosen)
    session.answer(status.hardware, lambda: sheet(_facts(devices(status.hardware))))


async def benchmarks(
    session: Session,
    effort: EffortOption = None,
    only: OnlyOption = None,
    *,
    network: Annotated[
        bool, typer.Option("--network", help="Measure the line to another machine of yours.")
    ] = False,
    worker: WorkerOption = None,
) -> None:
    """Show what a machine was measured to do; with --effort or --only measure it again first."""
    numbers = tuple(which_benchmark(name) for name in only or ())
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        if effort or numbers:
            with session.progress("Measuring the machine") as progress:
                status = await follow_benchmark(
                    agent, chosen, progress, again=True, effort=effort or "quick", only=numbers
                )
        elif network:
            with session.progress("Measuring the line"):
                status = await agent.workers.measure_line(chosen)
        else:
            status = await agent.workers.status(chosen)
    session.answer(status.figures, lambda: figures_table(status, now=time.time()))


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


def _facts(machine: Devices) -> Iterator[tuple[str, str]]:
    cpu = machine.processor
    threads = counted(str(cpu.cores), "thread", "threads")
    cores = f"{counted(str(cpu.physical), 'core', 'cores')}, " if cpu.physical else ""
    yield "Processor", f"{cpu.model or NOTHING} ({cores}{threads})"
    yield "Memory", volume(machine.ram_bytes)
    for gpu in machine.gpus:
        yield "GPU", _gpu(gpu)
    disk = machine.volume
    kind = {True: "rotating disk", False: "solid state", None: "disk"}[disk.rotational]
    size = f"{volume(disk.free_bytes)} free of {volume(disk.total_bytes)}"
    yield "Storage", ", ".join(part for part in (size, kind, disk.kind, disk.model) if part)
    for each in machine.interfaces:
        speed = f"{each.speed_bps / _MBIT:g} Mbit/s" if each.speed_bps else ""
        yield "Network", ", ".join(part for part in (each.name, speed, *each.addresses) if part)
    yield "Virtual", _virtual(machine.hypervisor)


def _gpu(gpu: GpuFacts) -> str:
    memory = volume(gpu.memory_bytes) if gpu.memory_bytes else ""
    power = f"{gpu.power_limit_mw / 1000:g} W" if gpu.power_limit_mw else ""
    kind = "software, never sold" if gpu.software else gpu.kind
    told = (gpu.name, kind, memory, power, gpu.driver, gpu.id)
    return ", ".join(part for part in told if part)


def _virtual(hypervisor: str) -> str:
    if not hypervisor:
        return "no"
    return "yes" if hypervisor == "unknown" else f"yes, {hypervisor}"
