"""A program that keeps ending is started again after longer and longer pauses, then no more."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.agent.restarts import MOST_STARTS, WITHIN_S, Restarts, Turn


def lived(lives: list[float]) -> tuple[list[float], bool]:
    """When a program was started that lived so long each time; whether it was given up."""
    restarts, now, starts = Restarts(), 0.0, []
    for life in lives:
        while (turn := restarts.turn(now)) is Turn.WAIT:
            now += 0.5
        if turn is Turn.GIVE_UP:
            return starts, True
        restarts.started(now)
        starts.append(now)
        now += life
    return starts, restarts.turn(now) is Turn.GIVE_UP


def test_pauses_double_until_it_is_given_up() -> None:
    starts, given_up = lived([0.0] * 9)
    assert [round(after - before) for before, after in pairwise(starts)] == [1, 2, 4, 8]
    assert given_up


def test_one_that_lives_for_minutes_is_never_given_up() -> None:
    starts, given_up = lived([WITHIN_S / 4] * 40)
    assert len(starts) == 40
    assert not given_up


def test_giving_up_is_for_good() -> None:
    restarts = Restarts()
    for now in range(MOST_STARTS):
        restarts.started(float(now))
    assert restarts.turn(10.0) is Turn.GIVE_UP
    assert restarts.turn(10.0 + 2 * WITHIN_S) is Turn.GIVE_UP


@given(st.lists(st.floats(min_value=0, max_value=1000), max_size=60))
def test_ten_minutes_never_see_more_than_five_starts(lives: list[float]) -> None:
    starts, _ = lived(lives)
    for start in starts:
        assert sum(start <= other < start + WITHIN_S for other in starts) <= MOST_STARTS
