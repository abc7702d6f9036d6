"""Stretches of time that a history is looked at for, in the person's own days."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class Period(StrEnum):
    """Until now, from the beginning of something."""

    ALL = "all"
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


_DAYS = {Period.WEEK: 6, Period.MONTH: 29, Period.YEAR: 364}


def since(period: Period, now: datetime) -> int | None:
    """When *period* began, s; None for ever. A week is today and the six days before."""
    if period is Period.ALL:
        return None
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight - timedelta(days=_DAYS.get(period, 0))).timestamp())
