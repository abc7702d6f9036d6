"""What became of a deal's terms: one line for each change that was asked for."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonm_desktop.api.schema.amendments import Amendment
from sonm_desktop.api.schema.state import State
from sonm_desktop.ui.amendments.terms import in_a_line
from sonm_desktop.ui.theme.tokens import GAP_1, STRONG
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import moment, words


class TermHistory(QWidget):
    """Takes no room while nothing has changed."""

    def __init__(self) -> None:
        super().__init__()
        self._facts = Facts()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_1)
        column.addWidget(label(words("Changes of its terms"), STRONG))
        column.addWidget(self._facts)
        self.hide()

    def show_deal(self, deal: str, state: State | None) -> None:
        """Show what was asked for, of *deal*, and is over."""
        found = past(deal, state)
        self._facts.show_pairs([(_when(one), _what(one)) for one in found])
        self.setVisible(bool(found))


def past(deal: str, state: State | None) -> list[Amendment]:
    """The newest first."""
    every = state.amendments.values() if state else ()
    found = [
        one
        for one in every
        if one.deal == deal and one.side == "renting" and one.phase not in ("asked", "agreed")
    ]
    return sorted(found, key=lambda one: one.created, reverse=True)


def _when(one: Amendment) -> str:
    return moment(one.created) if one.created else words("earlier")


def _what(one: Amendment) -> str:
    return f"{in_a_line(one)}. {one.state.text}"
