"""The keys of the window, on a sheet that Escape closes."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QGridLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.ui.theme.tokens import CODE, GAP_2, GAP_4, GAP_5, TITLE
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words


class ShortcutSheet(QDialog):
    """Opened, never executed."""

    def __init__(self, parent: QWidget, places: list[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(words("Keys"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_5)
        grid.setVerticalSpacing(GAP_2)
        for row, (keys, meaning) in enumerate(_keys(places)):
            grid.addWidget(label(keys, CODE, tone="accent"), row, 0)
            grid.addWidget(label(meaning), row, 1)
        close = QPushButton(words("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        column.setSpacing(GAP_4)
        column.addWidget(label(words("Keys"), TITLE))
        column.addLayout(grid)
        column.addWidget(close)


def _keys(places: list[str]) -> list[tuple[str, str]]:
    return [
        *((f"Ctrl+{number}", name) for number, name in enumerate(places, start=1)),
        ("Ctrl+E", words("Messages")),
        ("F6", words("To the next part of the window")),
        ("Tab", words("To the next control")),
        ("Esc", words("Close what lies on top")),
        ("F1", words("This sheet")),
        ("Ctrl+Q", words("Quit")),
    ]
