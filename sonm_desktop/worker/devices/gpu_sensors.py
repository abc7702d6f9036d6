"""How warm each GPU is now and what it draws: by NVML, and by the kernel's sensors for others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from sonm_desktop.worker.devices.drm import drm_gpus
from sonm_desktop.worker.devices.nvidia import Nvml, card_id, opened_nvml

_SYS = Path("/sys")
_OF_THE_CORE = 0
"""NVML_TEMPERATURE_GPU."""

_HOTTEST_REAL_C = 150
_MILLI, _MICRO = 1000, 1_000_000
_FRESH_S = 10.0


@dataclass(frozen=True, slots=True)
class GpuReading:
    """id: of the device. temperature_c, power_w: None where no sensor answers."""

    id: str
    temperature_c: int | None
    power_w: int | None


def gpu_readings(
    nvml: Nvml | ModuleType | None = None, system: Path = _SYS
) -> tuple[GpuReading, ...]:
    """Of every GPU with a sensor. Blocks for some 50 ms where there is an NVIDIA driver."""
    return (*nvidia_readings(nvml), *drm_readings(system))


def nvidia_readings(nvml: Nvml | ModuleType | None = None) -> list[GpuReading]:
    with opened_nvml(nvml) as library:
        if library is None:
            return []
        found = [_nvidia(library, at) for at in range(library.nvmlDeviceGetCount())]
        return [one for one in found if one is not None]
    return []


def drm_readings(system: Path = _SYS) -> list[GpuReading]:
    """AMD and Intel: hwmon counts thousandths of a degree and millionths of a watt."""
    found = []
    for gpu in drm_gpus(system, ()):
        sensors = sorted((system / "bus" / "pci" / "devices" / gpu.pci).glob("hwmon/hwmon*"))
        warm = _first(sensors, ("temp1_input",))
        draws = _first(sensors, ("power1_average", "power1_input"))
        if warm is not None or draws is not None:
            found.append(GpuReading(gpu.id, _celsius(warm, _MILLI), _watts(draws, _MICRO)))
    return found


class GpuHeat:
    """The temperatures of NVIDIA's GPUs, which no sensor of the system shows; read now and then."""

    def __init__(
        self,
        read: Callable[[], Sequence[GpuReading]] = nvidia_readings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read = read
        self._clock = clock
        self._at: float | None = None
        self._found: tuple[float, ...] = ()

    def temperatures(self) -> tuple[float, ...]:
        """Celsius, as of ten seconds ago at most. Blocks."""
        now = self._clock()
        if self._at is None or now - self._at > _FRESH_S:
            self._found = tuple(
                float(one.temperature_c) for one in self._read() if one.temperature_c is not None
            )
            self._at = now
        return self._found


def _nvidia(nvml: Any, index: int) -> GpuReading | None:
    """None of a card that has fallen off the bus."""
    warm = draws = None
    try:
        handle = nvml.nvmlDeviceGetHandleByIndex(index)
        device = card_id(nvml, handle)
    except nvml.NVMLError:
        return None
    with suppress(nvml.NVMLError):
        warm = int(nvml.nvmlDeviceGetTemperature(handle, _OF_THE_CORE))
    with suppress(nvml.NVMLError):
        draws = int(nvml.nvmlDeviceGetPowerUsage(handle))
    return GpuReading(device, _celsius(warm, 1), _watts(draws, _MILLI))


def _first(sensors: Iterable[Path], names: Sequence[str]) -> int | None:
    for sensor in sensors:
        for name in names:
            try:
                return int((sensor / name).read_text(encoding="ascii").strip())
            except (OSError, ValueError):
                continue
    return None


def _celsius(told: int | None, unit: int) -> int | None:
    """Nonsense is no reading: a broken sensor must not stop a machine."""
    return round(told / unit) if told is not None and 0 < told / unit < _HOTTEST_REAL_C else None


def _watts(told: int | None, unit: int) -> int | None:
    return round(told / unit) if told is not None and told >= 0 else None
