"""What is built stays inside: no part of a place is a window of its own for a moment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from sonm_desktop.ui.shell.places import PLACES
from tests.fakes.agent import FakeAgent
from tests.ui.stage import opened, staged


class Windows(QObject):
    """Remembers every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        shown = event.type() == QEvent.Type.Show
        if shown and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


@pytest.fixture
def windows(qapp: QApplication) -> Iterator[Windows]:
    windows = Windows()
    qapp.installEventFilter(windows)
    yield windows
    qapp.removeEventFilter(windows)


@pytest.mark.parametrize("whole", [True, False], ids=["in the quiet", "when it is gone to"])
@staged()
async def test_a_place_that_is_built_flashes_no_window_and_leaves_the_keys(
    windows: Windows, whole: bool
) -> None:
    async with opened(FakeAgent(), whole=whole) as stage:
        for place in PLACES:
            await stage.go(place)
            assert stage.window.isActiveWindow(), place
    assert windows.shown == ["MainWindow"]
