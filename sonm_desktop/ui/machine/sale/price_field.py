"""The price of an hour, in SNM or in USD, with what it comes to in the other beside it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from sonm_desktop.api.schema.dollars import UsdFeed
from sonm_desktop.api.schema.pricing import Currency
from sonm_desktop.api.schema.worker import SellPlan
from sonm_desktop.core.amounts import (
    AmountError,
    format_amount,
    per_hour,
    rate_per_hour,
    shortest_hourly,
)
from sonm_desktop.core.dollars import UsdPrice, near, usd_hourly, usd_rate_per_hour
from sonm_desktop.ui.dollars import dollars
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.words import amount, hourly, words

_SNM, _USD = "snm", "usd"
_DAY_S = 86_400


class PriceField(QWidget):
    """changed: another text, or another currency."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._feed: UsdFeed | None = None
        self._text, self._currency = QLineEdit(), QComboBox()
        self._text.setAccessibleName(words("Price per hour"))
        self._currency.setAccessibleName(words("Currency of the price"))
        self._currency.addItem(words("SNM per hour"), _SNM)
        self._currency.addItem(words("USD per hour"), _USD)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        row.addWidget(self._text, 1)
        row.addWidget(self._currency)
        self.setFocusProxy(self._text)
        self._text.textChanged.connect(self._tell)
        self._currency.currentIndexChanged.connect(self._tell)

    def show_text(self, text: str, currency: Currency = "snm") -> None:
        """Propose a price."""
        self._currency.setCurrentIndex(self._currency.findData(currency))
        self._text.setText(text)

    def text(self) -> str:
        """As it was typed."""
        return self._text.text().strip()

    def currency(self) -> Currency:
        return "usd" if self._currency.currentData() == _USD else "snm"

    def show_plan(self, plan: SellPlan) -> None:
        """The price of *plan*, in its own currency."""
        self._currency.setCurrentIndex(self._currency.findData(_USD if plan.usd_rate else _SNM))
        self._text.setText(format_amount(shortest_hourly(plan.usd_rate or plan.rate)))

    def show_feed(self, feed: UsdFeed | None) -> None:
        """What one SNM costs by now."""
        if feed != self._feed:
            self._feed = feed
            self.changed.emit()

    def rates(self) -> tuple[int, int]:
        """Wei, and 10^-18 USD, per second; one of them is 0. Raises AmountError."""
        return typed_rates(self._text.text(), self.currency())

    def beside(self) -> str:
        """What stands below it: the other currency, and what a day brings."""
        try:
            rate, usd_rate = self.rates()
        except AmountError:
            return ""
        price = self._feed.price if self._feed else None
        return self._of_usd(usd_rate, price) if usd_rate else _of_snm(rate, price)

    def _of_usd(self, usd_rate: int, price: UsdPrice | None) -> str:
        now = None if price is None else price.rate_of(usd_rate)
        if now is not None:
            return words(
                "{amount} SNM per hour now. Fixed in SNM each time that somebody rents.",
                amount=amount(near(per_hour(now))),
            )
        why = self._feed.state.text if self._feed and not self._feed.usable else ""
        return words("Nobody can rent it now. {why}", why=why).strip()

    def _tell(self) -> None:
        self.changed.emit()


def typed_rates(text: str, currency: Currency) -> tuple[int, int]:
    """A price for an hour as wei, and as 10^-18 USD, per second; one of them is 0.

    Raises AmountError.
    """
    return (0, usd_rate_per_hour(text)) if currency == "usd" else (rate_per_hour(text), 0)


def _of_snm(rate: int, price: UsdPrice | None) -> str:
    day = rate * _DAY_S
    if price is None:
        return words("{amount} SNM for a whole day", amount=amount(day))
    return words(
        "{amount} SNM for a whole day, {usd} USD now",
        amount=amount(day),
        usd=dollars(price.usd_of(day)),
    )


def price_beside(plan: SellPlan, price: UsdPrice | None) -> str:
    """What an hour comes to in the other currency now; empty while nobody can tell."""
    if price is None:
        return ""
    if not plan.usd_rate:
        return words("≈ {amount} USD now", amount=dollars(price.usd_of(per_hour(plan.rate))))
    rate = price.rate_of(plan.usd_rate)
    if rate is None:
        return ""
    return words("≈ {amount} SNM now", amount=amount(near(per_hour(rate))))


def price_words(plan: SellPlan) -> str:
    """The price of *plan* for an hour, in its own currency."""
    if plan.usd_rate:
        return words("{amount}/h", amount=usd_hourly(plan.usd_rate))
    return words("{amount} SNM/h", amount=hourly(plan.rate))
