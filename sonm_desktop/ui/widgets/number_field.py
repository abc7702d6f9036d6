"""A field for a whole number."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox

from sonm_desktop.ui.theme.tokens import GAP_2


class NumberField(QSpinBox):
    """The number does not touch the border: a style sheet cannot say that for a spin box."""

    def __init__(self, name: str, least: int, most: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setRange(least, most)
        self.lineEdit().setTextMargins(GAP_2, 0, GAP_2, 0)
