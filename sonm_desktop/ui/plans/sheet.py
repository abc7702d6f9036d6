"""A plan on paper: what happens, what it costs in all, and for how long that is held."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from sonm_desktop.api.schema.plans import Plan
from sonm_desktop.ui.plans.countdown import Countdown
from sonm_desktop.ui.plans.summary import plan_effects, plan_rows
from sonm_desktop.ui.theme.tokens import BODY, CAPTION, GAP_1, GAP_2, GAP_3, GAP_4, STRONG
from sonm_desktop.ui.widgets.emptying import empty
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import span, words

_BULLET = "•"


class PlanSheet(QFrame):
    """Shows the plan of the last `show_plan`, exactly; its texts can be selected."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("well")
        self.countdown = Countdown(self)
        self._held = label("", CAPTION, tone="muted", wrap=True)
        self._effects = _grid(GAP_2)
        self._rows = _grid(GAP_4)
        self._build()
        self.countdown.left.connect(self._tell_left)

    def show_plan(self, plan: Plan) -> None:
        """Replace what is shown, and begin to count down."""
        empty(self._effects)
        empty(self._rows)
        for at, text in enumerate(plan_effects(plan)):
            self._effects.addWidget(label(_BULLET, tone="muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            self._effects.addWidget(_selectable(text), at, 1)
        for at, row in enumerate(plan_rows(plan)):
            self._rows.addWidget(label(row.name, tone="muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            self._rows.addWidget(_selectable(row.value, strong=row.strong), at, 1)
        self.countdown.stop()
        self._held.setVisible(plan.valid_s is not None)
        if plan.valid_s is not None:
            self.countdown.start(plan.valid_s)

    def show_run_out(self) -> None:
        """The time is up."""
        self.countdown.stop()
        self._held.setText(words("This plan has run out; nothing was done."))
        self._held.show()

    def hide_time(self) -> None:
        """The clock does not matter any more: it is being done."""
        self.countdown.stop()
        self._held.hide()

    def _tell_left(self, seconds: int) -> None:
        self._held.setText(words("Held for {span}.", span=span(seconds)))

    def _build(self) -> None:
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_3, GAP_3, GAP_3, GAP_3)
        column.setSpacing(GAP_3)
        column.addLayout(self._effects)
        column.addWidget(rule)
        column.addLayout(self._rows)
        column.addWidget(self._held)


def _grid(gap: int) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(gap)
    grid.setVerticalSpacing(GAP_1)
    grid.setColumnStretch(1, 1)
    return grid


def _selectable(text: str, *, strong: bool = False) -> QLabel:
    made = label(text, STRONG if strong else BODY, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
