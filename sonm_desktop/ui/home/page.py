"""The first place: what is so now, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.condition import Mood
from sonm_desktop.api.schema.state import State, Topic
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.home.attention import Attention, attentions
from sonm_desktop.ui.home.jobs import JobsPanel
from sonm_desktop.ui.home.money import MoneyPanel
from sonm_desktop.ui.home.running import RunningPanel
from sonm_desktop.ui.home.summary import Summary, summary
from sonm_desktop.ui.home.supply import SupplyPanel
from sonm_desktop.ui.home.why import WhyPanel
from sonm_desktop.ui.shell.page import Page, Panel
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_4, GAP_5, TITLE
from sonm_desktop.ui.widgets.emptying import empty
from sonm_desktop.ui.widgets.pill import StatePill
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_FOLLOWED = frozenset(Topic) - {Topic.ALIVE}


class HomePage(Page):
    """State with its reason, money, attention, what runs and what sells, the last jobs.

    rental_wanted: the id of a deal to look at.
    """

    rental_wanted = Signal(str)

    def __init__(
        self, face: Face, reminders: Callable[[State], list[Attention]] = lambda _state: []
    ) -> None:
        """reminders: what a person has put off, after what is pressing now."""
        super().__init__(words("Home"))
        self._reminders = reminders
        self._face = face
        self._pill = StatePill(face.theme)
        self._sentence = label("", TITLE, wrap=True)
        self._reason = label("", tone="muted", wrap=True)
        self._ask = QPushButton(words("Why am I not earning?"))
        self._can_ask = False
        self._why = WhyPanel(face)
        self._money = MoneyPanel()
        self._attention = Panel(words("Needs attention"))
        self._attention_rows = QVBoxLayout()
        self._running = RunningPanel(face)
        self._supply = SupplyPanel(face)
        self._jobs = JobsPanel()
        self._grid = QGridLayout()
        self._build()
        for part in (self._pill, self._ask, self._attention, self._jobs):
            part.hide()
        self._ask.clicked.connect(self._why.ask)
        self._why.wanted.connect(self.wanted)
        self._why.turned.connect(self._show_question)
        self._running.wanted.connect(self.wanted)
        self._supply.wanted.connect(self.wanted)
        self._jobs.opened.connect(self._open_rental)
        face.live.changed.connect(self._follow)

    def ask_why(self) -> None:
        """Show why this PC earns nothing."""
        self._why.ask()

    def _follow(self, topic: str) -> None:
        state = self._face.live.state
        if topic not in _FOLLOWED or state is None:
            return
        self._show_summary(summary(state), state)
        self._show_attention([*attentions(state), *self._reminders(state)])
        for panel in (self._why, self._money, self._running, self._supply, self._jobs):
            panel.show_state(state)
        self._grid.setRowStretch(4, 0 if self._jobs.isHidden() else 1)

    def _show_summary(self, said: Summary, state: State) -> None:
        self._pill.show()
        self._pill.show_state(said.kind, said.short, said.reason)
        self._sentence.setText(said.sentence)
        self._reason.setText(said.reason)
        self._reason.setVisible(bool(said.reason))
        self._can_ask = bool(state.local_worker.worker) and said.mood is not Mood.EARNING
        self._show_question()

    def _show_question(self) -> None:
        self._ask.setVisible(self._can_ask and self._why.isHidden())

    def _show_attention(self, items: list[Attention]) -> None:
        empty(self._attention_rows)
        self._attention.setVisible(bool(items))
        for item in items:
            row = _AttentionRow(item)
            row.wanted.connect(self.wanted)
            self._attention_rows.addWidget(row)

    def _open_rental(self, deal: str) -> None:
        self.rental_wanted.emit(deal)
        self.wanted.emit("rentals")

    def _build(self) -> None:
        state = Panel()
        top = QHBoxLayout()
        top.addWidget(self._pill)
        top.addStretch(1)
        state.body.addLayout(top)
        state.body.addWidget(self._sentence)
        state.body.addWidget(self._reason)
        question = QHBoxLayout()
        question.addWidget(self._ask)
        question.addStretch(1)
        state.body.addLayout(question)
        state.body.addStretch(1)
        self._attention_rows.setSpacing(GAP_2)
        self._attention.body.addLayout(self._attention_rows)
        grid = self._grid
        whole = self.scrolled()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(grid)
        grid.setContentsMargins(GAP_5, GAP_4, GAP_5, GAP_5)
        grid.setSpacing(GAP_4)
        grid.addWidget(state, 0, 0)
        grid.addWidget(self._money, 0, 1)
        grid.addWidget(self._why, 1, 0, 1, 2)
        grid.addWidget(self._attention, 2, 0, 1, 2)
        grid.addWidget(self._running, 3, 0)
        grid.addWidget(self._supply, 3, 1)
        grid.addWidget(self._jobs, 4, 0, 1, 2)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        grid.setRowStretch(4, 1)


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
