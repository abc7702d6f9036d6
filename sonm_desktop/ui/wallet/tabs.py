"""Tabs in our look over parts of which one is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from sonm_desktop.ui.theme.tokens import GAP_1, GAP_3
from sonm_desktop.ui.widgets.flow import FlowLayout


class Tabs(QWidget):
    """shown: the number of the part that is shown now."""

    shown = Signal(int)

    def __init__(self, parts: Sequence[tuple[str, QWidget]]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._stack = QStackedWidget()
        bar = QWidget()
        row = FlowLayout(bar, GAP_1)
        for at, (title, part) in enumerate(parts):
            tab = QPushButton(title)
            tab.setProperty("kind", "tab")
            tab.setCheckable(True)
            tab.setChecked(at == 0)
            self._group.addButton(tab, at)
            row.addWidget(tab)
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addWidget(bar)
        column.addWidget(self._stack, 1)
        self._group.idClicked.connect(self.show_part)

    def show_part(self, number: int) -> None:
        """Show the part *number*."""
        self._group.button(number).setChecked(True)
        self._stack.setCurrentIndex(number)
        self.shown.emit(number)

    @property
    def number(self) -> int:
        """Of the part that is shown."""
        return self._stack.currentIndex()
