"""How many offers the person's lists hide, and the way to see them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import plural, words


class HiddenOffers(QWidget):
    """Takes no room while nothing is hidden. turned: whether to show them. manages: the lists."""

    turned = Signal(bool)
    manages = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown = False
        self._said = label("", CAPTION, tone="muted")
        self._turn = QPushButton()
        self._manage = QPushButton(words("Your lists…"))
        self._build()
        self._turn.clicked.connect(self._flip)
        self._manage.clicked.connect(self.manages)
        self.show_count(0, shown=False)

    def show_count(self, count: int, *, shown: bool) -> None:
        """*count* offers are refused by lists; *shown*: they stand among the others."""
        self._shown = shown
        if shown:
            text = plural(
                "{count} offer that your lists refuse is shown",
                "{count} offers that your lists refuse are shown",
                count,
            )
        else:
            text = plural(
                "{count} offer hidden by your lists", "{count} offers hidden by your lists", count
            )
        self._said.setText(text)
        self._turn.setText(words("Hide them") if shown else words("Show them"))
        self.setVisible(bool(count) or shown)

    def _flip(self) -> None:
        self.turned.emit(not self._shown)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        row.addWidget(self._said)
        for button in (self._turn, self._manage):
            button.setProperty("kind", "chip")
            row.addWidget(button)
        row.addStretch(1)
