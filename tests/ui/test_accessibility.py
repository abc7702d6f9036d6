"""Whatever takes keys has a name, and is reached by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
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
_LOCKED = {
    "wallet": {
        **sample_state().wallet.model_dump(mode="json"),
        "locked": True,
        "state": worded("wallet.locked", "The wallet is locked."),
    }
}


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


def _described(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{called(widget)}” {widget.width()} px"
