"""Why no offer is shown, and the one click for each wish that would bring some back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.market import Elimination, OfferFilter
from sonm_desktop.ui.market.wishes import change_words
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3, GAP_4
from sonm_desktop.ui.widgets.emptying import empty
from sonm_desktop.ui.widgets.ghost import Ghost, Shape
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import plural, words

_MOST = 6


class NothingFound(QWidget):
    """pressed: the button of the whole. eased: the OfferFilter that a person takes instead."""

    pressed = Signal()
    eased = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._ghost = Ghost(words("Looking at the market…"), shape=Shape.FINGERPRINT)
        self._reasons = QWidget()
        self._grid = QGridLayout(self._reasons)
        self._forget = QPushButton(words("Forget all wishes"))
        self._build()
        self._ghost.pressed.connect(self.pressed)
        self._forget.clicked.connect(self.pressed)

    def say(self, sentence: str, reason: str = "", action: str = "") -> None:
        """A sentence alone."""
        self._clear()
        self._ghost.say(sentence, reason, action)

    def explain(self, wanted: OfferFilter, reasons: Sequence[Elimination]) -> None:
        """Each reason with how many fall out by it, and what would help by itself."""
        self._clear()
        helps = any(reason.relaxed is not None for reason in reasons)
        self._ghost.say(
            words("No offer meets these wishes"),
            words("Change one of them:") if helps else words("No single change would help."),
        )
        self._forget.show()
        for row, reason in enumerate(reasons[:_MOST]):
            self._add(row, wanted, reason)
        self._reasons.setVisible(bool(reasons))

    def _add(self, row: int, wanted: OfferFilter, reason: Elimination) -> None:
        falls = plural("{count} offer falls out", "{count} offers fall out", reason.removes)
        self._grid.addWidget(label(reason.reason.text), row, 0)
        self._grid.addWidget(label(falls, tone="muted"), row, 1)
        if reason.relaxed is None:
            return
        found = plural("{count} offer", "{count} offers", reason.matches)
        said = f"{change_words(wanted, reason.relaxed)}: {found}"
        button = QPushButton(said)
        button.clicked.connect(partial(self.eased.emit, reason.relaxed))
        self._grid.addWidget(button, row, 2)

    def _clear(self) -> None:
        empty(self._grid)
        self._reasons.hide()
        self._forget.hide()

    def _build(self) -> None:
        self._grid.setHorizontalSpacing(GAP_4)
        self._grid.setVerticalSpacing(GAP_2)
        self._grid.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setSpacing(GAP_3)
        column.addStretch(2)
        column.addWidget(self._ghost)
        column.addWidget(self._reasons, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._forget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self._clear()
