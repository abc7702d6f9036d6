"""Tokens by which scripts and other programs may use the agent."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.tokens import IssuedToken, NewToken, Scope, Token
from sonm_desktop.core.errors import UserError
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CODE, GAP_2
from sonm_desktop.ui.widgets.amount_field import AmountField
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.emptying import empty
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import exact, words

_LONGEST_NAME = 64


class ScriptsPanel(Panel):
    """A token's secret is shown once, and gone with the page."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Tokens for scripts"))
        self._face = face
        self._rows = QVBoxLayout()
        self._name = QLineEdit()
        self._scope = QComboBox()
        self._limit = AmountField(words("SNM that it may spend in all"), has_all=False)
        self._issue = BusyButton(words("Make a token"), words("Making…"))
        self._secret = label("", CODE, wrap=True)
        self._said = label("", wrap=True)
        self._build()
        self._issue.clicked.connect(self._make)
        self._scope.currentIndexChanged.connect(self._follow)

    def look(self) -> None:
        """Ask which tokens there are."""
        self._face.actions.run(self._face.agent.tokens.all(), done=self._show, failed=self._stay)

    def forget(self) -> None:
        """The new token is not on the screen any more."""
        self._secret.clear()
        self._secret.hide()
        self._said.hide()

    def _show(self, tokens: list[Token]) -> None:
        empty(self._rows)
        for token in tokens:
            self._rows.addWidget(self._row(token))

    def _row(self, token: Token) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        row.addWidget(label(token.name), 1)
        row.addWidget(label(_allowed(token), tone="muted"))
        button = QPushButton(words("Revoke"))
        button.setAccessibleName(words("Revoke {name}", name=token.name))
        button.clicked.connect(partial(self._revoke, token.id))
        row.addWidget(button)
        return made

    def _make(self) -> None:
        name = self._name.text().strip()
        if not name:
            self._say(words("Type what the token is for."), "bad")
            return
        scope = Scope(self._scope.currentData())
        try:
            limit = self._limit.wei() if scope is Scope.TRADE else None
        except UserError as problem:
            self._say(said(problem), "bad")
            return
        self.forget()
        request = NewToken(name=name, scope=scope, limit=limit)
        self._face.actions.run(
            self._face.agent.tokens.issue(request),
            busy=self._issue,
            done=self._show_secret,
            failed=self._fail,
        )

    def _revoke(self, token: str) -> None:
        self._face.actions.run(
            self._face.agent.tokens.revoke(token), done=self._revoked, failed=self._fail
        )

    def _revoked(self, _none: None) -> None:
        self.look()

    def _show_secret(self, issued: IssuedToken) -> None:
        self.look()
        self._name.clear()
        self._limit.clear()
        if self.isVisible():
            self._secret.setText(issued.secret.reveal())
            self._secret.show()
            self._say(words("Copy it now: it is shown this once."), "warn")

    def _follow(self, _at: int) -> None:
        self._limit.setVisible(self._scope.currentData() == Scope.TRADE)

    def _fail(self, sentence: str) -> None:
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str) -> None:
        self._said.setText(sentence)
        self._said.show()
        set_tone(self._said, tone)

    def _stay(self, _sentence: str) -> None:
        """Without an answer the list stays as it is."""

    def _build(self) -> None:
        self._name.setAccessibleName(words("What the token is for"))
        self._name.setPlaceholderText(words("What the token is for"))
        self._name.setMaxLength(_LONGEST_NAME)
        self._scope.setAccessibleName(words("What it may do"))
        self._scope.addItem(words("Look only"), Scope.READ)
        self._scope.addItem(words("Buy and sell, up to a limit"), Scope.TRADE)
        self._scope.addItem(words("Everything"), Scope.ADMIN)
        self._secret.setAccessibleName(words("The new token"))
        self._secret.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.setSpacing(GAP_2)
        row.addWidget(self._name, 1)
        row.addWidget(self._scope)
        row.addWidget(self._limit)
        row.addWidget(self._issue)
        explained = words(
            "A program that has a token speaks to the background program as you do, as far as "
            "the token reaches. Sending and exporting ask for the password besides."
        )
        self.body.addWidget(label(explained, tone="muted", wrap=True))
        self.body.addLayout(self._rows)
        self.body.addLayout(row)
        self.body.addWidget(self._secret)
        self.body.addWidget(self._said)
        self._limit.hide()
        self.forget()


def _allowed(token: Token) -> str:
    if token.scope is Scope.READ:
        return words("looks only")
    if token.scope is Scope.ADMIN:
        return words("may do everything")
    return words(
        "spent {spent} of {limit}", spent=exact(token.spent), limit=exact(token.limit or 0)
    )
