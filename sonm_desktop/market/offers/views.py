"""What a filtered list of offers and its explanation look like from outside."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.market.offers.matching import Reason
from sonm_desktop.market.offers.requirement import Requirement


@dataclass(frozen=True, slots=True)
class OfferView:
    """A sorted list of offers, kept as it was when it was made. count: of its rows.

    blocked: offers that meet everything else, but the customer's lists refuse them: left out, or
    among the rows of a view that shows them.
    """

    id: str
    count: int
    blocked: int = 0


@dataclass(frozen=True, slots=True)
class BenchmarkFacts:
    """One benchmark over everything on sale. count: of offers that claim it."""

    number: int
    count: int
    median: int
    highest: int


@dataclass(frozen=True, slots=True)
class DepthStep:
    """At *rate* and below, *cpu_percent* are on sale by *offers* offers."""

    rate: int
    cpu_percent: int
    offers: int


@dataclass(frozen=True, slots=True)
class Elimination:
    """removes: offers that fail it; alone: those that fail nothing else.

    relaxed: the smallest change of this wish alone that lets *matches* offers pass; None where
    no such change would.
    """

    reason: Reason
    removes: int
    alone: int
    relaxed: Requirement | None = None
    matches: int = 0
