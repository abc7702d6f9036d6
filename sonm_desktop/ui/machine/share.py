"""How much of one resource is for rent: a slider and a number that say the same."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QSpinBox, QWidget

from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3


class ShareField(QWidget):
    """Both work by keyboard; the slider's page step is a quarter of the machine.

    changed: another number is for rent.
    """

    changed = Signal()

    def __init__(self, name: str, suffix: str = "") -> None:
        super().__init__()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._number = QSpinBox(minimum=1, maximum=1, suffix=suffix)
        self._number.lineEdit().setTextMargins(GAP_2, 0, 0, 0)
        self._slider.setAccessibleName(name)
        self._number.setAccessibleName(name)
        self._slider.setMinimum(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_3)
        row.addWidget(self._slider, 1)
        row.addWidget(self._number)
        self._slider.valueChanged.connect(self._number.setValue)
        self._number.valueChanged.connect(self._slider.setValue)
        self._number.valueChanged.connect(self._tell)
        self.set_most(1)

    def set_most(self, most: int) -> None:
        """The machine has so many."""
        most = max(1, most)
        self._slider.setMaximum(most)
        self._number.setMaximum(most)
        self._slider.setPageStep(max(1, most // 4))

    @property
    def most(self) -> int:
        """The machine has so many."""
        return self._number.maximum()

    def value(self) -> int:
        """So many are for rent."""
        return self._number.value()

    def set_value(self, count: int) -> None:
        """Offer *count*, or all when there are fewer."""
        self._number.setValue(count)

    def _tell(self, _count: int) -> None:
        self.changed.emit()
