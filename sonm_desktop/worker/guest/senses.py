"""What a guest must feel of its host: each sense behind one interface, whatever the system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Protocol, TypeVar

T_co = TypeVar("T_co", covariant=True)


class SenseLost(Exception):
    """It does not answer now. The message is for the log."""


class Sense(Protocol[T_co]):
    """source: a word that names where it comes from. every_s: how often it is worth a look."""

    source: str
    every_s: float

    def read(self) -> T_co:
        """What is so now. Blocks for a moment. Raises SenseLost."""
        ...


@dataclass(frozen=True, slots=True)
class Refused:
    """Why this machine has no such sense: a code of the catalogue."""

    code: str


@dataclass(frozen=True, slots=True)
class Senses:
    """All of a machine, or why not.

    idle: s since somebody last touched keyboard or mouse. fullscreen: whether a program fills
    the screen. programs: names of those that run, in lower case. battery: whether the machine
    runs on it. metered: whether the network costs by volume. heat: of the hottest part, Celsius.
    """

    idle: Sense[float] | Refused
    fullscreen: Sense[bool] | Refused
    programs: Sense[frozenset[str]] | Refused
    battery: Sense[bool] | Refused
    metered: Sense[bool] | Refused
    heat: Sense[float] | Refused

    def named(self) -> Iterator[tuple[str, Sense[object] | Refused]]:
        """Each with its name."""
        for field in fields(self):
            yield field.name, getattr(self, field.name)
