"""Whatever takes keys has a name, and no word is cut, also in a longer tongue."""

from __future__ import annotations

import gettext
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from sonm_desktop.ui.frame import PLACES
from sonm_desktop.ui.shell.page import Page
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import sample_state, worded
from tests.ui.stage import called, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")

_FRAMES = (Page, QScrollArea, QSplitter, QStackedWidget)
_ELIDING = frozenset({"Account that pays"})
"""Choosers whose whole text is their tooltip."""

_LOCKED = {
    "wallet": {
        **sample_state().wallet.model_dump(mode="json"),
        "locked": True,
        "state": worded("wallet.locked", "The wallet is locked."),
    }
}


@pytest.fixture
def longer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A tongue of words that are 40 % longer."""

    def stretched(_domain: str, text: str) -> str:
        words = text.split("{", 1)[0]
        return text + "·" * max(1, round(len(words) * 0.4)) if words.strip() else text

    def plural(domain: str, one: str, many: str, count: int) -> str:
        return stretched(domain, one if count == 1 else many)

    monkeypatch.setattr(gettext, "dgettext", stretched)
    monkeypatch.setattr(gettext, "dngettext", plural)
    return


@staged()
async def test_whatever_takes_keys_has_a_name() -> None:
    for changes in ({}, _LOCKED):
        async with opened(FakeAgent(sample_state(**changes))) as stage:
            for place in PLACES:
                await stage.go(place)
                nameless = [w for w in _on_screen(stage.window) if _takes_keys(w) and not called(w)]
                assert nameless == [], place


@staged()
async def test_tab_goes_through_every_control_of_a_page() -> None:
    async with opened(FakeAgent()) as stage:
        await stage.go("machine")
        controls = {w for w in _on_screen(stage.window) if _takes_tab(w)}
        stage.window.activateWindow()
        visited = set()
        for _ in range(4 * len(controls)):
            focused = QApplication.focusWidget()
            visited.add(focused)
            QTest.keyClick(focused or stage.window, Qt.Key.Key_Tab)
        assert [_described(w) for w in controls - visited] == []
        assert set(stage.window.rail.findChildren(QPushButton)) & visited


@staged()
async def test_no_word_is_cut_in_a_longer_tongue(longer: None) -> None:
    async with opened(FakeAgent()) as stage:
        for place in PLACES:
            await stage.go(place)
            assert [_described(w) for w in _on_screen(stage.window) if _is_cut(w)] == [], place


def _on_screen(window: QWidget) -> list[QWidget]:
    return [w for w in window.findChildren(QWidget) if w.isVisible() and w.isEnabled()]


def _takes_keys(widget: QWidget) -> bool:
    if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or isinstance(widget, _FRAMES):
        return False
    return not _is_inner(widget)


def _takes_tab(widget: QWidget) -> bool:
    if isinstance(widget, QPushButton) and widget.group():
        return False  # one of a group takes Tab, and arrows go on from there
    tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tab and _takes_keys(widget) and not isinstance(widget, QLabel)


def _is_inner(widget: QWidget) -> bool:
    """Parts of Qt's own widgets: viewports, line edits of spin boxes."""
    return widget.objectName().startswith("qt_")


def _is_cut(widget: QWidget) -> bool:
    if isinstance(widget, QLabel):
        return not widget.wordWrap() and widget.width() < widget.sizeHint().width()
    if isinstance(widget, QComboBox) and widget.accessibleName() in _ELIDING:
        return False
    return isinstance(widget, QPushButton | QComboBox) and (
        widget.width() < widget.sizeHint().width()
    )


def _described(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{called(widget)}” {widget.width()} px"
