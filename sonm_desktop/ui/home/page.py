"""The first place: what is so now, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.state import State, Topic
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.home.attention import Attention, attentions
from sonm_desktop.ui.home.summary import Summary, summary
from sonm_desktop.ui.rentals.spans import deal_span, is_open
from sonm_desktop.ui.shell.page import Page, Panel
from sonm_desktop.ui.theme.tokens import FIGURE, GAP_2, GAP_4, GAP_5, STRONG, TITLE
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.pill import StatePill
from sonm_desktop.ui.widgets.runway import Runway
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, words

_FOLLOWED = frozenset(Topic) - {Topic.ALIVE}
_MOST_RUNNING = 4


class HomePage(Page):
    """State with its reason, money, attention, running jobs."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Home"))
        self._face = face
        self._pill = StatePill(face.theme)
        self._sentence = label("", TITLE, wrap=True)
        self._reason = label("", tone="muted", wrap=True)
        self._figures: dict[str, QLabel] = {}
        self._attention = Panel(words("Needs attention"))
        self._attention_rows = QVBoxLayout()
        self._running = Panel(words("Running"))
        self._running_rows = QVBoxLayout()
        self._build()
        face.live.changed.connect(self._follow)

    def _follow(self, topic: str) -> None:
        state = self._face.live.state
        if topic not in _FOLLOWED or state is None:
            return
        said = summary(state)
        self._show_summary(said)
        self._show_figures(state)
        self._show_attention(attentions(state))
        self._show_running([deal for deal in state.deals.values() if is_open(deal)])

    def _show_summary(self, said: Summary) -> None:
        self._pill.show_state(said.kind, said.short, said.reason)
        self._sentence.setText(said.sentence)
        self._reason.setText(said.reason)
        self._reason.setVisible(bool(said.reason))

    def _show_figures(self, state: State) -> None:
        vault = sum(held.vault for held in state.balances.values())
        earned = sum(deal.earned for deal in state.supplied.values())
        spent = sum(deal.spent for deal in state.deals.values())
        for key, value in (("vault", vault), ("earned", earned), ("spent", spent)):
            self._figures[key].setText(amount(value))

    def _show_attention(self, items: list[Attention]) -> None:
        _clear(self._attention_rows)
        self._attention.setVisible(bool(items))
        for item in items:
            row = _AttentionRow(item)
            row.wanted.connect(self.wanted)
            self._attention_rows.addWidget(row)

    def _show_running(self, deals: list[Deal]) -> None:
        _clear(self._running_rows)
        if not deals:
            empty = words("Nothing runs for you now. Rent a machine on the market.")
            self._running_rows.addWidget(label(empty, tone="muted"))
        for deal in deals[:_MOST_RUNNING]:
            name = words("Rental from {supplier}", supplier=short_address(deal.worker))
            self._running_rows.addWidget(label(name, STRONG))
            runway = Runway(self._face.theme)
            runway.show_span(deal_span(deal))
            self._running_rows.addWidget(runway)

    def _build(self) -> None:
        state = Panel()
        top = QHBoxLayout()
        top.addWidget(self._pill)
        top.addStretch(1)
        state.body.addLayout(top)
        state.body.addWidget(self._sentence)
        state.body.addWidget(self._reason)
        money = Panel()
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_5 * 2)
        names = (
            ("vault", words("Ready in the vault, SNM")),
            ("earned", words("Earned by this PC, SNM")),
            ("spent", words("Spent on rentals, SNM")),
        )
        for at, (key, name) in enumerate(names):
            self._figures[key] = label("—", FIGURE)
            grid.addWidget(label(name, tone="muted"), 0, at)
            grid.addWidget(self._figures[key], 1, at)
        grid.setColumnStretch(len(names), 1)
        money.body.addLayout(grid)
        self._attention_rows.setSpacing(GAP_2)
        self._running_rows.setSpacing(GAP_2)
        self._attention.body.addLayout(self._attention_rows)
        self._running.body.addLayout(self._running_rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_5, GAP_4, GAP_5, GAP_5)
        column.setSpacing(GAP_4)
        for part in (state, money, self._attention, self._running):
            column.addWidget(part)
        column.addStretch(1)


class _AttentionRow(QWidget):
    """One thing to look at. wanted: the place where it is mended."""

    wanted = Signal(str)

    def __init__(self, item: Attention) -> None:
        super().__init__()
        self._place = item.place
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(item.text, wrap=True), 1)
        button = QPushButton(item.action)
        button.clicked.connect(self._go)
        row.addWidget(button)

    def _go(self) -> None:
        self.wanted.emit(self._place)


def _clear(column: QVBoxLayout) -> None:
    while column.count():
        item = column.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            widget.deleteLater()
