"""Receiving: the whole address to read, to copy, and as a QR code to scan."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import CODE, GAP_2, GAP_5
from sonm_desktop.ui.widgets.address import AddressLabel
from sonm_desktop.ui.widgets.qr_code import QrCode
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words


class ReceivePanel(QWidget):
    """Shows one account's address."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._code = QrCode()
        self._address = AddressLabel(face.theme)
        self._whole = label("", CODE, wrap=True)
        self._whole.setAccessibleName(words("Address of this account"))
        column = QVBoxLayout()
        column.setSpacing(GAP_2)
        column.addWidget(
            label(words("Give this address to whoever pays you SNM or coin."), tone="muted")
        )
        column.addWidget(self._whole)
        column.addWidget(self._address)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_5)
        row.addWidget(self._code)
        row.addLayout(column, 1)

    def for_account(self, account: str) -> None:
        """Show *account*."""
        self._code.show_text(account)
        self._address.show_address(account)
        self._whole.setText(account)
