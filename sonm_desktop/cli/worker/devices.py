"""`sonm worker hardware`: every device, and from where others see the machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from sonm_desktop.api.schema.devices import Devices, GpuFacts, GpuNow, devices
from sonm_desktop.api.schema.worker import PublicAddress, WorkerStatus
from sonm_desktop.cli.pick import WorkerOption, pick_worker
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import NOTHING, counted, sheet, volume

_MBIT = 10**6


async def hardware(
    session: Session,
    *,
    ask_peers: Annotated[
        bool,
        typer.Option("--ask-peers", help="First ask other workers from where they see it."),
    ] = False,
    worker: WorkerOption = None,
) -> None:
    """Show every device of a worker's machine, and from which address others see it."""
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        with session.progress("Asking the worker"):
            ask = agent.workers.ask_address if ask_peers else agent.workers.status
            status = await ask(chosen)
    seen = status.public_address
    told = {
        **status.hardware,
        "gpu_now": [one.model_dump() for one in status.gpu_now],
        "public_address": None if seen is None else seen.model_dump(),
    }
    session.answer(
        told,
        lambda: sheet(
            [*_facts(devices(status.hardware), status), ("Public address", address_text(seen))]
        ),
    )


def address_text(seen: PublicAddress | None) -> str:
    """How others see a machine, and how sure that is; or why nobody knows."""
    if seen is None:
        return "not told by this version of the worker"
    if not seen.address:
        return f"{seen.basis.text} {seen.basis.action}".strip()
    return f"{seen.address} (says {seen.agreed} of {counted(str(seen.asked), 'peer', 'peers')})"


def _facts(machine: Devices, status: WorkerStatus) -> Iterator[tuple[str, str]]:
    cpu = machine.processor
    threads = counted(str(cpu.cores), "thread", "threads")
    cores = f"{counted(str(cpu.physical), 'core', 'cores')}, " if cpu.physical else ""
    yield "Processor", f"{cpu.model or NOTHING} ({cores}{threads})"
    yield "Memory", volume(machine.ram_bytes)
    now = {one.id: one for one in status.gpu_now}
    never = () if status.guest is None else status.guest.rules.devices_off
    for gpu in machine.gpus:
        kept = "kept from sale" if gpu.id in never else ""
        yield "GPU", ", ".join(part for part in (_gpu(gpu), _now(now.get(gpu.id)), kept) if part)
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


def _now(reading: GpuNow | None) -> str:
    if reading is None:
        return ""
    warm = f"{reading.temperature_c} °C" if reading.temperature_c is not None else ""
    draws = f"draws {reading.power_w} W" if reading.power_w is not None else ""
    return ", ".join(part for part in (warm, draws) if part)


def _virtual(hypervisor: str) -> str:
    if not hypervisor:
        return "no"
    return "yes" if hypervisor == "unknown" else f"yes, {hypervisor}"
