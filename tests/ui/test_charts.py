"""Charts: round lines, exact values by mouse and key, both looks, and nothing to show."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sonm_desktop.ui.charts.bars import Bar, Part, StackedBars
from sonm_desktop.ui.charts.scale import round_lines, scaled
from sonm_desktop.ui.charts.steps import Step, StepChart, Steps
from sonm_desktop.ui.theme.theme import Look, Theme

SNM = 10**18


@given(st.integers(-(2**90), 2**90), st.integers(1, 2**96))
def test_grid_lines_are_round_few_and_inside(low: int, width: int) -> None:
    lines = round_lines(low, low + width)
    assert len(lines) <= 4
    assert all(low <= line <= low + width for line in lines)
    steps = {second - first for first, second in pairwise(lines)}
    assert all(str(step).rstrip("0") in ("1", "2", "5") for step in steps)


def test_every_value_stands_inside_the_scale() -> None:
    scale = scaled(-3, 9, top=10.0, bottom=110.0)
    assert 10.0 <= scale.y(9) < scale.y(0) < scale.y(-3) <= 110.0
    assert scaled(5, 5, top=0.0, bottom=1.0).y(5) <= 1.0


@pytest.fixture
def bars(qtbot: QtBot, theme: Theme) -> StackedBars:
    chart = StackedBars(theme, "Earnings", empty="Nothing was earned yet.")
    qtbot.addWidget(chart)
    chart.resize(480, 200)
    chart.show()
    return chart


def test_bars_tell_exact_values_by_key(bars: StackedBars, theme: Theme) -> None:
    bars.show_bars(
        [
            Bar("1 Nov", (Part("Rent", SNM + 1), Part("Power", -5))),
            Bar("2 Nov", known=False),
            Bar("3 Nov", (Part("Rent", SNM),), estimated=True),
        ]
    )
    QTest.keyClick(bars, Qt.Key.Key_Home)
    assert bars.accessibleDescription() == (
        "1 Nov: Rent 1.000000000000000001 SNM, Power -0.000000000000000005 SNM, "
        "Together 0.999999999999999996 SNM"
    )
    QTest.keyClick(bars, Qt.Key.Key_Right)
    assert bars.accessibleDescription() == "2 Nov: nothing is known"
    QTest.keyClick(bars, Qt.Key.Key_Right)
    assert bars.accessibleDescription().endswith("Rent 1 SNM, estimated")
    QTest.keyClick(bars, Qt.Key.Key_Right)
    assert bars.accessibleDescription().startswith("3 Nov")
    pictures = []
    for look in (Look.LIGHT, Look.DARK):
        theme.choose(look)
        pictures.append(bars.grab().toImage())
    assert pictures[0] != pictures[1]
    QTest.keyClick(bars, Qt.Key.Key_Escape)
    assert bars.grab().toImage() != pictures[1]


def test_bars_without_values_say_that_they_are_empty(bars: StackedBars) -> None:
    bars.show_bars([Bar("1 Nov", (Part("Rent", 0),))])
    assert bars.accessibleDescription() == "Nothing was earned yet."
    QTest.keyClick(bars, Qt.Key.Key_Home)
    assert not bars.grab().isNull()


def test_a_step_holds_until_the_next_one(qtbot: QtBot, theme: Theme) -> None:
    chart = StepChart(theme, "Prices", empty="No deals yet.", place=str)
    qtbot.addWidget(chart)
    chart.resize(480, 200)
    chart.show()
    asked = Steps("Asked", (Step(10, 3 * SNM), Step(20, None), Step(40, 4 * SNM)))
    paid = Steps("Paid", (Step(15, 2 * SNM),), dashed=True)
    chart.show_steps([asked, paid, Steps("Never", (Step(10, None),))], until=60)
    told = [card.line() for card in chart.cards()]
    assert told == [
        "10: Asked 3 SNM, Paid not known",
        "15: Asked 3 SNM, Paid 2 SNM",
        "20: Asked not known, Paid 2 SNM",
        "40: Asked 4 SNM, Paid 2 SNM",
    ]
    at = QPointF(8, 60)
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(chart, move)
    assert chart.accessibleDescription() == told[0]
    assert not chart.grab().isNull()
    chart.show_steps([], until=60)
    assert chart.accessibleDescription() == "No deals yet."
    assert not chart.grab().isNull()
