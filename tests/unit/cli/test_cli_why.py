"""`sonm worker why` shows the chain, and below it one cause and one action."""

from __future__ import annotations

import io

from rich.console import Console

from sonm_desktop.cli.worker.why import why_view
from tests.fakes.sample_state import sample_why


def _shown(**changes: object) -> str:
    console = Console(file=io.StringIO(), width=100)
    console.print(why_view(sample_why().model_copy(update=changes)))
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_the_broken_link_is_crossed_and_its_cause_stands_below() -> None:
    shown = _shown()
    marks = [line.strip()[:1] for line in shown.splitlines()]
    assert "".join(mark for mark in marks if mark and mark in "✓✗·") == "✓✓✓✗···"
    assert shown.rstrip().endswith("Lower the price.")
    assert shown.count("It costs 0.36 SNM an hour") == 1


def test_where_nothing_is_wrong_the_earnings_are_told() -> None:
    assert "Nothing is wrong. Earned in 24 hours: 0.5" in _shown(cause=None, earned=5 * 10**17)
