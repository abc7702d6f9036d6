"""Windows of a week come back from their words, and what is none says how to write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.week import (
    WeekError,
    parse_once,
    parse_window,
    show_days,
    show_once,
    show_window,
)


@given(st.frozensets(st.integers(0, 6), min_size=1), st.integers(0, 1439), st.integers(0, 1439))
def test_every_window_comes_back_from_its_words(days: frozenset[int], begin: int, end: int) -> None:
    assert parse_window(show_window(days, begin, end)) == (tuple(sorted(days)), begin, end)


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("mon-fri 22:00-07:00", ((0, 1, 2, 3, 4), 1320, 420)),
        ("Saturday, sun all day", ((5, 6), 0, 0)),
        ("fri-mon 9:00 to 24:00", ((0, 4, 5, 6), 540, 0)),
        ("08:00–09:30", (tuple(range(7)), 480, 570)),
        ("every day 1:00-2:00", (tuple(range(7)), 60, 120)),
    ],
)
def test_people_write_windows_in_many_ways(
    text: str, window: tuple[tuple[int, ...], int, int]
) -> None:
    assert parse_window(text) == window


@pytest.mark.parametrize(
    "text", ["", "mon", "monday 9", "mo 9:00-10:00", "mon 25:00-26:00", "mon 9:00-10:00 x"]
)
def test_what_is_no_window_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(WeekError, match=r"mon|22:00"):
        parse_window(text)


def test_once_is_a_day_and_may_end_on_the_next() -> None:
    begin, end = parse_once("2026-12-24 22:00-01:00")
    assert end - begin == 3 * 3600
    assert parse_once(show_once(begin, end)) == (begin, end)
    with pytest.raises(WeekError):
        parse_once("tomorrow 9:00-10:00")


def test_neighbouring_days_are_said_together() -> None:
    assert show_days((6, 0, 1, 2, 4)) == "mon-wed,fri,sun"
    assert show_days(range(7)) == "daily"
