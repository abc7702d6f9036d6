"""The rentals that run now, each with its runway."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.state import State
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.rentals.spans import deal_span, is_open
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_1, GAP_4, STRONG
from sonm_desktop.ui.widgets.ghost import Ghost, Shape
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.runway import Runway
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.widgets.turning import Turning
from sonm_desktop.ui.words import plural, words

_MOST = 3


class RunningPanel(Panel):
    """wanted: the place that its button leads to."""

    wanted = Signal(str)

    def __init__(self, face: Face) -> None:
        super().__init__(words("Running for you"))
        self._rows = [_Row(face) for _ in range(_MOST)]
        self._more = label("", tone="muted")
        self._ghost = Ghost(shape=Shape.RUNWAY)
        self._middle = Turning()
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_4)
        for row in self._rows:
            column.addWidget(row)
        column.addWidget(self._more)
        column.addStretch(1)
        self._middle.add(self._ghost)
        self._middle.add(listed)
        self.body.addWidget(self._middle, 1)
        self._ghost.pressed.connect(self._to_market)

    def show_state(self, state: State) -> None:
        """Show the open deals of *state*, those that end soonest first."""
        deals = [deal for deal in state.deals.values() if is_open(deal)]
        deals.sort(key=lambda deal: deal.paid_until)
        self._middle.turn(1 if deals else 0)
        for at, row in enumerate(self._rows):
            row.setVisible(at < len(deals))
            if at < len(deals):
                row.show_deal(deals[at])
        if not deals:
            self._ghost.say(
                words("Nothing runs for you now"),
                words("Rent a machine by the second and run a program on it."),
                words("To the market"),
            )
        rest = len(deals) - _MOST
        self._more.setVisible(rest > 0)
        self._more.setText(plural("and {count} more", "and {count} more", max(0, rest)))

    def _to_market(self) -> None:
        self.wanted.emit("market")


class _Row(QWidget):
    """One deal: whose machine, and its runway."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._name = label("", STRONG)
        self._runway = Runway(face.theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_1)
        column.addWidget(self._name)
        column.addWidget(self._runway)

    def show_deal(self, deal: Deal) -> None:
        supplier = short_address(deal.worker)
        self._name.setText(words("Rental from {supplier}", supplier=supplier))
        self._runway.show_span(deal_span(deal))
