"""What the doctor answers: one entry for each check of this machine."""

from __future__ import annotations

from enum import StrEnum

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import Reply


class Verdict(StrEnum):
    """good: as required. note: worth knowing. poor: could be better. bad: in the way."""

    GOOD = "good"
    NOTE = "note"
    POOR = "poor"
    BAD = "bad"


class Check(Reply):
    """what: its text is the purpose, its action what is required.
    found: its text is what was measured, its action what mends it."""

    check: str
    verdict: Verdict
    what: Worded
    found: Worded


class Checkup(Reply):
    """checks: in the order in which one mends them. took_ms: how long the look took."""

    checks: list[Check]
    took_ms: int

    @property
    def worst(self) -> Verdict:
        """The worst verdict of all."""
        order = list(Verdict)
        return max((check.verdict for check in self.checks), key=order.index, default=Verdict.GOOD)
