"""A row of tabs for the parts of one page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from sonm_desktop.ui.theme.tokens import GAP_1


class Tabs(QWidget):
    """chosen: the number of the tab that was pressed."""

    chosen = Signal(int)

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_1)
        for at, title in enumerate(titles):
            tab = QPushButton(title)
            tab.setProperty("kind", "tab")
            tab.setCheckable(True)
            tab.setChecked(at == 0)
            self._group.addButton(tab, at)
            row.addWidget(tab)
        self._group.idClicked.connect(self.chosen)
