"""One plan as a row: its name and price, what it gives, how it stands, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from sonm_desktop.api.schema.worker import PlanOnSale, SellPlan
from sonm_desktop.ui.machine.sale.price_field import price_words
from sonm_desktop.ui.machine.sale.standing import mark_of, standing_words
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import GAP_1, GAP_2, SECTION
from sonm_desktop.ui.widgets.pill import StatePill
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import cores, plural, size, span, words


class PlanRow(QFrame):
    """edited, turned (paused or resumed), removed: with the plan that is meant."""

    edited = Signal(object)
    turned = Signal(object)
    removed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._plan: PlanOnSale | None = None
        self._pill = StatePill(theme)
        self._name, self._price = label("", SECTION), label("", SECTION)
        self._gives = label("", tone="muted", wrap=True)
        self._follows = label(words("Its price follows the market."), tone="muted")
        self._edit = QPushButton(words("Edit"))
        self._turn = QPushButton()
        self._remove = QPushButton(words("Remove"))
        self._build()
        self._edit.clicked.connect(self._ask_edit)
        self._turn.clicked.connect(self._ask_turn)
        self._remove.clicked.connect(self._ask_remove)

    def show_plan(self, plan: PlanOnSale, *, automatic: bool) -> None:
        """Show *plan*; what has the focus keeps it."""
        self._plan = plan
        self._name.setText(plan.name)
        self._price.setText(price_words(plan.plan))
        self._gives.setText(_gives(plan.plan))
        self._follows.setVisible(automatic)
        self._pill.show_state(mark_of(plan), standing_words(plan), plan.state.text)
        self._turn.setText(words("Resume") if plan.paused else words("Pause"))
        for button, what in (
            (self._edit, words("Edit {plan}", plan=plan.name)),
            (self._turn, words("Pause or resume {plan}", plan=plan.name)),
            (self._remove, words("Remove {plan}", plan=plan.name)),
        ):
            button.setAccessibleName(what)

    def _ask_edit(self) -> None:
        self.edited.emit(self._plan)

    def _ask_turn(self) -> None:
        self.turned.emit(self._plan)

    def _ask_remove(self) -> None:
        self.removed.emit(self._plan)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP_2)
        head.addWidget(self._name, 1)
        head.addWidget(self._price)
        foot = QHBoxLayout()
        foot.setSpacing(GAP_2)
        foot.addWidget(self._pill)
        foot.addStretch(1)
        for button in (self._edit, self._turn, self._remove):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP_2, 0, GAP_2)
        column.setSpacing(GAP_1)
        column.addLayout(head)
        column.addWidget(self._gives)
        column.addWidget(self._follows)
        column.addLayout(foot)


def _cores(percent: int) -> str:
    if percent == 100:
        return words("1 core")
    return words("{count} cores", count=cores(percent))


def _gives(plan: SellPlan) -> str:
    parts = [
        _cores(plan.cpu_percent),
        words("{size} RAM", size=size(plan.ram_bytes)),
        words("{size} storage", size=size(plan.storage_bytes)),
    ]
    if plan.gpus:
        parts.append(plural("{count} GPU", "{count} GPUs", len(plan.gpus)))
    if plan.network != "none":
        parts.append(words("network"))
    term = (
        words("fixed, up to {time}", time=span(plan.duration)) if plan.duration else words("spot")
    )
    return " · ".join([*parts, term])
