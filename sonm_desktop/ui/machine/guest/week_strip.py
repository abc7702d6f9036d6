"""A week in seven rows: the hours in which this PC works are filled."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sonm_desktop.api.schema.guest import Window
from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import CAPTION
from sonm_desktop.ui.words import words

_DAYS = 7
_DAY = 1440
_ROW, _GAP, _NAMES = 14, 3, 40
_LEAST_WIDTH = 220
_BESIDE = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter


class WeekStrip(QWidget):
    """No window is the whole week. Time goes from the leading edge on."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._windows: tuple[Window, ...] = ()
        self.setAccessibleName(words("The hours in which this PC works"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_windows(self, windows: Sequence[Window]) -> None:
        """Paint *windows*."""
        self._windows = tuple(windows)
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, _DAYS * (_ROW + _GAP))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self._theme.colours
        painter.setFont(font(CAPTION))
        for day, name in enumerate(_names()):
            top = day * (_ROW + _GAP)
            names = self._place(QRectF(0, top, _NAMES, _ROW))
            painter.setPen(QColor(colours.muted))
            painter.drawText(names, _BESIDE, name)
            width = self.width() - _NAMES
            painter.fillRect(self._place(QRectF(_NAMES, top, width, _ROW)), QColor(colours.sunken))
            for begin, end in open_parts(self._windows, day):
                left = _NAMES + width * begin / _DAY
                part = QRectF(left, top, width * (end - begin) / _DAY, _ROW)
                painter.fillRect(self._place(part), QColor(colours.accent))

    def _place(self, area: QRectF) -> QRectF:
        """Mirrored where one reads from right to left."""
        if self.layoutDirection() is Qt.LayoutDirection.LeftToRight:
            return area
        return QRectF(self.width() - area.right(), area.top(), area.width(), area.height())


def open_parts(windows: Sequence[Window], day: int) -> list[tuple[int, int]]:
    """From and to, minutes of *day*, 0 is Monday."""
    if not windows:
        return [(0, _DAY)]
    parts = []
    for window in windows:
        over = window.end <= window.begin
        if day in window.days:
            parts.append((window.begin, _DAY if over else window.end))
        if over and (day - 1) % _DAYS in window.days and window.end:
            parts.append((0, window.end))
    return parts


def _names() -> tuple[str, ...]:
    return (
        words("Mon"),
        words("Tue"),
        words("Wed"),
        words("Thu"),
        words("Fri"),
        words("Sat"),
        words("Sun"),
    )
