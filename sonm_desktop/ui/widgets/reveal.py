"""Bringing what has just appeared into sight, where the page scrolls."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from sonm_desktop.ui.theme.tokens import GAP_4

_SETTLED_MS = 30
"""By then the layouts have given everything its place."""


def reveal(widget: QWidget) -> None:
    """Scroll so that *widget* is seen down to its end, as soon as it has its place; one that is
    higher than what can be seen begins at the top."""
    QTimer.singleShot(_SETTLED_MS, widget, partial(_scroll_to, widget))


def _scroll_to(widget: QWidget) -> None:
    if not shiboken6.isValid(widget):
        return
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    inside = parent.widget() if parent is not None else None
    if parent is not None and inside is not None:
        end = widget.mapTo(inside, widget.rect().bottomLeft())
        parent.ensureVisible(end.x(), end.y(), 0, GAP_4)
        if widget.height() > parent.viewport().height():
            parent.verticalScrollBar().setValue(widget.mapTo(inside, QPoint()).y())
