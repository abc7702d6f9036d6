"""Asking for the password in place, so that what was begun can go on."""

from __future__ import annotations

import asyncio

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.client import AgentClient
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3, GAP_5, SECTION
from sonm_desktop.ui.welcome.form import password_field
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_WIDTH = 400


class UnlockDialog(QDialog):
    """Opened, never executed: the agent is asked while it stands there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(words("Unlock"))
        self.setFixedWidth(_WIDTH)
        self.answered: asyncio.Queue[Secret[str] | None] = asyncio.Queue()
        self._password = password_field(words("Password of the wallet"))
        self._said = label("", tone="bad", wrap=True)
        self._go = QPushButton(words("Unlock and go on"))
        self._go.setProperty("kind", "primary")
        cancel = QPushButton(words("Cancel"))
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_2)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        column.setSpacing(GAP_3)
        column.addWidget(label(words("The wallet is locked"), SECTION))
        column.addWidget(
            label(
                words("This needs a key of the wallet. It goes on once it is unlocked."), wrap=True
            )
        )
        column.addWidget(self._password)
        column.addWidget(self._said)
        column.addLayout(buttons)
        self._said.hide()
        self._go.setDefault(True)
        self._go.clicked.connect(self._answer)
        cancel.clicked.connect(self.reject)
        self.rejected.connect(self._give_up)

    def refuse(self, sentence: str) -> None:
        """Say why it is still locked, and let the person try again."""
        self._said.setText(sentence)
        self._said.show()
        self._go.setEnabled(True)
        self._password.setFocus()

    def _answer(self) -> None:
        if self._password.text():
            self._go.setEnabled(False)
            self.answered.put_nowait(Secret(self._password.text()))
            self._password.clear()

    def _give_up(self) -> None:
        self._password.clear()
        self.answered.put_nowait(None)


async def ask_to_unlock(parent: QWidget, agent: AgentClient) -> bool:
    """Whether the person unlocked the wallet."""
    dialog = UnlockDialog(parent)
    dialog.open()
    try:
        while (password := await dialog.answered.get()) is not None:
            try:
                await agent.wallet.unlock(password)
            except CodedError as error:
                dialog.refuse(said(error))
            else:
                dialog.accept()
                return True
        return False
    finally:
        dialog.deleteLater()
