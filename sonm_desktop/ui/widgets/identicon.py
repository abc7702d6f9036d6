"""A small picture of an address, so that two alike addresses look different."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

_GRID = 5
_SATURATION = 0.45


def paint_identicon(painter: QPainter, area: QRectF, address: str, *, dark: bool) -> None:
    """A mirrored 5x5 pattern in one of 360 hues, from the SHA-256 of *address*."""
    digest = hashlib.sha256(address.lower().encode()).digest()
    hue = int.from_bytes(digest[:2], "big") % 360 / 360
    ground = QColor.fromHslF(hue, _SATURATION, 0.24 if dark else 0.88)
    ink = QColor.fromHslF(hue, _SATURATION, 0.70 if dark else 0.36)
    painter.save()
    outline = QPainterPath()
    outline.addRoundedRect(area, 3, 3)
    painter.setClipPath(outline)
    painter.fillRect(area, ground)
    painter.setPen(Qt.PenStyle.NoPen)
    side = area.width() / _GRID
    for row in range(_GRID):
        for column in range((_GRID + 1) // 2):
            if digest[2 + row * 3 + column] & 1:
                continue
            for mirrored in {column, _GRID - 1 - column}:
                painter.fillRect(
                    QRectF(area.left() + mirrored * side, area.top() + row * side, side, side), ink
                )
    painter.restore()


def short_address(address: str) -> str:
    """``0x12ab…9f3c``."""
    return f"{address[:6]}…{address[-4:]}" if len(address) > 12 else address
