"""Senses that a test sets, and a machine that has all of them."""

from __future__ import annotations

from typing import Generic, TypeVar

from sonm_desktop.worker.guest.senses import SenseLost, Senses

T = TypeVar("T")


class SetSense(Generic[T]):
    """Says *value*; None is lost."""

    source = "test"

    def __init__(self, value: T | None, every_s: float = 0.0) -> None:
        self.value = value
        self.every_s = every_s

    def read(self) -> T:
        if self.value is None:
            raise SenseLost("as the test wants")
        return self.value


class SetSenses:
    """A quiet machine: untouched for an hour, cool, on mains power."""

    def __init__(self) -> None:
        self.idle: SetSense[float] = SetSense(3600.0)
        self.fullscreen: SetSense[bool] = SetSense(False)
        self.programs: SetSense[frozenset[str]] = SetSense(frozenset())
        self.battery: SetSense[bool] = SetSense(False)
        self.metered: SetSense[bool] = SetSense(False)
        self.heat: SetSense[float] = SetSense(40.0)

    def find(self) -> Senses:
        return Senses(
            self.idle, self.fullscreen, self.programs, self.battery, self.metered, self.heat
        )
