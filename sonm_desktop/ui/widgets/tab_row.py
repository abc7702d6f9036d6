"""A row of tabs for the parts of one page, in our look."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from sonm_desktop.ui.theme.tokens import GAP_1
from sonm_desktop.ui.widgets.flow import FlowLayout


class TabRow(QWidget):
    """chosen: the number of the tab that was pressed."""

    chosen = Signal(int)

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        row = FlowLayout(self, GAP_1)
        for at, title in enumerate(titles):
            tab = QPushButton(title)
            tab.setProperty("kind", "tab")
            tab.setCheckable(True)
            tab.setChecked(at == 0)
            self._group.addButton(tab, at)
            row.addWidget(tab)
        self._group.idClicked.connect(self.chosen)

    @property
    def current(self) -> int:
        """The tab in front."""
        return self._group.checkedId()

    def take_focus(self) -> None:
        """To the tab in front."""
        self._group.button(self.current).setFocus()

    def choose(self, at: int) -> None:
        """Bring tab *at* to the front; nobody is told."""
        self._group.button(at).setChecked(True)

    def title(self, at: int, words: str) -> None:
        """Other words on tab *at*."""
        self._group.button(at).setText(words)

    def offer(self, at: int, offered: bool) -> None:
        """Whether tab *at* is there at all."""
        self._group.button(at).setVisible(offered)
