"""Windows of a week as people write them: ``mon-fri 22:00-07:00``, ``sat,sun all day``."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = r"(\d{1,2}):(\d{2})"
_SPAN = re.compile(rf"{_TIME}\s*(?:-|–|to)\s*{_TIME}")
_ALL_DAY = "all day"
_EVERY = frozenset({"daily", "every day"})


class WeekError(ValueError):
    """The text is no window; the message says what is expected."""


def parse_window(text: str) -> tuple[tuple[int, ...], int, int]:
    """Days (0 is Monday), first minute, last minute. Raises WeekError."""
    said = " ".join(text.lower().split())
    if said.endswith(_ALL_DAY):
        return _days(said.removesuffix(_ALL_DAY)), 0, 0
    span = _SPAN.search(said)
    if span is None or span.end() != len(said):
        raise WeekError("mon-fri 22:00-07:00")
    hours = [int(part) for part in span.groups()]
    return _days(said[: span.start()]), _minute(*hours[:2]), _minute(*hours[2:])


def show_window(days: Collection[int], begin: int, end: int) -> str:
    """As `parse_window` reads it."""
    return f"{show_days(days)} {_ALL_DAY if begin == end == 0 else show_hours(begin, end)}"


def show_hours(begin: int, end: int) -> str:
    return f"{_clock(begin)}-{_clock(end)}"


def show_days(days: Collection[int]) -> str:
    """``mon-fri``, ``mon,wed``; all seven are ``daily``."""
    if len(set(days)) == len(DAYS):
        return "daily"
    runs: list[list[int]] = []
    for day in sorted(set(days)):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(_run(run) for run in runs)


def parse_once(text: str) -> tuple[int, int]:
    """``2026-12-24 18:00-23:00`` of this machine's clock, as s since 1970. Raises WeekError."""
    date, _, hours = " ".join(text.split()).partition(" ")
    span = _SPAN.fullmatch(hours)
    try:
        day = datetime.fromisoformat(date)
    except ValueError as error:
        raise WeekError("2026-12-24 18:00-23:00") from error
    if span is None:
        raise WeekError("2026-12-24 18:00-23:00")
    parts = [int(part) for part in span.groups()]
    begin, end = _minute(*parts[:2]), _minute(*parts[2:])
    first = day.replace(hour=begin // 60, minute=begin % 60).timestamp()
    last = day.replace(hour=end // 60, minute=end % 60).timestamp()
    return int(first), int(last if last > first else last + 86_400)


def show_once(begin: int, end: int) -> str:
    """As `parse_once` reads it."""
    first, last = datetime.fromtimestamp(begin), datetime.fromtimestamp(end)
    return f"{first:%Y-%m-%d %H:%M}-{last:%H:%M}"


def _days(text: str) -> tuple[int, ...]:
    said = text.strip()
    if not said or said in _EVERY:
        return tuple(range(len(DAYS)))
    found: set[int] = set()
    for part in said.replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        begin = _day(first)
        end = _day(last) if dash else begin
        found |= {(begin + ahead) % 7 for ahead in range((end - begin) % 7 + 1)}
    return tuple(sorted(found))


def _day(name: str) -> int:
    if name[:3] not in DAYS or len(name) < 3:
        raise WeekError("mon, tue, wed, thu, fri, sat, sun")
    return DAYS.index(name[:3])


def _run(run: Sequence[int]) -> str:
    return DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}"


def _minute(hour: int, minute: int) -> int:
    """24:00 is the next day's beginning."""
    if (hour, minute) == (24, 0):
        return 0
    if hour > 23 or minute > 59:
        raise WeekError("22:00-07:00")
    return hour * 60 + minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
