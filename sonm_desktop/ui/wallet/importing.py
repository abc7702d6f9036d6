"""Bringing an account of another program: a keystore file, or a bare private key."""

from __future__ import annotations

import asyncio
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.wallet import Account
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3, GAP_5, SECTION
from sonm_desktop.ui.welcome.form import password_field
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.file_field import FileField
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_LEAST_WIDTH = 460
_LARGEST_FILE = 100_000
_LONGEST_NAME, _LONGEST_KEY = 64, 200


class Kind(Enum):
    """What is brought."""

    KEYSTORE = auto()
    KEY = auto()


class ImportDialog(QDialog):
    """imported: the Account. What was typed is gone from the fields when it is sent."""

    imported = Signal(object)

    def __init__(self, parent: QWidget, face: Face, kind: Kind) -> None:
        super().__init__(parent)
        self._face, self._kind = face, kind
        self._file = FileField(words("Keystore file"), words("Choose the keystore file…"))
        self._own = password_field(words("Password of the keystore file"))
        self._key = password_field(words("Private key: 0x and 64 digits"))
        self._name = QLineEdit()
        self._password = password_field(words("Password of this wallet"))
        self._said = label("", tone="bad", wrap=True)
        self._go = BusyButton(words("Import"), words("Opening…"), kind="primary")
        self._cancel = QPushButton(words("Cancel"))
        self._build()
        self._go.clicked.connect(self._do)
        self._password.returnPressed.connect(self._do)
        self._cancel.clicked.connect(self.reject)
        self.finished.connect(self._forget)

    def choose(self, file: str) -> None:
        """Take the keystore *file*."""
        self._file.choose(file)

    def _do(self) -> None:
        if not self._password.text():
            self._say(words("Type the wallet's password."))
            return
        if self._kind is Kind.KEY and not self._key.text():
            self._say(words("Paste the private key."))
            return
        if self._kind is Kind.KEYSTORE and self._file.path is None:
            self._say(words("Choose the keystore file."))
            return
        if self._kind is Kind.KEYSTORE and not self._own.text():
            self._say(words("Type the password of the keystore file."))
            return
        self._said.hide()
        work = self._import_key if self._kind is Kind.KEY else self._import_keystore
        name = self._name.text().strip()
        self._face.actions.run(
            partial(work, name, Secret(self._password.text())),
            busy=self._go,
            done=self._finish,
            failed=self._say,
        )

    async def _import_key(self, name: str, password: Secret[str]) -> Account:
        key = Secret(self._key.text().strip())
        return await self._face.agent.wallet.import_key(key, password, name)

    async def _import_keystore(self, name: str, password: Secret[str]) -> Account:
        own = Secret(self._own.text())
        text = await asyncio.to_thread(self._read)
        return await self._face.agent.wallet.import_keystore(text, own, password, name)

    def _read(self) -> str:
        path = self._file.path
        try:
            if path is None or path.stat().st_size > _LARGEST_FILE:
                raise UserError("wallet.bad_keystore", why=words("it is too large"))
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UserError("wallet.bad_keystore", why=words("it is no text file")) from error

    def _finish(self, account: Account) -> None:
        self.imported.emit(account)
        self.accept()

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.show()

    def _forget(self, _result: int) -> None:
        for field in (self._own, self._key, self._password):
            field.clear()

    def _build(self) -> None:
        is_key = self._kind is Kind.KEY
        title = words("Import a private key") if is_key else words("Import a keystore file")
        self.setWindowTitle(title)
        self.setMinimumWidth(_LEAST_WIDTH)
        self._name.setMaxLength(_LONGEST_NAME)
        self._key.setMaxLength(_LONGEST_KEY)
        self._name.setAccessibleName(words("Name of the account"))
        self._name.setPlaceholderText(words("Name of the account (may stay empty)"))
        explained = words(
            "The key is kept in this wallet, under its password. The wallet's recovery phrase "
            "does not bring it back: keep the original."
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_2)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        column.setSpacing(GAP_3)
        column.addWidget(label(title, SECTION))
        column.addWidget(label(explained, tone="muted", wrap=True))
        for field in (self._file, self._own, self._key):
            field.setVisible((field is self._key) == is_key)
            column.addWidget(field)
        for part in (self._name, self._password, self._said):
            column.addWidget(part)
        column.addLayout(buttons)
        self._said.hide()
        self._go.setDefault(True)
