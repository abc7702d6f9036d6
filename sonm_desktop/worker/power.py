"""How much power this machine takes at full load: from its sensors' limits, or a guess.

RAPL says what the processor may draw (and, read twice, what it draws now); drivers say it of
GPUs. What cannot be read is estimated, and said to be.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

from sonm_desktop.core.clock import Clock
from sonm_desktop.worker.hardware import native_gpus

RAPL = Path("/sys/class/powercap")

BOARD_W = 25
"""Mainboard, memory and disks, not counting the power supply's loss."""
CORE_W = 9
"""Of one core at full load where nothing can be read."""

_MILLI, _MICRO = 1000, 1_000_000
_MOST_W = 5000


@dataclass(frozen=True, slots=True)
class Power:
    """Of the machine at full load, W. gpus: the part of them. measured: read, not guessed.

    now: W that the processor draws; None where nothing tells it.
    """

    watts: int
    gpus: int
    measured: bool
    now: int | None = None

    def to_wire(self) -> dict[str, int | bool | None]:
        return {
            "watts": self.watts,
            "gpus": self.gpus,
            "measured": self.measured,
            "now": self.now,
        }


@dataclass(frozen=True, slots=True)
class EnergyMark:
    """The processor's energy counter at a moment. at: s of a clock that never goes back."""

    joules: float
    at: float


class PowerMeter:
    """Looks at the sensors when it is asked; what is drawn now is the mean since the last look."""

    def __init__(self, clock: Clock, rapl: Path = RAPL) -> None:
        self._clock = clock
        self._rapl = rapl
        self._mark: EnergyMark | None = None

    async def read(self, cores: int) -> Power:
        """Full power, and what is drawn now."""
        full = await asyncio.to_thread(full_power, cores, rapl=self._rapl)
        mark = await asyncio.to_thread(energy, self._clock.monotonic(), self._rapl)
        before, self._mark = self._mark, mark
        watts = drawn(before, mark) if before and mark else None
        return replace(full, now=None if watts is None else round(watts))


def full_power(cores: int, *, rapl: Path = RAPL, gpus: int | None = None) -> Power:
    """At full load. gpus: W, else they are asked. Blocks."""
    graphics = _gpu_watts() if gpus is None else gpus
    processor = _package_limit(rapl)
    if processor is None:
        return Power(BOARD_W + cores * CORE_W + graphics, graphics, measured=False)
    return Power(BOARD_W + processor + graphics, graphics, measured=True)


def energy(at: float, rapl: Path = RAPL) -> EnergyMark | None:
    """The counters of all packages together; None where they cannot be read. Blocks."""
    found = [_number(package / "energy_uj") for package in _packages(rapl)]
    read = [one for one in found if one is not None]
    return EnergyMark(sum(read) / _MICRO, at) if read else None


def drawn(first: EnergyMark, second: EnergyMark) -> float | None:
    """W of the processor between two marks; None where a counter began anew."""
    seconds, joules = second.at - first.at, second.joules - first.joules
    return joules / seconds if seconds > 0 and joules >= 0 else None


def _packages(rapl: Path) -> list[Path]:
    try:
        return sorted(one for one in rapl.glob("intel-rapl:*") if one.name.count(":") == 1)
    except OSError:
        return []


def _package_limit(rapl: Path) -> int | None:
    limits = [_number(package / "constraint_0_power_limit_uw") for package in _packages(rapl)]
    read = [one for one in limits if one]
    watts = sum(read) // _MICRO
    return watts if 0 < watts <= _MOST_W else None


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None


def _gpu_watts() -> int:
    """What their drivers let all of them draw together."""
    return round(sum(gpu.power_limit_mw for gpu in native_gpus()) / _MILLI)
