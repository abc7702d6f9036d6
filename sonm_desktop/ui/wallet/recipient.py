"""Who gets it: an address that is checked while it is typed, and what is known of it."""

from __future__ import annotations

import re
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sonm_desktop.api.schema.wallet import Recipient
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.theme.tokens import CODE, GAP_1, GAP_2
from sonm_desktop.ui.widgets.address import Identicon
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}", re.ASCII)
_TONES = {
    "agent.look_alike": "bad",
    "agent.recipient_market": "bad",
    "agent.recipient_new": "warn",
}


class RecipientField(QWidget):
    """changed: another address, or more is known of it.

    An address that only looks like a known one is shown above that one, digit under digit, and
    needs to be said to be meant.
    """

    changed = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._account = ""
        self._found: Recipient | None = None
        self._text = QLineEdit()
        self._picture = Identicon(face.theme, 22)
        self._known = label("", wrap=True)
        self._compared = label("", CODE)
        self._meant = QCheckBox(words("I have compared every digit, and mean this address"))
        self._build()
        self._text.textChanged.connect(self._look)
        self._meant.toggled.connect(self._tell)

    def for_account(self, account: str) -> None:
        """*account* would send."""
        self._account = account
        self._look(self._text.text())

    def address(self) -> str:
        """What was typed; empty while it is no address."""
        typed = self._text.text().strip()
        return typed if _ADDRESS.fullmatch(typed) else ""

    @property
    def is_meant(self) -> bool:
        """Whether the person said that it is no mistake."""
        return self._meant.isVisibleTo(self) and self._meant.isChecked()

    @property
    def is_doubtful(self) -> bool:
        """Whether it only looks like a known one, and nobody said that it is meant."""
        return bool(self._found and self._found.like) and not self.is_meant

    def set_open(self, is_open: bool) -> None:
        """Whether it can be changed."""
        self._text.setEnabled(is_open)
        self._meant.setEnabled(is_open)

    def clear(self) -> None:
        self._text.clear()

    def _look(self, _text: str) -> None:
        self._show(None)
        address = self.address()
        self._picture.show_address(address)
        if address and self._account:
            self._face.actions.run(
                partial(self._face.agent.wallet.recipient, self._account, address),
                done=partial(self._take, address),
                failed=partial(self._refuse, address),
            )
        self.changed.emit()

    def _take(self, asked: str, found: Recipient) -> None:
        if asked == self.address():
            self._show(found)
            self.changed.emit()

    def _refuse(self, asked: str, sentence: str) -> None:
        if asked == self.address():
            self._say(sentence, "bad")

    def _show(self, found: Recipient | None) -> None:
        self._found = found
        self._meant.setChecked(False)
        self._meant.setVisible(bool(found and found.like))
        self._compared.setVisible(bool(found and found.like))
        if found is None:
            self._say("", "")
            return
        self._say(said(found.state), _TONES.get(found.state.code, "muted"))
        self._compared.setText(f"{found.address}\n{found.like}" if found.like else "")

    def _say(self, sentence: str, tone: str) -> None:
        self._known.setText(sentence)
        self._known.setVisible(bool(sentence))
        set_tone(self._known, tone)

    def _tell(self, _on: bool) -> None:
        self.changed.emit()

    def _build(self) -> None:
        self._text.setAccessibleName(words("To the address"))
        self._text.setPlaceholderText(words("To the address 0x…"))
        row = QHBoxLayout()
        row.setSpacing(GAP_2)
        row.addWidget(self._text, 1)
        row.addWidget(self._picture)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_1)
        column.addLayout(row)
        for part in (self._known, self._compared, self._meant):
            column.addWidget(part)
            part.hide()
