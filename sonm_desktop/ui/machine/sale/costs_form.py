"""What this PC costs its owner: electricity by the hour of the day, its watts, gas."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from sonm_desktop.api.schema.pricing import PriceSetup, Pricing
from sonm_desktop.core.amounts import format_amount
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.typed_amount import typed_amount
from sonm_desktop.ui.machine.sale.tariff_rows import TariffRows, wrong_hours
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.theme.tokens import GAP_3
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.number_field import NumberField
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words

_MOST_W = 100_000


class CostsForm(QWidget):
    """submitted: a `PriceSetup`."""

    submitted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._shown: PriceSetup | None = None
        self._kwh = QLineEdit()
        self._hours = TariffRows()
        self._watts = NumberField(words("Watts at full load"), 0, _MOST_W)
        self._power = label("", tone="muted", wrap=True)
        self._coin = QLineEdit()
        self._said = label("", wrap=True)
        self._form = QFormLayout()
        self.save = BusyButton(words("Save these costs"), words("Saving…"), kind="primary")
        self._build()
        self.save.clicked.connect(self._submit)

    def show_pricing(self, pricing: Pricing) -> None:
        """Fill the form when something else is in force than was shown."""
        source = pricing.power.text
        self._power.setText(
            words("{watts} W at full load. {source}", watts=pricing.watts, source=source)
        )
        if pricing.setup == self._shown:
            return
        self._shown = setup = pricing.setup
        self._kwh.setText(_typed(setup.kwh))
        self._coin.setText(_typed(setup.coin))
        self._watts.setValue(setup.watts or 0)
        self._hours.show_hours(setup.hours)

    def say(self, sentence: str, tone: str = "bad") -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _submit(self) -> None:
        try:
            hours = self._hours.hours()
            setup = PriceSetup(
                kwh=_amount(self._kwh),
                hours=hours,
                watts=self._watts.value() or None,
                coin=_amount(self._coin),
            )
        except UserError as problem:
            self.say(said(problem))
            return
        wrong = wrong_hours(hours)
        self.say(wrong)
        if not wrong:
            self.submitted.emit(setup)

    def _build(self) -> None:
        self._watts.setSpecialValueText(words("as the PC says"))
        self._watts.setSuffix(" W")
        rows: tuple[tuple[str, QWidget], ...] = (
            (words("A kWh costs, SNM"), self._kwh),
            (words("From, to, and what a kWh costs then"), self._hours),
            (words("Watts"), self._watts),
            ("", self._power),
            (words("A coin of gas is worth, SNM"), self._coin),
        )
        for name, field in rows:
            self._form.addRow(name, field)
        for line, name in (
            (self._kwh, words("A kWh costs, SNM")),
            (self._coin, words("A coin of gas is worth, SNM")),
        ):
            line.setAccessibleName(name)
            line.setPlaceholderText("0")
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addLayout(self._form)
        column.addWidget(self._said)
        column.addWidget(self.save)
        self._said.hide()


def _amount(field: QLineEdit) -> int:
    return typed_amount(field.text()) if field.text().strip() else 0


def _typed(wei: int) -> str:
    return format_amount(wei) if wei else ""
