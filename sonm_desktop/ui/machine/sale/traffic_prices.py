"""What a GiB of traffic costs a customer on top of the hour: into his jobs, and out of them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from sonm_desktop.core.amounts import format_amount, parse_amount
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.words import words


class TrafficPrices(QWidget):
    """received, sent: wei per GiB, as they were read last; an empty field is nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.received = self.sent = 0
        self._received, self._sent = QLineEdit(), QLineEdit()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        for field, name, hint in (
            (self._received, words("SNM per GiB into jobs"), words("in: free")),
            (self._sent, words("SNM per GiB out of jobs"), words("out: free")),
        ):
            field.setAccessibleName(name)
            field.setToolTip(name)
            field.setPlaceholderText(hint)
            row.addWidget(field, 1)

    def show_prices(self, received: int, sent: int) -> None:
        """Show these prices, in wei per GiB."""
        self.received, self.sent = received, sent
        self._received.setText(format_amount(received) if received else "")
        self._sent.setText(format_amount(sent) if sent else "")

    def read(self) -> None:
        """Take what is typed. Raises AmountError."""
        received = parse_amount(self._received.text().strip() or "0")
        self.sent = parse_amount(self._sent.text().strip() or "0")
        self.received = received
