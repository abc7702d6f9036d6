"""Locking, the password, and seeing the recovery phrase again."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from sonm_desktop.api.schema.settings import Setting
from sonm_desktop.api.schema.wallet import Phrase, WalletStatus
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.settings.bound import NumberChooser
from sonm_desktop.ui.settings.password import PasswordForm
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CODE, GAP_2, STRONG
from sonm_desktop.ui.wallet.lock import LockBar
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_AUTO_LOCK = "wallet.auto_lock_minutes"


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
        self._after = NumberChooser(
            face, _AUTO_LOCK, words("Lock the wallet when unused for"), words("minutes")
        )
        self._change = PasswordForm(face)
        self._build()
        self._reveal.clicked.connect(self._ask)
        self._password.returnPressed.connect(self._ask)
        self._hide.clicked.connect(self.forget)

    def show_wallet(self, wallet: WalletStatus) -> None:
        """Show *wallet*."""
        self._lock.show_wallet(wallet)
        self._asking.setVisible(wallet.exists)
        self._change.setVisible(wallet.exists)

    def show_settings(self, settings: dict[str, Setting]) -> None:
        """Show what holds."""
        self._after.show_setting(settings)

    def forget(self) -> None:
        """Nothing secret is on the screen any more."""
        self._change.forget()
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
        self.body.addWidget(self._after)
        self.body.addWidget(self._after.said)
        self.body.addWidget(label(words("Password of the wallet"), STRONG))
        self.body.addWidget(self._change)
        self.body.addWidget(label(words("Recovery phrase"), STRONG))
        warning = words("Whoever sees it can take everything. Look around before you show it.")
        self.body.addWidget(label(warning, tone="muted", wrap=True))
        for part in (self._asking, self._phrase, self._said):
            self.body.addWidget(part)
        self.forget()
