"""What this PC sells: its rack, the price, and how many customers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.worker import WorkerStatus
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.machine.rack_rows import rack_rows
from sonm_desktop.ui.machine.sale.price_field import price_words
from sonm_desktop.ui.machine.working import deals_of
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_3
from sonm_desktop.ui.widgets.ghost import Ghost, Shape
from sonm_desktop.ui.widgets.rack import Rack
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.widgets.turning import Turning
from sonm_desktop.ui.words import plural, words


class SupplyPanel(Panel):
    """wanted: the place that its button leads to."""

    wanted = Signal(str)

    def __init__(self, face: Face) -> None:
        super().__init__(words("This PC"))
        self._rack = Rack(face.theme)
        self._terms = label("", tone="muted", wrap=True)
        self._ghost = Ghost(shape=Shape.RACK)
        self._middle = Turning()
        sold = QWidget()
        column = QVBoxLayout(sold)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addWidget(self._rack)
        column.addWidget(self._terms)
        column.addStretch(1)
        self._middle.add(self._ghost)
        self._middle.add(sold)
        self.body.addWidget(self._middle, 1)
        self._ghost.pressed.connect(self._to_machine)

    def show_state(self, state: State) -> None:
        """Show the local worker of *state*."""
        local = state.local_worker
        status = state.worker_status.get(local.worker) if local.worker else None
        self._middle.turn(1 if status is not None and status.plan else 0)
        if status is None and local.worker:
            self._ghost.say(local.state.text, "", words("To this PC"))
        elif status is None:
            self._ghost.say(
                words("This PC is not for rent"),
                words("Let it earn when you do not need it."),
                words("Offer this PC"),
            )
        elif status.plan is None:
            self._ghost.say(
                words("Nothing of this PC is on sale"),
                words("It is ready: set a price."),
                words("Set a price"),
            )
        else:
            self._rack.show_rows(rack_rows(status, deals_of(state, status.worker)))
            self._terms.setText(_terms(status))

    def _to_machine(self) -> None:
        self.wanted.emit("machine")


def _terms(status: WorkerStatus) -> str:
    if status.plan is None:
        return ""
    price = price_words(status.plan)
    kind = words("spot") if status.plan.duration == 0 else words("fixed time")
    customers = plural("{count} customer now", "{count} customers now", status.deals)
    return " · ".join((price, kind, customers if status.deals else words("no customer yet")))
