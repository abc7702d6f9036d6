"""What a filtered list of offers and its explanation look like from outside."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.market.matching import Reason


@dataclass(frozen=True, slots=True)
class OfferView:
    """A sorted list of offers, kept as it was when it was made. count: of its rows."""

    id: str
    count: int


@dataclass(frozen=True, slots=True)
class Elimination:
    """removes: offers that fail it; alone: those that fail nothing else."""

    reason: Reason
    removes: int
    alone: int
