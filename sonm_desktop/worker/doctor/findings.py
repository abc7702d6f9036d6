"""What a check says: good, worth knowing, worth mending, or in the way."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """good: as required. note: works, and here is what one should know. poor: works worse than
    it could. bad: the machine cannot sell until it is mended."""

    GOOD = "good"
    NOTE = "note"
    POOR = "poor"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer.

    check: its name; the catalogue's ``doctor.<check>`` holds its purpose and what is required.
    code: of the catalogue: what was measured, and what mends it; *params* fill it in.
    """

    check: str
    verdict: Verdict
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def to_wire(self) -> dict[str, Any]:
        """As the doctor's program prints it."""
        return asdict(self)


def good(check: str, code: str, **params: Any) -> Finding:
    """*check* is as required."""
    return Finding(check, Verdict.GOOD, code, params)


def note(check: str, code: str, **params: Any) -> Finding:
    """*check* holds, with something that one should know."""
    return Finding(check, Verdict.NOTE, code, params)


def poor(check: str, code: str, **params: Any) -> Finding:
    """*check* holds, and could be better."""
    return Finding(check, Verdict.POOR, code, params)


def bad(check: str, code: str, **params: Any) -> Finding:
    """*check* fails: nothing can be sold until it is mended."""
    return Finding(check, Verdict.BAD, code, params)
