"""Why a deal ended, as one of its sides saw it."""

from __future__ import annotations

from enum import StrEnum


class RatingReason(StrEnum):
    """In the order of the contract, which stores the place of a reason in it."""

    FULFILLED = "fulfilled"
    NO_LONGER_NEEDED = "no_longer_needed"
    MACHINE_GONE = "machine_gone"
    MACHINE_WEAK = "machine_weak"
    JOB_REFUSED = "job_refused"
    NOT_PAID = "not_paid"
    ABUSE = "abuse"
    OTHER = "other"

    @property
    def number(self) -> int:
        """Its place in the contract's enumeration."""
        return RATING_REASONS.index(self)


RATING_REASONS = tuple(RatingReason)
