"""What a slice claims of what the machine was measured to do: the rules of the list, to the unit.

Pure. As in the original, a proportional share is rounded up, and NONE copies the machine's
value whatever the slice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction

from sonm_desktop.worker.benchmarks.ids import COUNT, Benchmark

WHOLE = Fraction(1)
NOTHING = Fraction(0)


class Device(IntEnum):
    """What a benchmark measures, numbered as in the original list."""

    CPU = 1
    GPU = 2
    RAM = 3
    STORAGE = 4
    NETWORK_IN = 5
    NETWORK_OUT = 6


class Split(IntEnum):
    """How a device's value becomes a slice's."""

    NONE = 0
    PROPORTIONAL = 1
    MIN = 2
    MAX = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """Of one benchmark."""

    device: Device
    split: Split


RULES: Mapping[int, Rule] = {
    Benchmark.CPU_SYSBENCH_MULTI: Rule(Device.CPU, Split.PROPORTIONAL),
    Benchmark.CPU_SYSBENCH_SINGLE: Rule(Device.CPU, Split.NONE),
    Benchmark.CPU_CORES: Rule(Device.CPU, Split.NONE),
    Benchmark.RAM_SIZE: Rule(Device.RAM, Split.PROPORTIONAL),
    Benchmark.STORAGE_SIZE: Rule(Device.STORAGE, Split.PROPORTIONAL),
    Benchmark.NET_DOWNLOAD: Rule(Device.NETWORK_IN, Split.PROPORTIONAL),
    Benchmark.NET_UPLOAD: Rule(Device.NETWORK_OUT, Split.PROPORTIONAL),
    Benchmark.GPU_COUNT: Rule(Device.GPU, Split.PROPORTIONAL),
    Benchmark.GPU_MEMORY: Rule(Device.GPU, Split.MIN),
    Benchmark.GPU_NVIDIA: Rule(Device.GPU, Split.MIN),
    Benchmark.GPU_RADEON: Rule(Device.GPU, Split.MIN),
    Benchmark.GPU_FP32: Rule(Device.GPU, Split.PROPORTIONAL),
    Benchmark.GPU_BANDWIDTH: Rule(Device.GPU, Split.PROPORTIONAL),
    Benchmark.GPU_SHA256: Rule(Device.GPU, Split.PROPORTIONAL),
    Benchmark.RAM_BANDWIDTH: Rule(Device.RAM, Split.NONE),
    Benchmark.STORAGE_IOPS: Rule(Device.STORAGE, Split.NONE),
    Benchmark.STORAGE_LATENCY: Rule(Device.STORAGE, Split.NONE),
    Benchmark.NET_LATENCY: Rule(Device.NETWORK_OUT, Split.NONE),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """Values by benchmark: of the machine, and of each GPU by its device id."""

    host: Mapping[int, int] = field(default_factory=dict)
    gpus: Mapping[str, Mapping[int, int]] = field(default_factory=dict)

    @property
    def whole(self) -> tuple[int, ...]:
        """What the machine claims in one piece, with all its GPUs."""
        return split(self, Slice(gpus=tuple(self.gpus)))


@dataclass(frozen=True, slots=True)
class Slice:
    """Parts of the machine, 0 to 1, and the GPUs that go with them by device id."""

    cpu: Fraction = WHOLE
    ram: Fraction = WHOLE
    storage: Fraction = WHOLE
    network_in: Fraction = WHOLE
    network_out: Fraction = WHOLE
    gpus: tuple[str, ...] = ()

    def of(self, device: Device) -> Fraction:
        """Its part of *device*, which is not a GPU: those are sold whole."""
        return {
            Device.CPU: self.cpu,
            Device.RAM: self.ram,
            Device.STORAGE: self.storage,
            Device.NETWORK_IN: self.network_in,
            Device.NETWORK_OUT: self.network_out,
        }[device]


def split(measured: Measured, part: Slice) -> tuple[int, ...]:
    """One value per number; 0 where nothing was measured or nothing is sold."""
    values = [0] * COUNT
    for number, rule in RULES.items():
        if rule.device is Device.GPU:
            values[number] = _joined(
                rule.split, [measured.gpus.get(gpu, {}).get(number, 0) for gpu in part.gpus]
            )
        else:
            values[number] = share(rule.split, measured.host.get(number, 0), part.of(rule.device))
    return tuple(values)


def share(rule: Split, value: int, part: Fraction) -> int:
    """*part* of a *value* of one device under *rule*; nothing of a device that is not sold."""
    if part <= 0:
        return 0
    return math.ceil(value * min(part, WHOLE)) if rule is Split.PROPORTIONAL else value


def part_of(sold: int, whole: int) -> Fraction:
    """*sold* of *whole*, never more than all of it; of nothing there is nothing."""
    return min(WHOLE, Fraction(max(0, sold), whole)) if whole > 0 else NOTHING


def _joined(rule: Split, values: Sequence[int]) -> int:
    """Of several whole devices of one kind."""
    if not values:
        return 0
    if rule is Split.PROPORTIONAL:
        return sum(values)
    return min(values) if rule is Split.MIN else max(values)
