"""How far the price of an offer in USD may move until it is bought."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from sonm_desktop.core.dollars import USUAL_SLIPPAGE, WHOLE
from sonm_desktop.ui.theme.tokens import GAP_1
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_CHOICES = (50, 100, USUAL_SLIPPAGE, 500, 1000)
_PERCENT = 100


class Slippage(QWidget):
    """changed: by the person."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._box = QComboBox()
        self._box.setAccessibleName(words("How far the price may move"))
        for parts in _CHOICES:
            percent = f"{parts / _PERCENT:g}"
            self._box.addItem(words("up to {percent} % more", percent=percent), parts)
        self._box.setCurrentIndex(_CHOICES.index(USUAL_SLIPPAGE))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_1)
        column.addWidget(label(words("If SNM moves before you buy"), tone="muted"))
        column.addWidget(self._box)
        self._box.currentIndexChanged.connect(self._tell)

    @property
    def parts(self) -> int:
        """Parts of ten thousand."""
        return int(self._box.currentData())

    def most(self, total: int) -> int:
        """What a total of now may come to, with room for what moves before the plan is made."""
        return total * (WHOLE + self.parts) ** 2 // WHOLE**2 + 1

    def _tell(self) -> None:
        self.changed.emit()
