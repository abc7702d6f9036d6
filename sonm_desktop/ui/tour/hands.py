"""A person's hands in the window: finds what is called by some words, presses it, types."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from sonm_desktop.ui.face import Face
from sonm_desktop.ui.frame import Frame
from sonm_desktop.ui.widgets.log_view import LogView
from sonm_desktop.ui.widgets.table import RecordView

T = TypeVar("T")

PATIENCE_S = 120.0
_LOOK_S = 0.1
_REST_S = 0.1
_TEXTS = ("text", "toPlainText", "currentText")


class Lost(Exception):
    """What the tour looks for is not on the screen; says what, and what is there instead."""


class Hands:
    """Acts on what is visible only, through the events that mouse and keyboard make."""

    def __init__(self, frame: Frame, face: Face) -> None:
        self._frame, self._face = frame, face

    async def go(self, place: str) -> None:
        """Press *place* in the rail."""
        buttons = self._frame.window.rail.findChildren(QAbstractButton)
        _click(next(button for button in buttons if button.property("place") == place))
        await self.rest()

    async def press(self, *names: str) -> None:
        """Press the first enabled button that is called by one of *names*, once it is there."""
        await self.until(lambda: self._button(names), f"the button “{names[0]}”")
        self.press_now(*names)
        await self.rest()

    def press_now(self, *names: str) -> None:
        """Press it without waiting, before or after. Raises Lost."""
        button = self._button(names)
        if button is None:
            raise Lost(f"there is no button “{names[0]}”")
        _click(button)

    async def write(self, field: str, text: str) -> None:
        """Type *text* into *field* in place of what stands there."""
        widget = await self.until(lambda: self._field(field), f"the field “{field}”")
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        for number, line in enumerate(text.split("\n")):
            if number:
                QTest.keyClick(widget, Qt.Key.Key_Return)
            QTest.keyClicks(widget, line)
        await asyncio.sleep(_LOOK_S)

    def choose(self, box: str, entry: str) -> None:
        """Choose *entry* of the visible *box* by keys, where there is one and it has it."""
        for found in self._widgets(QComboBox):
            at = found.findText(entry)
            if _called(found) == box and at >= 0 and at != found.currentIndex():
                QTest.keyClick(found, Qt.Key.Key_Home)
                for _ in range(at):
                    QTest.keyClick(found, Qt.Key.Key_Down)

    async def reading(self, *parts: str, patience_s: float | None = None) -> str:
        """The first of *parts* that stands on the screen, once one does."""

        def seen() -> str:
            return next((part for part in parts if part in self.screen()), "")

        return await self.until(seen, f"“{parts[0]}”", patience_s)

    async def until(
        self, found: Callable[[], T | None], what: str, patience_s: float | None = None
    ) -> T:
        """What *found* gives once it gives anything. Raises Lost after *patience_s*, which is
        PATIENCE_S unless said."""
        deadline = time.monotonic() + (patience_s or PATIENCE_S)
        while not (result := found()):
            if time.monotonic() > deadline:
                raise Lost(f"{what} did not come; on the screen: {self.screen()[:2000]}")
            await asyncio.sleep(_LOOK_S)
        return result

    async def rest(self) -> None:
        """Until no action runs and what it changed is painted."""
        await asyncio.sleep(_REST_S)
        await self._face.actions.idle()
        await asyncio.sleep(_REST_S)

    def rows(self, table: str) -> int:
        """How many rows the visible *table* has; 0 when there is none."""
        for view in self._widgets(RecordView):
            if view.accessibleName() == table:
                return int(view.model().rowCount())
        return 0

    def log(self) -> str:
        """What the visible log says."""
        return "".join(view.toPlainText() for view in self._widgets(LogView))

    def screen(self) -> str:
        """Every word that a person reads now."""
        said = []
        for widget in self._widgets(QWidget):
            said += [str(getattr(widget, name)()) for name in _TEXTS if hasattr(widget, name)]
        return " | ".join(words for words in said if words)

    def _widgets(self, kind: type[T]) -> list[T]:
        tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
        found = [child for top in tops for child in top.findChildren(QWidget)]
        return [child for child in found if isinstance(child, kind) and child.isVisible()]

    def _button(self, names: tuple[str, ...]) -> QAbstractButton | None:
        buttons = [button for button in self._widgets(QAbstractButton) if button.isEnabled()]
        for name in names:
            for button in buttons:
                if _called(button) == name:
                    return button
        return None

    def _field(self, name: str) -> QWidget | None:
        fields = [*self._widgets(QLineEdit), *self._widgets(QPlainTextEdit)]
        return next((field for field in fields if _called(field) == name), None)


def _called(widget: QWidget) -> str:
    name = widget.accessibleName()
    return name or (str(widget.text()).strip() if hasattr(widget, "text") else "")


def _click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
