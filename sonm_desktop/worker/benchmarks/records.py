"""What was measured, when, why, and of what it depends: kept over restarts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sonm_desktop.store.worker_facts import WorkerFacts

_FACT = "measured"

FIRST = "first"
ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Taken:
    """The results of one step. at: s since 1970. why: FIRST, ASKED, or the parts that changed."""

    parts: dict[str, str]
    at: int
    why: tuple[str, ...]
    results: dict[int, int]


class Results:
    """By the keys of steps."""

    def __init__(self, facts: WorkerFacts) -> None:
        self._facts = facts

    async def all(self) -> dict[str, Taken]:
        """Also those of devices that are away now: they may come back."""
        kept = await self._facts.get(_FACT) or {}
        return {key: _taken(record) for key, record in kept.items()}

    async def put(self, new: Mapping[str, Taken]) -> None:
        """Replace those of *new*; the others stay."""
        kept = await self._facts.get(_FACT) or {}
        await self._facts.put(_FACT, kept | {key: _record(each) for key, each in new.items()})


def _taken(record: dict[str, Any]) -> Taken:
    return Taken(
        parts=dict(record["parts"]),
        at=int(record["at"]),
        why=tuple(record["why"]),
        results={int(number): int(value) for number, value in record["results"].items()},
    )


def _record(taken: Taken) -> dict[str, Any]:
    return {
        "parts": taken.parts,
        "at": taken.at,
        "why": list(taken.why),
        "results": {str(int(number)): value for number, value in taken.results.items()},
    }
