"""What this PC costs its owner: electricity by the hour of the day, its watts, gas."""

from __future__ import annotations

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from sonm_desktop.api.schema.pricing import PriceSetup, Pricing, TariffHours
from sonm_desktop.core.amounts import format_amount
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.typed_amount import typed_amount
from sonm_desktop.ui.machine.sale.time_field import TimeField
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.number_field import NumberField
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words

_MOST_W = 100_000


class CostsForm(QWidget):
    """submitted: a `PriceSetup`. One cheaper (or dearer) time of the day is set here; the
    terminal knows any number of them, and they are kept."""

    submitted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._shown: PriceSetup | None = None
        self._more: tuple[TariffHours, ...] = ()
        self._kwh = QLineEdit()
        self._other = QCheckBox(words("Another price at some hours"))
        self._from, self._to = TimeField(words("From")), TimeField(words("To"))
        self._then = QLineEdit()
        self._hours = QWidget()
        self._watts = NumberField(words("Watts at full load"), 0, _MOST_W)
        self._power = label("", tone="muted", wrap=True)
        self._coin = QLineEdit()
        self._said = label("", wrap=True)
        self._form = QFormLayout()
        self.save = BusyButton(words("Save these costs"), words("Saving…"), kind="primary")
        self._build()
        self._other.toggled.connect(self._show_hours)
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
        self._other.setChecked(bool(setup.hours))
        self._more = setup.hours[1:]
        if setup.hours:
            first = setup.hours[0]
            self._from.setTime(QTime(*divmod(first.start, 60)))
            self._to.setTime(QTime(*divmod(first.end, 60)))
            self._then.setText(_typed(first.kwh))
        self._show_hours(bool(setup.hours))

    def say(self, sentence: str, tone: str = "bad") -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _show_hours(self, shown: bool) -> None:
        self._form.setRowVisible(self._hours, shown)
        self._form.setRowVisible(self._then, shown)

    def _submit(self) -> None:
        try:
            hours = (self._window(), *self._more) if self._other.isChecked() else ()
            setup = PriceSetup(
                kwh=_amount(self._kwh),
                hours=hours,
                watts=self._watts.value() or None,
                coin=_amount(self._coin),
            )
        except UserError as problem:
            self.say(said(problem))
            return
        self.say("")
        self.submitted.emit(setup)

    def _window(self) -> TariffHours:
        return TariffHours(
            start=_minute(self._from), end=_minute(self._to), kwh=_amount(self._then)
        )

    def _build(self) -> None:
        self._watts.setSpecialValueText(words("as the PC says"))
        self._watts.setSuffix(" W")
        self._from.setTime(QTime(22, 0))
        self._to.setTime(QTime(6, 0))
        hours = QHBoxLayout(self._hours)
        hours.setContentsMargins(0, 0, 0, 0)
        hours.setSpacing(GAP_2)
        hours.addWidget(self._from)
        hours.addWidget(self._to)
        hours.addStretch(1)
        rows: tuple[tuple[str, QWidget], ...] = (
            (words("A kWh costs, SNM"), self._kwh),
            ("", self._other),
            (words("From, to"), self._hours),
            (words("A kWh costs then, SNM"), self._then),
            (words("Watts"), self._watts),
            ("", self._power),
            (words("A coin of gas is worth, SNM"), self._coin),
        )
        for name, field in rows:
            self._form.addRow(name, field)
        for line, name in (
            (self._kwh, words("A kWh costs, SNM")),
            (self._then, words("A kWh costs then, SNM")),
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
        self._show_hours(False)


def _amount(field: QLineEdit) -> int:
    return typed_amount(field.text()) if field.text().strip() else 0


def _typed(wei: int) -> str:
    return format_amount(wei) if wei else ""


def _minute(field: QTimeEdit) -> int:
    return field.time().hour() * 60 + field.time().minute()
