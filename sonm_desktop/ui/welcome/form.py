"""What a person brings to the first start: a password, and maybe a phrase, a key, a network."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3
from sonm_desktop.ui.welcome.practice import Wishes
from sonm_desktop.ui.widgets.file_field import FileField
from sonm_desktop.ui.words import words

_SHORTEST_PASSWORD = 8
_LARGEST_FILE = 100_000
_PHRASE_HEIGHT = 64

NEW, RESTORE, KEYSTORE = "new", "restore", "keystore"


class BeginningError(ValueError):
    """The form cannot be used as it stands; says why."""


class BeginningForm(QWidget):
    """Holds secrets only until `take`. changed: other fields are shown. sent: Return was hit."""

    changed = Signal()
    sent = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._network = _choice(
            words("Network"),
            [(words("Practice: coins have no value"), "practice"), (words("A file…"), "file")],
        )
        self._network_file = FileField(words("Network file"), words("Choose the network file…"))
        self._wallet = _choice(
            words("Wallet"),
            [
                (words("Make a new one"), NEW),
                (words("Restore from its phrase"), RESTORE),
                (words("Bring a keystore file"), KEYSTORE),
            ],
        )
        self._phrase = QPlainTextEdit()
        self._keystore = FileField(words("Keystore file"), words("Choose the keystore file…"))
        self._keystore_password = password_field(words("Password of the file"))
        self._password = password_field(words("Password"))
        self._again = password_field(words("Password again"))
        self._form = QFormLayout()
        self._build()
        self._show_fields()

    @property
    def practice(self) -> bool:
        """Whether the practice network is chosen."""
        return bool(self._network.currentData() == "practice")

    def take(self) -> Wishes:
        """What was filled in; every secret leaves the screen. Raises BeginningError."""
        self._check()
        kind = self._wallet.currentData()
        wishes = Wishes(
            password=Secret(self._password.text()),
            phrase=Secret(" ".join(self._phrase.toPlainText().split()))
            if kind == RESTORE
            else None,
            keystore=_text_of(self._keystore.path) if kind == KEYSTORE else None,
            keystore_password=(
                Secret(self._keystore_password.text()) if kind == KEYSTORE else None
            ),
            network=None if self.practice else self._network_file.path,
        )
        self.forget()
        return wishes

    def forget(self) -> None:
        """Clear every secret."""
        for field in (self._password, self._again, self._keystore_password):
            field.clear()
        self._phrase.clear()

    def _check(self) -> None:
        kind = self._wallet.currentData()
        if not self.practice and self._network_file.path is None:
            raise BeginningError(words("Choose the file of the network."))
        if kind == RESTORE and not self._phrase.toPlainText().strip():
            raise BeginningError(words("Type the recovery phrase."))
        if kind == KEYSTORE and self._keystore.path is None:
            raise BeginningError(words("Choose the keystore file."))
        if kind == KEYSTORE and not self._keystore_password.text():
            raise BeginningError(words("Type the password of the keystore file."))
        if len(self._password.text()) < _SHORTEST_PASSWORD:
            raise BeginningError(
                words("The password has {count} characters at least.", count=_SHORTEST_PASSWORD)
            )
        if self._password.text() != self._again.text():
            raise BeginningError(words("The two passwords are not the same."))

    def _show_fields(self) -> None:
        kind = self._wallet.currentData()
        self._form.setRowVisible(self._network_file, not self.practice)
        self._form.setRowVisible(self._phrase, kind == RESTORE)
        self._form.setRowVisible(self._keystore, kind == KEYSTORE)
        self._form.setRowVisible(self._keystore_password, kind == KEYSTORE)
        self.changed.emit()

    def _build(self) -> None:
        self._phrase.setAccessibleName(words("Phrase to restore"))
        self._phrase.setPlaceholderText(words("12 or 24 words, in their order"))
        self._phrase.setFixedHeight(_PHRASE_HEIGHT)
        self._phrase.setTabChangesFocus(True)
        passwords = QHBoxLayout()
        passwords.setSpacing(GAP_2)
        passwords.addWidget(self._password)
        passwords.addWidget(self._again)
        self._form.setVerticalSpacing(GAP_3)
        self._form.addRow(words("Network"), self._network)
        self._form.addRow("", self._network_file)
        self._form.addRow(words("Wallet"), self._wallet)
        self._form.addRow("", self._phrase)
        self._form.addRow("", self._keystore)
        self._form.addRow("", self._keystore_password)
        self._form.addRow(words("Password"), passwords)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._form)
        self._network.currentIndexChanged.connect(self._show_fields)
        self._wallet.currentIndexChanged.connect(self._show_fields)
        self._again.returnPressed.connect(self.sent)


def password_field(name: str) -> QLineEdit:
    """A field that shows dots."""
    field: QLineEdit = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setAccessibleName(name)
    field.setPlaceholderText(name)
    return field


def _text_of(path: Path | None) -> str:
    if path is None:
        raise BeginningError(words("Choose the keystore file."))
    try:
        content = path.read_bytes()
        if len(content) > _LARGEST_FILE:
            raise BeginningError(words("This file is too large to be a keystore."))
        return content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BeginningError(words("The file cannot be read.")) from error


def _choice(name: str, entries: list[tuple[str, str]]) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    for text, value in entries:
        made.addItem(text, value)
    return made
