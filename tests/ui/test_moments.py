"""A time that a stranger names is shown, whatever it is: no word ends a window or a command."""

from __future__ import annotations

from datetime import datetime

import pytest

from sonm_desktop.agent.answers.dollars import feed_shape
from sonm_desktop.chain.feed import FeedAnswer
from sonm_desktop.cli import show
from sonm_desktop.cli.dollars import feed_sheet
from sonm_desktop.core.ids import Address
from sonm_desktop.core.moments import LAST, moment_of
from sonm_desktop.ui import words
from sonm_desktop.ui.people.phrases import day

NOW = 1_800_000_000


def test_a_time_of_the_calendar_is_that_time() -> None:
    assert moment_of(NOW) == datetime.fromtimestamp(NOW)
    assert show.moment(NOW) == datetime.fromtimestamp(NOW).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize("time_s", [2**40 - 1, 2**63 - 1, 2**256 - 1, -(2**63)])
def test_a_time_beyond_the_calendar_is_shown_as_its_end(time_s: int) -> None:
    year = str(moment_of(LAST if time_s > 0 else 0).year)
    assert show.moment(time_s).startswith(year)
    assert day(time_s).endswith(year)
    assert words.moment(time_s, NOW)


def test_a_feed_from_the_end_of_time_is_told_in_the_terminal() -> None:
    feed = Address("0x" + "fe" * 20)
    answer = FeedAnswer(feed, 7, 8, 8, updated=2**256 - 1, max_age=3600, read=NOW)
    assert feed_sheet(feed_shape(answer, NOW))
