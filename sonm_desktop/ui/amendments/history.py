"""What became of a deal's terms: one line for each change that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import shiboken6
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonm_desktop.api.schema.amendments import Amendment
from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.ui.amendments.terms import in_a_line
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import GAP_1, STRONG
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import moment, words


class TermHistory(QWidget):
    """Asks the agent, who knows also what the chain alone tells; takes no room while nothing has
    changed."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._asked: tuple[object, ...] = ()
        self._facts = Facts()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_1)
        column.addWidget(label(words("Changes of its terms"), STRONG))
        column.addWidget(self._facts)
        self.hide()

    def look_at(self, deal: Deal) -> None:
        """Show what was asked for, of *deal*, and is over; asked again when its terms are other."""
        state = self._face.live.state
        every = state.amendments.values() if state else ()
        phases = tuple(sorted((one.id, one.phase) for one in every if one.deal == deal.id))
        wanted = (deal.id, deal.rate, deal.end, deal.notice, phases)
        if wanted == self._asked:
            return
        if self._asked[:1] != (deal.id,):
            self.hide()
        self._asked = wanted
        self._face.actions.run(
            self._face.agent.amendments.all(deal.id),
            done=partial(self._show, deal.id),
            failed=self._lost,
        )

    def _show(self, deal: str, found: Sequence[Amendment]) -> None:
        if not shiboken6.isValid(self) or self._asked[:1] != (deal,):
            return
        over = past(found)
        self._facts.show_pairs([(_when(one), _what(one)) for one in over])
        self.setVisible(bool(over))

    def _lost(self, _sentence: str) -> None:
        """The strip says already that the agent is away."""
        self._asked = ()


def past(found: Sequence[Amendment]) -> list[Amendment]:
    """The newest first, as the customer has them."""
    over = [one for one in found if one.side == "renting" and one.phase not in ("asked", "agreed")]
    return sorted(over, key=lambda one: one.created, reverse=True)


def _when(one: Amendment) -> str:
    return moment(one.created) if one.created else words("earlier")


def _what(one: Amendment) -> str:
    return f"{in_a_line(one)}. {one.state.text}"
