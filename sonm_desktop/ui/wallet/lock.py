"""Unlocking in place: the password goes to the agent and is forgotten here."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from sonm_desktop.api.schema.wallet import WalletStatus
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words


class LockBar(QWidget):
    """Says whether the wallet is locked, and turns that; stands in the header of its page."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._state = label("", tone="muted")
        self._password = QLineEdit()
        self._unlock = BusyButton(words("Unlock"), words("Unlocking…"), kind="primary")
        self._lock = BusyButton(words("Lock"), words("Locking…"))
        self._fill()
        self._unlock.clicked.connect(self._open)
        self._password.returnPressed.connect(self._open)
        self._lock.clicked.connect(self._shut)

    def show_wallet(self, wallet: WalletStatus) -> None:
        """Show the state of *wallet*."""
        self._state.setText(wallet.state.text)
        set_tone(self._state, "muted")
        self._password.setVisible(wallet.exists and wallet.locked)
        self._unlock.setVisible(wallet.exists and wallet.locked)
        self._lock.setVisible(wallet.exists and not wallet.locked)

    def _open(self) -> None:
        if not self._password.text():
            return
        password = Secret(self._password.text())
        self._password.clear()
        self._face.actions.run(
            self._face.agent.wallet.unlock(password),
            busy=self._unlock,
            done=self.show_wallet,
            failed=self._fail,
        )

    def _shut(self) -> None:
        work = self._face.agent.wallet.lock()
        self._face.actions.run(work, busy=self._lock, done=self.show_wallet)

    def _fail(self, sentence: str) -> None:
        self._state.setText(sentence)
        set_tone(self._state, "bad")
        self._password.setFocus()

    def _fill(self) -> None:
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setAccessibleName(words("Password"))
        self._password.setPlaceholderText(words("Password"))
        self._password.setFixedWidth(220)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        row.addWidget(self._state)
        for part in (self._password, self._unlock, self._lock):
            row.addWidget(part)
