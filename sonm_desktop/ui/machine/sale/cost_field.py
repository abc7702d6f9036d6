"""What something costs its owner, typed in SNM or in USD."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from sonm_desktop.api.schema.pricing import Currency
from sonm_desktop.core.amounts import format_amount
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.typed_amount import typed_amount
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.words import words

_CURRENCIES: tuple[Currency, ...] = ("snm", "usd")


class CostField(QWidget):
    """changed: another text, or another currency. Nothing typed costs nothing."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._text, self._currency = QLineEdit(), QComboBox()
        self._text.setAccessibleName(name)
        self._text.setPlaceholderText("0")
        self._currency.setAccessibleName(words("Currency: {what}", what=name))
        for currency in _CURRENCIES:
            self._currency.addItem(currency.upper(), currency)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        row.addWidget(self._text, 1)
        row.addWidget(self._currency)
        self.setFocusProxy(self._text)
        self._text.textChanged.connect(self._tell)
        self._currency.currentIndexChanged.connect(self._tell)

    def show_cost(self, amount: int, currency: Currency) -> None:
        self._currency.setCurrentIndex(self._currency.findData(currency))
        self._text.setText(format_amount(amount) if amount else "")

    def currency(self) -> Currency:
        return "usd" if self._currency.currentData() == "usd" else "snm"

    def amount(self) -> int:
        """In wei, or in 10^-18 USD. Raises UserError for what cannot be read."""
        return typed_amount(self._text.text()) if self._text.text().strip() else 0

    def clear_amount(self) -> int | None:
        """None while it cannot be read."""
        try:
            return self.amount()
        except UserError:
            return None

    def _tell(self) -> None:
        self.changed.emit()
