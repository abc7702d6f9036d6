"""The live log: bounded, cleaned, searched, and still where one reads it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sonm_desktop.ui.widgets.log_lines import LONGEST_LINE, LogLines
from sonm_desktop.ui.widgets.log_view import LogView

pytestmark = pytest.mark.usefixtures("qapp")


def test_only_the_last_lines_are_kept_and_the_others_are_counted() -> None:
    lines = LogLines(most=100)
    for number in range(30_000):
        lines.add(f"line {number}\n")
    assert len(lines) < 100 + 10_000
    assert lines.forgotten + len(lines) == 30_000
    assert lines[len(lines) - 1] == "line 29999"


def test_pieces_that_cut_a_line_make_one_line() -> None:
    lines = LogLines()
    for piece in ("one", " line\nand", " a", "nother"):
        lines.add(piece)
    assert lines.text() == "one line\nand another"
    lines.add("\n")
    assert lines.text() == "one line\nand another\n"


def test_what_steers_a_terminal_is_not_shown() -> None:
    lines = LogLines()
    lines.add("\x1b[31mred\x1b[0m\n\x1b]0;title\x07x\n10 %\r20 %\r\n\tt\u202egpj\x00\n")
    assert lines.text().split("\n") == ["red", "x", "20 %", "        t�gpj�", ""]


def test_a_line_without_an_end_is_cut_instead_of_growing_for_ever() -> None:
    lines = LogLines()
    for _ in range(1000):
        lines.add("x" * 1000)
    assert max(len(lines[at]) for at in range(len(lines))) <= LONGEST_LINE


@pytest.fixture
def view(qtbot: QtBot) -> LogView:
    view = LogView("Log")
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show()
    view.append_output("".join(f"row {number}\n" for number in range(1000)))
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 900)
    return view


def test_the_end_is_in_sight_until_one_scrolls_up(view: LogView, qtbot: QtBot) -> None:
    bar = view.verticalScrollBar()
    assert view.follows
    assert bar.value() == bar.maximum()
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert not view.follows
    with qtbot.waitSignal(view.grown):
        view.append_output("more\n")
    assert bar.value() == 0
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.follows


def test_what_is_read_stays_in_sight_when_old_lines_go(view: LogView, qtbot: QtBot) -> None:
    view.append_output("".join(f"row {number}\n" for number in range(1000, 105_000)))
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 104_000)
    bar = view.verticalScrollBar()
    bar.setValue(50_000)
    assert view.lines[bar.value()] == "row 50000"
    view.append_output("later\n" * 5000)
    assert view.lines.forgotten > 0
    assert view.lines[bar.value()] == "row 50000"


def test_a_word_is_found_and_the_next_one_too(view: LogView) -> None:
    assert view.seek("ROW 10")
    assert view.copied() == "row 10\n"
    assert view.seek("row 10", on=True)
    assert view.copied() == "row 100\n"
    assert view.seek("row 10", back=True, on=True)
    assert view.copied() == "row 10\n"
    assert not view.seek("never written")
    assert not view.follows


def test_lines_are_chosen_with_mouse_and_keys_and_copied(view: LogView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 6))
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "row 0\nrow 1\n"
