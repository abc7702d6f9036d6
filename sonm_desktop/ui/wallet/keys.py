"""The account itself: what it is called, where its key comes from, and a copy of the key."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from sonm_desktop.api.schema.wallet import Account, Keystore
from sonm_desktop.core.paths import create_private
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3
from sonm_desktop.ui.wallet.held import HeldAccount
from sonm_desktop.ui.welcome.form import password_field
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words

_LONGEST_NAME = 64


class KeysForm(QWidget):
    """Renaming, and saving the key as a keystore file that other wallets read."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._account = ""
        self._keystore: Keystore | None = None
        self._origin = label("", tone="muted", wrap=True)
        self._name = QLineEdit()
        self._rename = BusyButton(words("Rename"), words("Renaming…"))
        self._password = password_field(words("Password of the wallet"))
        self._export = BusyButton(words("Save the key as a file…"), words("Sealing…"))
        self._said = label("", wrap=True)
        self._build()
        self._rename.clicked.connect(self._do_rename)
        self._name.returnPressed.connect(self._do_rename)
        self._export.clicked.connect(self._seal)
        self._password.returnPressed.connect(self._seal)

    def for_account(self, held: HeldAccount) -> None:
        """Show *held*; what is being typed stays."""
        if held.account.address != self._account:
            self.forget()
            self._name.setText(held.account.label)
        self._account = held.account.address
        self._origin.setText(_origin(held.account))

    def forget(self) -> None:
        """Nothing secret is held or on the screen any more."""
        self._password.clear()
        self._keystore = None
        self._say("", "")

    def save(self, file: str) -> None:
        """Write the sealed key into the new *file*, for its owner only."""
        keystore, self._keystore = self._keystore, None
        if keystore is None:
            return
        content = keystore.keystore.reveal().encode()
        self._face.actions.run(
            asyncio.to_thread(_written, Path(file), content),
            busy=self._export,
            done=self._tell_saved,
        )

    def _do_rename(self) -> None:
        name = self._name.text().strip()
        if not name:
            self._say(words("Type a name."), "bad")
            return
        work = self._face.agent.wallet.rename(self._account, name)
        self._face.actions.run(
            work, busy=self._rename, done=self._tell_renamed, failed=self._tell_failure
        )

    def _seal(self) -> None:
        if not self._password.text():
            self._say(words("Type the wallet's password."), "bad")
            return
        password = Secret(self._password.text())
        self._password.clear()
        work = self._face.agent.wallet.export_keystore(self._account, password)
        self._face.actions.run(
            work, busy=self._export, done=self._ask_file, failed=self._tell_failure
        )

    def _ask_file(self, keystore: Keystore) -> None:
        if not self.isVisible():
            return
        self._keystore = keystore
        dialog = QFileDialog(self, words("Save the key"), f"keystore-{self._account}.json")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.fileSelected.connect(self.save)
        dialog.rejected.connect(self.forget)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _tell_saved(self, problem: str) -> None:
        done = words("Saved. Who has this file and the password has the money.")
        self._say(problem or done, "bad" if problem else "good")

    def _tell_renamed(self, _account: Account) -> None:
        self._say(words("Renamed."), "good")

    def _tell_failure(self, sentence: str) -> None:
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _build(self) -> None:
        self._name.setAccessibleName(words("Name of the account"))
        self._name.setMaxLength(_LONGEST_NAME)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_3)
        grid.setVerticalSpacing(GAP_2)
        grid.addWidget(label(words("Name"), tone="muted"), 0, 0)
        grid.addWidget(self._name, 0, 1)
        grid.addWidget(self._rename, 0, 2)
        grid.addWidget(label(words("Copy of the key"), tone="muted"), 1, 0)
        grid.addWidget(self._password, 1, 1)
        grid.addWidget(self._export, 1, 2)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addWidget(self._origin)
        column.addLayout(grid)
        explained = words(
            "The file is a keystore V3, which geth and MetaMask read. It is sealed with the "
            "wallet's password."
        )
        column.addWidget(label(explained, tone="muted", wrap=True))
        column.addWidget(self._said)
        column.addStretch(1)
        self._said.hide()


def _origin(account: Account) -> str:
    if account.index is None:
        return words("Its key was imported: the recovery phrase does not bring it back.")
    number = account.index + 1
    return words("Account {number} of the recovery phrase.", number=number)


def _written(file: Path, content: bytes) -> str:
    """What went wrong; empty for nothing."""
    try:
        create_private(file, content)
    except FileExistsError:
        return words("There is a file of this name. Choose another name.")
    except OSError:
        return words("The file cannot be written there.")
    return ""
