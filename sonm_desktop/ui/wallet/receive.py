"""Receiving: the whole address to read, to copy, and as a QR code to scan."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.icons import icon
from sonm_desktop.ui.theme.tokens import CODE, GAP_2, GAP_5
from sonm_desktop.ui.widgets.qr_code import QrCode
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words


class ReceivePanel(QWidget):
    """Shows one account's address, in its checksum spelling."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._code = QrCode()
        self._whole = label("", CODE, wrap=True)
        self._copy = QPushButton(words("Copy the whole address"))
        self._said = label("", tone="good")
        self._build()
        self._copy.clicked.connect(self._copy_whole)
        face.theme.changed.connect(self._dress)

    def for_account(self, account: str) -> None:
        """Show *account*."""
        if account != self._whole.text():
            self._said.clear()
        self._code.show_text(account)
        self._whole.setText(account)

    def _copy_whole(self) -> None:
        QGuiApplication.clipboard().setText(self._whole.text())
        self._said.setText(words("Copied."))

    def _build(self) -> None:
        self._whole.setAccessibleName(words("Address of this account"))
        self._whole.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._dress()
        copying = QHBoxLayout()
        copying.setSpacing(GAP_2)
        copying.addWidget(self._copy)
        copying.addWidget(self._said)
        copying.addStretch(1)
        explained = words(
            "Give this address to whoever pays you SNM or coin, on this network only. Let them "
            "compare the first and the last digits."
        )
        column = QVBoxLayout()
        column.setSpacing(GAP_2)
        column.addWidget(label(explained, tone="muted", wrap=True))
        column.addWidget(self._whole)
        column.addLayout(copying)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_5)
        row.addWidget(self._code, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def _dress(self) -> None:
        self._copy.setIcon(icon("copy", self._face.theme.colours.text, 16))
