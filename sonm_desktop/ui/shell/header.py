"""The header of a place: its title, a line that says what is going on, one primary action."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from sonm_desktop.ui.shell.bell import Bell
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import GAP_3, GAP_5, HEADER_HEIGHT, TITLE
from sonm_desktop.ui.widgets.text import label


class Header(QFrame):
    """Shows the title of the place in front, and on the right its own controls and the bell."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setFixedHeight(HEADER_HEIGHT)
        self._title = label("", TITLE)
        self._note = label("", tone="muted")
        self._controls: QWidget | None = None
        self.bell = Bell(theme)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(GAP_5, 0, GAP_5, 0)
        self._row.setSpacing(GAP_3)
        self._row.addWidget(self._title)
        self._row.addWidget(self._note)
        self._row.addStretch(1)
        self._row.addWidget(self.bell)

    def show_place(self, title: str, note: str, controls: QWidget | None) -> None:
        """Show *title*; *controls* stays the page's own and is only lent to the header."""
        self._title.setText(title)
        self._note.setText(note)
        if self._controls is not None:
            self._row.removeWidget(self._controls)
            self._controls.hide()
        self._controls = controls
        if controls is not None:
            self._row.insertWidget(self._row.indexOf(self.bell), controls)
            controls.show()
