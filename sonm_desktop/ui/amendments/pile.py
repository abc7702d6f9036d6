"""The requests of one deal, or of one machine, that are not over: a card each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonm_desktop.api.schema.amendments import Amendment
from sonm_desktop.api.schema.state import State
from sonm_desktop.ui.amendments.card import AmendmentCard
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import GAP_3

MOST_CARDS = 8


class AmendmentPile(QWidget):
    """Takes no room while there is none."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._cards: list[AmendmentCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP_3)
        self.hide()

    def show_amendments(self, found: Sequence[Amendment]) -> None:
        """Show *found*; cards are kept and only what they say changes."""
        shown = list(found)[:MOST_CARDS]
        while len(self._cards) < len(shown):
            card = AmendmentCard(self._face)
            self._cards.append(card)
            self._column.addWidget(card)
        for at, card in enumerate(self._cards):
            card.setVisible(at < len(shown))
            if at < len(shown):
                card.show_amendment(shown[at])
        self.setVisible(bool(shown))


def under_way(state: State | None, *, deal: str = "", worker: str = "") -> list[Amendment]:
    """What is asked for and not over: of my *deal*, or at my *worker*; what waits for me first."""
    found = [
        one
        for one in (state.amendments.values() if state else ())
        if one.phase in ("asked", "agreed") and _is_of(one, deal, worker)
    ]
    return sorted(found, key=lambda one: (not one.waits_for_me, -one.created))


def waiting(state: State | None) -> set[str]:
    """The deals that I rent, for which something waits for my answer."""
    every = state.amendments.values() if state else ()
    return {one.deal for one in every if one.side == "renting" and one.waits_for_me}


def _is_of(one: Amendment, deal: str, worker: str) -> bool:
    if deal:
        return one.side == "renting" and one.deal == deal
    return one.side == "selling" and one.worker.lower() == worker.lower()
