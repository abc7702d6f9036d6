"""How long to measure: the better of more and longer bursts varies less."""

from __future__ import annotations

import os
from dataclasses import dataclass

EFFORT_VARIABLE = "SONM_EFFORT"
BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class Effort:
    """Of each figure the best of *rounds* bursts of *seconds* counts."""

    rounds: int = 5
    seconds: float = 1.0


QUICK = Effort()
STANDARD = Effort(rounds=5, seconds=2.0)
PRECISE = Effort(rounds=10, seconds=4.0)

EFFORTS = {"quick": QUICK, "standard": STANDARD, "precise": PRECISE}


def practice_effort() -> Effort | None:
    """Of every measurement on a practice network, where ``SONM_EFFORT=brief`` asks for little."""
    return Effort(rounds=1, seconds=0.5) if os.environ.get(EFFORT_VARIABLE) == BRIEF else None
