"""Locking, and seeing the recovery phrase again."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from sonm_desktop.api.schema.wallet import Phrase, WalletStatus
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CODE, GAP_2
from sonm_desktop.ui.wallet.lock import LockBar
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words


class SecurityPanel(Panel):
    """The phrase is on the screen only after the password, until it is hidden or the page left."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Security"))
        self._face = face
        self._lock = LockBar(face)
        self._asking = QWidget()
        self._password = QLineEdit()
        self._reveal = BusyButton(words("Show the recovery phrase"), words("Opening…"))
        self._phrase = label("", CODE, wrap=True)
        self._hide = QPushButton(words("Hide it"))
        self._said = label("", tone="bad", wrap=True)
        self._build()
        self._reveal.clicked.connect(self._ask)
        self._password.returnPressed.connect(self._ask)
        self._hide.clicked.connect(self.forget)

    def show_wallet(self, wallet: WalletStatus) -> None:
        """Show *wallet*."""
        self._lock.show_wallet(wallet)
        self._asking.setVisible(wallet.exists)

    def forget(self) -> None:
        """Nothing secret is on the screen any more."""
        self._password.clear()
        self._phrase.clear()
        self._phrase.hide()
        self._hide.hide()
        self._said.hide()

    def _ask(self) -> None:
        if not self._password.text():
            self._fail(words("Type the wallet's password."))
            return
        password = Secret(self._password.text())
        self.forget()
        work = self._face.agent.wallet.phrase(password)
        self._face.actions.run(work, busy=self._reveal, done=self._show, failed=self._fail)

    def _show(self, phrase: Phrase) -> None:
        if self.isVisible():
            self._phrase.setText(phrase.phrase.reveal())
            self._phrase.show()
            self._hide.show()

    def _fail(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.show()

    def _build(self) -> None:
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setAccessibleName(words("Password for the phrase"))
        self._password.setPlaceholderText(words("Password"))
        self._password.setFixedWidth(220)
        self._phrase.setAccessibleName(words("The recovery phrase"))
        lock = QHBoxLayout()
        lock.addWidget(self._lock)
        lock.addStretch(1)
        row = QHBoxLayout(self._asking)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        row.addWidget(self._password)
        row.addWidget(self._reveal)
        row.addWidget(self._hide)
        row.addStretch(1)
        self.body.addLayout(lock)
        for part in (self._asking, self._phrase, self._said):
            self.body.addWidget(part)
        self.forget()
