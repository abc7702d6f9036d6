"""What narrows the list, as chips: each goes away by itself, or all at once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from sonm_desktop.api.schema.market import OfferFilter
from sonm_desktop.ui.market.wishes import Wish, wishes
from sonm_desktop.ui.theme.icons import icon
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.widgets.flow import FlowLayout
from sonm_desktop.ui.words import words

_CROSS = 12


class Chips(QWidget):
    """Hidden while nothing narrows the list. removed: the Wish of a chip. cleared: all of them."""

    removed = Signal(object)
    cleared = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._wishes: list[Wish] = []
        self._chips: list[QPushButton] = []
        self._row = FlowLayout(self)
        self._clear = QPushButton(words("Clear all"))
        self._clear.setProperty("kind", "chip")
        self._clear.clicked.connect(self.cleared)
        self.hide()
        theme.changed.connect(self._dress)

    def show_filter(self, wanted: OfferFilter) -> None:
        """One chip for each wish of *wanted*."""
        found = wishes(wanted)
        if found == self._wishes:
            return
        self._wishes = found
        self._empty()
        for wish in found:
            self._add(wish)
        self._row.addWidget(self._clear)
        self._dress()
        self.setVisible(bool(found))

    def _add(self, wish: Wish) -> None:
        chip = QPushButton(wish.words)
        chip.setProperty("kind", "chip")
        chip.setAccessibleName(words("Remove the filter: {wish}", wish=wish.words))
        chip.setToolTip(words("Remove this filter"))
        chip.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft
            if self.layoutDirection() is Qt.LayoutDirection.LeftToRight
            else Qt.LayoutDirection.LeftToRight
        )
        chip.setIconSize(QSize(_CROSS, _CROSS))
        chip.clicked.connect(partial(self.removed.emit, wish))
        self._chips.append(chip)
        self._row.addWidget(chip)

    def _empty(self) -> None:
        while self._row.takeAt(0) is not None:
            pass
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = []

    def _dress(self) -> None:
        for chip in self._chips:
            chip.setIcon(icon("x", self._theme.colours.accent, _CROSS))
