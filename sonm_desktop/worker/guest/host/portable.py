"""Senses that psutil has on every system that has them at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import psutil

from sonm_desktop.worker.devices.gpu_sensors import GpuHeat
from sonm_desktop.worker.guest.senses import Refused, Sense, SenseLost

_EXE = ".exe"
_HOTTEST_REAL_C = 150.0


class Battery:
    """Whether the machine runs on its battery."""

    source = "psutil"
    every_s = 2.0

    def read(self) -> bool:
        try:
            state = psutil.sensors_battery()
        except OSError as error:
            raise SenseLost("no folder of power supplies") from error
        if state is None:
            raise SenseLost("no battery")
        return state.power_plugged is False


class RunningPrograms:
    """Names of running programs, in lower case and without ``.exe``."""

    source = "psutil"
    every_s = 5.0

    def read(self) -> frozenset[str]:
        found = psutil.process_iter(["name"])
        return frozenset(plain_name(process.info["name"] or "") for process in found)


class Temperature:
    """Of the hottest part that has a sensor, Celsius."""

    source = "psutil"
    every_s = 2.0

    def __init__(
        self,
        sensors: Callable[[], Mapping[str, Any]],
        others: Callable[[], Iterable[float]] = tuple,
    ) -> None:
        """others: temperatures that the system's own *sensors* do not show."""
        self._sensors = sensors
        self._others = others

    def read(self) -> float:
        found = [
            float(one.current)
            for group in self._sensors().values()
            for one in group
            if one.current and 0 < one.current < _HOTTEST_REAL_C
        ]
        found += self._others()
        if not found:
            raise SenseLost("no sensor of temperature answers")
        return max(found)


def plain_name(name: str) -> str:
    """How a program is named in rules, whatever the system."""
    return name.lower().removesuffix(_EXE)


def battery() -> Sense[bool] | Refused:
    """A machine without a battery never runs on one, so there is nothing to choose."""
    sense = working(Battery()) if hasattr(psutil, "sensors_battery") else None
    return sense or Refused("worker.no_battery")


def temperature() -> Sense[float] | Refused:
    sensors = getattr(psutil, "sensors_temperatures", None)
    sense = working(Temperature(sensors or dict, GpuHeat().temperatures))
    if sense is None and sensors is None:
        return Refused("worker.no_thermometer_here")
    return sense or Refused("worker.no_thermometer")


def working(sense: Sense[Any]) -> Sense[Any] | None:
    """*sense*, if it answers now."""
    try:
        sense.read()
    except SenseLost:
        return None
    return sense
