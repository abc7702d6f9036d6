"""Phosphor icons in the palette's colours. QtSvg paints currentColor black, so we fill it in."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from sonm_desktop.core.resources import resource

ICON_SIZE = 20
_SCALES = (1.0, 1.5, 2.0, 3.0)


@lru_cache(maxsize=512)
def icon(name: str, colour: str, size: int = ICON_SIZE) -> QIcon:
    """The icon *name* (``house``, ``house-fill``) in *colour*, sharp at usual scales."""
    made = QIcon()
    for scale in _SCALES:
        made.addPixmap(pixmap(name, colour, size, scale))
    return made


@lru_cache(maxsize=2048)
def pixmap(name: str, colour: str, size: int = ICON_SIZE, scale: float = 1.0) -> QPixmap:
    """*name* as a square picture of *size* logical pixels. Raises FileNotFoundError."""
    source = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))
    side = round(size * scale)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture
