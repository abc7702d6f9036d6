"""A field for a time of the day."""

from __future__ import annotations

from PySide6.QtWidgets import QTimeEdit

from sonm_desktop.ui.theme.tokens import GAP_2


class TimeField(QTimeEdit):
    """Hours and minutes; the digits do not touch the border."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setDisplayFormat("HH:mm")
        self.lineEdit().setTextMargins(GAP_2, 0, GAP_2, 0)
