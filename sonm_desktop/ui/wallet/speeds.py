"""How soon a transaction should be in a block, and what each speed costs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.plans import Plan, Speed, SpeedChoice
from sonm_desktop.core.amounts import format_amount
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1, GAP_3
from sonm_desktop.ui.widgets.flow import FlowLayout
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, span, words

_SPEEDS: tuple[Speed, ...] = ("slow", "normal", "fast")


class SpeedChoices(QWidget):
    """chosen: another speed. Costs are told as soon as there is a plan."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._buttons: dict[Speed, QRadioButton] = {}
        names = {
            "slow": words("Slow"),
            "normal": words("Normal"),
            "fast": words("Fast"),
        }
        inside = QWidget()
        row = FlowLayout(inside, GAP_3)
        for at, speed in enumerate(_SPEEDS):
            button = QRadioButton(names[speed])
            self._buttons[speed] = button
            self._group.addButton(button, at)
            row.addWidget(button)
        self._names = names
        self._buttons["normal"].setChecked(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_1)
        column.addWidget(label(words("Speed"), CAPTION, tone="muted"))
        column.addWidget(inside)
        self._group.idClicked.connect(self._tell)

    @property
    def speed(self) -> Speed:
        """The chosen one."""
        return _SPEEDS[max(0, self._group.checkedId())]

    def show_costs(self, plan: Plan) -> None:
        """Tell what each speed costs for *plan*."""
        for choice in plan.speeds:
            button = self._buttons[choice.speed]
            button.setText(f"{self._names[choice.speed]}: {_cost(choice)}")
            button.setToolTip(words("at most {fee} coin", fee=format_amount(choice.fee)))
            button.setChecked(choice.speed == plan.speed)
            button.updateGeometry()

    def hide_costs(self) -> None:
        """They were for another plan."""
        for speed, button in self._buttons.items():
            button.setText(self._names[speed])
            button.setToolTip("")

    def _tell(self, at: int) -> None:
        self.chosen.emit(_SPEEDS[at])


def _cost(choice: SpeedChoice) -> str:
    wait = words("at once") if not choice.wait_s else words("~{span}", span=span(choice.wait_s))
    return words("{wait}, {likely} coin", wait=wait, likely=amount(choice.likely, 6))
