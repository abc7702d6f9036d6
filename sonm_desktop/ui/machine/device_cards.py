"""What a card says of each device: its facts and what it was measured to do. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sonm_desktop.api.schema.devices import Devices, GpuFacts, GpuNow, devices
from sonm_desktop.api.schema.worker import Figure, PublicAddress, WorkerStatus
from sonm_desktop.core.benchmark_names import (
    CHANGES,
    BenchmarkUnit,
    benchmark_name,
    scaled_result,
)
from sonm_desktop.ui.words import plural, size, span, words

_CPU, _RAM, _STORAGE, _NETWORK = (0, 1), (19,), (20, 21), (5, 6, 22)
_MBIT = 10**6
_NONE = "—"


@dataclass(frozen=True, slots=True)
class MeasuredLine:
    """note: its age, and why it was measured again or no longer counts. tone: of the note."""

    name: str
    value: str
    note: str
    tone: str = "muted"


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """key: the same for the same device. kept: from sale, by its owner; None: it is never sold
    by itself."""

    key: str
    kind: str
    name: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[MeasuredLine, ...]
    kept: bool | None = None


def device_cards(status: WorkerStatus, now_s: float) -> list[DeviceCard]:
    """One for each device of the machine in *status*."""
    machine = devices(status.hardware)
    of: defaultdict[str, list[Figure]] = defaultdict(list)
    for figure in status.figures:
        of[figure.device].append(figure)
    cards = [_cpu(machine), _ram(machine)]
    now = {one.id: one for one in status.gpu_now}
    kept = None if status.guest is None else status.guest.rules.devices_off
    cards += [_gpu(gpu, now.get(gpu.id), kept) for gpu in machine.gpus]
    cards += [_storage(machine), _network(machine, status.public_address)]
    return [_measured(card, of, now_s) for card in cards]


def result_words(number: int, value: int) -> str:
    """A result with its unit."""
    unit = benchmark_name(number).unit
    if unit is BenchmarkUnit.EVENTS:
        return words("{count} events in 10 s", count=f"{value:,}")
    if unit is BenchmarkUnit.BYTES:
        return size(value)
    return scaled_result(number, value) or f"{value:,}"


def _measured(card: DeviceCard, of: Mapping[str, list[Figure]], now_s: float) -> DeviceCard:
    numbers = {"cpu": _CPU, "ram": _RAM, "storage": _STORAGE, "network": _NETWORK}.get(card.key)
    figures = (
        of.get(card.key, [])
        if numbers is None
        else [figure for figure in of.get("", []) if figure.number in numbers]
    )
    lines = tuple(_line(figure, now_s) for figure in figures)
    return replace(card, lines=lines)


def _line(figure: Figure, now_s: float) -> MeasuredLine:
    name = words(benchmark_name(figure.number).name)
    value = result_words(figure.number, figure.value) if figure.at else words("not measured")
    if figure.failed is not None:
        return MeasuredLine(name, value, figure.failed.text, "warn")
    if not figure.at:
        return MeasuredLine(name, value, "")
    age = words("{span} ago", span=span(max(0, round(now_s - figure.at))))
    if figure.stale:
        said = words("counts no more: {why}", why=_changes(figure.stale))
        return MeasuredLine(name, value, words("{age}, {why}", age=age, why=said), "warn")
    again = _changes(figure.why)
    if again:
        return MeasuredLine(name, value, words("{age}, because of {why}", age=age, why=again))
    return MeasuredLine(name, value, age)


def _changes(parts: Sequence[str]) -> str:
    return ", ".join(words(CHANGES[part]) for part in parts if part in CHANGES)


def _cpu(machine: Devices) -> DeviceCard:
    cpu = machine.processor
    facts = [(words("Vendor"), cpu.vendor)]
    if cpu.physical:
        facts.append((words("Cores"), f"{cpu.physical:,}"))
    facts.append((words("Threads"), f"{cpu.cores:,}" if cpu.cores else ""))
    facts.append((words("Virtual machine"), _virtual(machine.hypervisor)))
    return _card("cpu", words("CPU"), cpu.model, facts)


def _ram(machine: Devices) -> DeviceCard:
    total = size(machine.ram_bytes) if machine.ram_bytes else ""
    return _card("ram", words("RAM"), total, [])


def _gpu(gpu: GpuFacts, now: GpuNow | None, kept: Sequence[str] | None) -> DeviceCard:
    power = words("{count} W", count=f"{gpu.power_limit_mw / 1000:g}") if gpu.power_limit_mw else ""
    facts = [
        (words("Memory"), size(gpu.memory_bytes) if gpu.memory_bytes else ""),
        (words("Driver"), gpu.driver),
        (words("Firmware"), gpu.firmware),
        (words("Power limit"), power),
        (words("Now"), "" if now is None else _reading(now)),
    ]
    if gpu.software:
        facts.insert(0, (words("For rent"), words("never: it computes on the CPU")))
    elif kept is not None and gpu.id in kept:
        facts.insert(0, (words("For rent"), words("no: you keep it for yourself")))
    card = _card(gpu.id, words("GPU"), gpu.name, facts)
    if gpu.software or kept is None:
        return card
    return replace(card, kept=gpu.id in kept)


def _reading(now: GpuNow) -> str:
    warm = words("{degrees} °C", degrees=now.temperature_c) if now.temperature_c is not None else ""
    draws = words("{count} W", count=f"{now.power_w:g}") if now.power_w is not None else ""
    return ", ".join(part for part in (warm, draws) if part)


def _storage(machine: Devices) -> DeviceCard:
    disk = machine.volume
    kinds = {True: words("rotating disk"), False: words("solid state"), None: ""}
    facts = [
        (words("Free"), size(machine.storage_bytes)),
        (words("In all"), size(disk.total_bytes) if disk.total_bytes else ""),
        (words("Kind"), kinds[disk.rotational]),
        (words("File system"), disk.kind),
    ]
    return _card("storage", words("Storage"), disk.model or words("Where jobs are kept"), facts)


def _network(machine: Devices, seen: PublicAddress | None) -> DeviceCard:
    facts = [(each.name, _interface(each.speed_bps, each.addresses)) for each in machine.interfaces]
    if seen is not None:
        facts.append((words("Public address"), _seen(seen)))
    count = len(machine.interfaces)
    name = plural("{count} interface", "{count} interfaces", count)
    return _card("network", words("Network"), name, facts)


def _seen(seen: PublicAddress) -> str:
    """What peers claim, and how many of them; or why nobody knows."""
    if not seen.address:
        return seen.basis.text
    sure = plural(
        "{agreed} of {count} peer says so",
        "{agreed} of {count} peers say so",
        seen.asked,
        agreed=seen.agreed,
    )
    return f"{seen.address} ({sure})"


def _interface(speed_bps: int, addresses: Sequence[str]) -> str:
    speed = words("{count} Mbit/s", count=f"{speed_bps / _MBIT:g}") if speed_bps else ""
    return ", ".join(part for part in (speed, *addresses) if part)


def _virtual(hypervisor: str) -> str:
    if not hypervisor:
        return words("no")
    return words("yes") if hypervisor == "unknown" else words("yes, {name}", name=hypervisor)


def _card(key: str, kind: str, name: str, facts: Sequence[tuple[str, str]]) -> DeviceCard:
    """Without the facts that nobody tells."""
    return DeviceCard(key, kind, name or _NONE, tuple(_told(facts)), ())


def _told(facts: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in facts if value)
