"""A QR code, dark on white in every look, because that is what scanners read."""

from __future__ import annotations

import segno
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from sonm_desktop.ui.words import words

_SIDE = 148
_QUIET = 4


class QrCode(QWidget):
    """Paints one text."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[bytes] = []
        self.setFixedSize(_SIDE, _SIDE)

    def show_text(self, text: str) -> None:
        """Paint *text*; empty paints nothing."""
        made = segno.make(text, error="m", micro=False) if text else None
        self._rows = [bytes(row) for row in made.matrix] if made else []
        self.setAccessibleName(words("QR code of {text}", text=text) if text else "")
        self.update()

    # Qt overrides
    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._rows:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        side = _SIDE // (len(self._rows) + 2 * _QUIET)
        edge = (_SIDE - side * len(self._rows)) / 2
        for at, row in enumerate(self._rows):
            for column, dark in enumerate(row):
                if dark:
                    area = QRectF(edge + column * side, edge + at * side, side, side)
                    painter.fillRect(area, QColor("black"))
