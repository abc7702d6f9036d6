"""Tabs in our look over parts of which one is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from sonm_desktop.ui.theme.tokens import GAP_3
from sonm_desktop.ui.widgets.tab_row import TabRow


class Tabs(QWidget):
    """shown: the number of the part that is shown now."""

    shown = Signal(int)

    def __init__(self, parts: Sequence[tuple[str, QWidget]]) -> None:
        super().__init__()
        self._row = TabRow([title for title, _ in parts])
        self._stack = QStackedWidget()
        for _, part in parts:
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addWidget(self._row)
        column.addWidget(self._stack, 1)
        self._row.chosen.connect(self.show_part)

    def show_part(self, number: int) -> None:
        """Show the part *number*."""
        self._row.choose(number)
        self._stack.setCurrentIndex(number)
        self.shown.emit(number)

    @property
    def number(self) -> int:
        """Of the part that is shown."""
        return self._stack.currentIndex()
