"""Changing the wallet's password."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonm_desktop.api.schema.wallet import WalletStatus
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2
from sonm_desktop.ui.welcome.form import password_field
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.flow import FlowLayout
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words

_FIELD_LETTERS = 24


class PasswordForm(QWidget):
    """The old one, the new one twice."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._old = password_field(words("Password now"))
        self._new = password_field(words("New password"))
        self._again = password_field(words("New password again"))
        self._change = BusyButton(words("Change the password"), words("Sealing…"))
        self._said = label("", CAPTION, wrap=True)
        self._build()
        self._change.clicked.connect(self._do)
        self._again.returnPressed.connect(self._do)

    def forget(self) -> None:
        """Nothing that was typed stays."""
        for field in (self._old, self._new, self._again):
            field.clear()
        self._said.hide()

    def _do(self) -> None:
        if not self._old.text() or not self._new.text():
            self._say(words("Type the password of now, and the new one twice."), "bad")
            return
        if self._new.text() != self._again.text():
            self._say(words("The two new passwords are not the same."), "bad")
            return
        old, new = Secret(self._old.text()), Secret(self._new.text())
        self.forget()
        work = self._face.agent.wallet.change_password(old, new)
        self._face.actions.run(work, busy=self._change, done=self._done, failed=self._fail)

    def _done(self, _wallet: WalletStatus) -> None:
        self._say(
            words("Changed. Copies of the old wallet file still open with the old password."),
            "good",
        )

    def _fail(self, sentence: str) -> None:
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str) -> None:
        self._said.setText(sentence)
        self._said.show()
        set_tone(self._said, tone)

    def _build(self) -> None:
        fields = QWidget()
        row = FlowLayout(fields)
        for field in (self._old, self._new, self._again):
            field.setMinimumWidth(field.fontMetrics().averageCharWidth() * _FIELD_LETTERS)
            row.addWidget(field)
        row.addWidget(self._change)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addWidget(fields)
        column.addWidget(self._said)
        self._said.hide()
