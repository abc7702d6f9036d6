"""What the sides of closed deals say of each other, counted: who counts, and what it comes to.

Pure, over the ratings of the chain's log alone, so that anybody computes the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, BlockNumber, ChainTime, DealId
from sonm_desktop.core.rating_reason import RATING_REASONS, RatingReason

STARS = 5
_Z = 1.96
"""Of an interval that is right in 95 of 100 cases."""

_SURENESS = 254
_NOTHING = Wei(0)


@dataclass(frozen=True, slots=True)
class Rating:
    """One side's word. paid: for the whole deal, wei. time: None where a node does not tell."""

    deal: DealId
    rater: Address
    subject: Address
    by_consumer: bool
    stars: int
    reason: RatingReason
    paid: Wei
    block: BlockNumber
    time: ChainTime | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Ratings added up. by_stars: how many gave 1, 2, 3, 4, 5. volume: paid for the deals, wei."""

    ratings: int = 0
    stars: int = 0
    volume: Wei = _NOTHING
    by_stars: tuple[int, ...] = (0,) * STARS
    reasons: tuple[tuple[RatingReason, int], ...] = ()

    @property
    def mean_percent(self) -> int | None:
        """Stars in the middle, in hundredths: 450 is four and a half; None without a rating."""
        return None if not self.ratings else (200 * self.stars + self.ratings) // (2 * self.ratings)

    @property
    def sureness(self) -> int:
        """The lower end of the stars' interval from 1 to 255, 0 without a rating: one rating of
        five stars stays below ninety-eight of a hundred."""
        if not self.ratings:
            return 0
        return 1 + round(_SURENESS * self.interval()[0])

    def interval(self) -> tuple[float, float]:
        """Where the share of full stars lies (Wilson's score interval), each from 0 to 1."""
        n = self.ratings
        if not n:
            return 0.0, 1.0
        share = (self.stars - n) / ((STARS - 1) * n)
        middle = (share + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
        half = _Z * math.sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n)) / (1 + _Z * _Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is said of one account in one role: what counts for the reader, and apart the rest."""

    counted: Tally = field(default_factory=Tally)
    apart: Tally = field(default_factory=Tally)


class Count:
    """Ratings added up one by one; how many there were no longer matters then."""

    def __init__(self) -> None:
        self._given: Counter[tuple[int, RatingReason]] = Counter()
        self._volume = 0

    def add(self, rating: Rating) -> None:
        self._given[rating.stars, rating.reason] += 1
        self._volume += rating.paid

    def include(self, other: Count) -> None:
        self._given.update(other._given)
        self._volume += other._volume

    def without(self, other: Count) -> Count:
        """What is left when all of *other*, which is in this one, is taken out."""
        left = Count()
        left._given = self._given - other._given
        left._volume = self._volume - other._volume
        return left

    def tally(self) -> Tally:
        stars, reasons = [0] * STARS, Counter[RatingReason]()
        for (given, reason), count in self._given.items():
            stars[given - 1] += count
            reasons[reason] += count
        return Tally(
            ratings=sum(stars),
            stars=sum(count * given for given, count in enumerate(stars, start=1)),
            volume=Wei(self._volume),
            by_stars=tuple(stars),
            reasons=tuple(
                (reason, reasons[reason]) for reason in RATING_REASONS if reasons[reason]
            ),
        )


def tally(ratings: Iterable[Rating]) -> Tally:
    """*ratings* added up."""
    count = Count()
    for rating in ratings:
        count.add(rating)
    return count.tally()


class Said:
    """What was said of one account in one role, by rater: a million words of one are one count."""

    def __init__(self) -> None:
        self._all = Count()
        self._by_rater: dict[Address, Count] = {}

    def add(self, rating: Rating) -> None:
        self._all.add(rating)
        self._by_rater.setdefault(rating.rater, Count()).add(rating)

    def raters_among(self, accounts: Set[Address]) -> set[Address]:
        """Those of *accounts* who said something."""
        return set(self._by_rater.keys() & accounts)

    def standing(self, counted: Iterable[Address]) -> Standing:
        """All of it, that of the raters *counted* apart from the rest."""
        count = Count()
        for rater in counted:
            count.include(self._by_rater[rater])
        return Standing(count.tally(), self._all.without(count).tally())
