"""A week's windows: levels, not edges, in every zone, over midnight and changes of the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonm_desktop.worker.guest.maintenance import Maintenance, Outage
from sonm_desktop.worker.guest.schedule import Schedule, Window

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    [BERLIN, *map(ZoneInfo, ("America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"))]
)
WINDOWS = st.lists(
    st.builds(
        Window,
        st.frozensets(st.integers(0, 6), min_size=1),
        st.integers(0, 1439),
        st.integers(0, 1439),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
MOMENTS = st.integers(1_760_000_000, 1_800_000_000)
NIGHT = Schedule((Window(frozenset(range(7)), 22 * 60, 7 * 60),), BERLIN)


def berlin(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp()


@given(WINDOWS, ZONES, MOMENTS)
@settings(max_examples=200)
def test_it_is_open_exactly_when_a_window_holds_the_time_on_the_wall(
    windows: tuple[Window, ...], zone: ZoneInfo, now: int
) -> None:
    wall = datetime.fromtimestamp(now, zone)
    opened = False
    for window in windows:
        for ago in (0, 1):
            day = wall.date() - timedelta(days=ago)
            begin = datetime(day.year, day.month, day.day) + timedelta(minutes=window.begin)
            length = (window.end - window.begin) % 1440 or 1440
            inside = begin <= wall.replace(tzinfo=None) < begin + timedelta(minutes=length)
            opened |= day.weekday() in window.days and inside
    assert Schedule(windows, zone).is_open(now) == opened


@given(WINDOWS, ZONES, MOMENTS, st.floats(0, 1))
@settings(max_examples=60)
def test_nothing_changes_before_the_next_change_and_a_sleep_over_it_misses_nothing(
    windows: tuple[Window, ...], zone: ZoneInfo, now: int, part: float
) -> None:
    schedule = Schedule(windows, zone)
    change = schedule.next_change(now)
    last = change if change is not None else now + 7 * 86_400
    somewhere = now + int((last - now - 1) * part)
    assert schedule.is_open(somewhere) == schedule.is_open(now)
    if change is not None:
        assert schedule.is_open(change) != schedule.is_open(now)
        assert schedule.is_open(change - 1) == schedule.is_open(now)


def test_the_clock_that_is_put_on_opens_a_window_that_begins_in_the_hour_left_out() -> None:
    morning = Schedule((Window(frozenset(range(7)), 150, 300),), BERLIN)
    before = berlin("2026-03-29T01:30")
    change = morning.next_change(before)
    assert change is not None
    assert datetime.fromtimestamp(change, BERLIN).strftime("%H:%M") == "03:00"


def test_the_clock_that_is_put_back_lets_a_window_hold_twice() -> None:
    twice = Schedule((Window(frozenset(range(7)), 120, 180),), BERLIN)
    first = berlin("2026-10-25T02:30")
    assert twice.is_open(first)
    assert twice.is_open(first + 3600)
    assert not twice.is_open(first + 7200)


def test_a_night_holds_over_midnight_and_says_when_it_ends() -> None:
    assert NIGHT.is_open(berlin("2026-11-21T23:59"))
    assert NIGHT.is_open(berlin("2026-11-22T00:00"))
    assert not NIGHT.is_open(berlin("2026-11-22T07:00"))
    assert NIGHT.next_change(berlin("2026-11-21T23:59")) == berlin("2026-11-22T07:00")


def test_maintenance_is_known_beforehand_and_the_longest_counts() -> None:
    weekly = Schedule((Window(frozenset({6}), 180, 240),), BERLIN)
    begin, end = int(berlin("2026-11-22T03:30")), int(berlin("2026-11-22T05:00"))
    maintenance = Maintenance((Outage(begin, end),), weekly)
    assert maintenance.begin(berlin("2026-11-21T12:00")) == berlin("2026-11-22T03:00")
    assert maintenance.end(berlin("2026-11-22T03:15")) == berlin("2026-11-22T04:00")
    assert maintenance.end(berlin("2026-11-22T03:45")) == end
    assert maintenance.end(berlin("2026-11-22T05:00")) is None


@pytest.mark.parametrize("now", [0.0, 1_790_000_000.0])
def test_without_a_window_nothing_is_ever_open(now: float) -> None:
    assert not Schedule(()).is_open(now)
    assert Schedule(()).next_change(now) is None
