"""What this PC costs its owner: electricity by the hour of the day, its watts, gas."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.dollars import UsdFeed
from sonm_desktop.api.schema.pricing import PriceSetup, Pricing
from sonm_desktop.core.dollars import near, usd
from sonm_desktop.core.errors import UserError
from sonm_desktop.ui.machine.sale.cost_field import CostField
from sonm_desktop.ui.machine.sale.tariff_rows import TariffRows, wrong_hours
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.theme.tokens import GAP_1, GAP_3
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.number_field import NumberField
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import amount, words

_MOST_W = 100_000


class CostsForm(QWidget):
    """submitted: a `PriceSetup`."""

    submitted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._shown: PriceSetup | None = None
        self._feed: UsdFeed | None = None
        self._kwh = CostField(words("A kWh costs"))
        self._worth = label("", tone="muted", wrap=True)
        self._hours = TariffRows()
        self._watts = NumberField(words("Watts at full load"), 0, _MOST_W)
        self._power = label("", tone="muted", wrap=True)
        self._coin = CostField(words("A coin of gas is worth"))
        self._said = label("", wrap=True)
        self._form = QFormLayout()
        self.save = BusyButton(words("Save these costs"), words("Saving…"), kind="primary")
        self._build()
        self._connect()

    def show_pricing(self, pricing: Pricing) -> None:
        """Fill the form when something else is in force than was shown."""
        source = pricing.power.text
        self._power.setText(
            words("{watts} W at full load. {source}", watts=pricing.watts, source=source)
        )
        if pricing.setup == self._shown:
            return
        self._shown = setup = pricing.setup
        self._kwh.show_cost(setup.kwh, setup.currency)
        self._coin.show_cost(setup.coin, setup.coin_currency)
        self._watts.setValue(setup.watts or 0)
        self._hours.show_hours(setup.hours)

    def show_feed(self, feed: UsdFeed | None) -> None:
        """What one SNM costs by now."""
        self._feed = feed
        self._show_worth()

    def say(self, sentence: str, tone: str = "bad") -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _submit(self) -> None:
        try:
            hours = self._hours.hours()
            setup = PriceSetup(
                kwh=self._kwh.amount(),
                hours=hours,
                currency=self._kwh.currency(),
                watts=self._watts.value() or None,
                coin=self._coin.amount(),
                coin_currency=self._coin.currency(),
            )
        except UserError as problem:
            self.say(said(problem))
            return
        wrong = wrong_hours(hours)
        self.say(wrong)
        if not wrong:
            self.submitted.emit(setup)

    def _show_worth(self) -> None:
        """By what USD are converted, and what a kWh comes to; hidden where all is in SNM."""
        in_usd = "usd" in (self._kwh.currency(), self._coin.currency())
        self._worth.setVisible(in_usd)
        if in_usd:
            self._worth.setText(self._converted())

    def _converted(self) -> str:
        price = self._feed.price if self._feed else None
        if price is None:
            why = self._feed.state.text if self._feed else ""
            return words("{why} Until it can be converted, automatic prices stay.", why=why).strip()
        one = usd(price.one_snm)
        kwh = self._kwh.clear_amount() if self._kwh.currency() == "usd" else 0
        if not kwh:
            return words("One SNM costs {price} now, by the market's own feed.", price=one)
        return words(
            "A kWh is {amount} SNM now: one SNM costs {price} by the market's own feed.",
            amount=amount(near(price.wei_for(kwh))),
            price=one,
        )

    def _connect(self) -> None:
        self.save.clicked.connect(self._submit)
        for field in (self._kwh, self._coin):
            field.changed.connect(self._show_worth)

    def _build(self) -> None:
        self._watts.setSpecialValueText(words("as the PC says"))
        self._watts.setSuffix(" W")
        rows: tuple[tuple[str, QWidget], ...] = (
            (words("A kWh costs"), _noted(self._kwh, self._worth)),
            (words("From, to, and what a kWh costs then"), self._hours),
            (words("Watts"), _noted(self._watts, self._power)),
            (words("A coin of gas is worth"), self._coin),
        )
        for name, field in rows:
            self._form.addRow(name, field)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addLayout(self._form)
        column.addWidget(self._said)
        column.addWidget(self.save)
        self._said.hide()
        self._worth.hide()


def _noted(field: QWidget, note: QWidget) -> QWidget:
    """*field* with what is to be said of it right below."""
    both = QWidget()
    both.setFocusProxy(field)
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP_1)
    column.addWidget(field)
    column.addWidget(note)
    return both
