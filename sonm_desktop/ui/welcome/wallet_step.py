"""A wallet: a new one, or the person's own by phrase, keystore file or key."""

from __future__ import annotations

from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2
from sonm_desktop.ui.welcome.form import FieldError, NewPassword, password_field
from sonm_desktop.ui.welcome.phrase_fields import LENGTHS, PhraseEntry
from sonm_desktop.ui.welcome.step_page import Choices, StepPage
from sonm_desktop.ui.widgets.file_field import FileField
from sonm_desktop.ui.widgets.pile import Pile
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_LARGEST_FILE = 100_000
_KINDS = ("new", "phrase", "keystore", "key")


class WalletStep(StepPage):
    """Secrets stand in its fields only until they are sent. phrase: of a wallet just made."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Your wallet"), "", words("Make the wallet"), words("Later"))
        self._face = face
        self.phrase: Secret[str] | None = None
        self._kinds = Choices(
            words("Kind of wallet"),
            [
                ("new", words("A new one")),
                ("phrase", words("From its phrase")),
                ("keystore", words("Keystore file")),
                ("key", words("Private key")),
            ],
        )
        self._lengths = Choices(
            words("Length of the phrase"),
            [(str(count), words("{count} words", count=count)) for count in LENGTHS],
        )
        self._entry = PhraseEntry()
        self._file = FileField(words("Keystore file"), words("Choose the keystore file…"))
        self._file_password = password_field(words("Password of the file"))
        self._key = password_field(words("Private key, 64 hex digits"))
        self._password = NewPassword()
        self._parts = Pile()
        self._practise = False
        self._build()
        self._kinds.chosen.connect(self._show_kind)
        self._lengths.chosen.connect(self._set_length)
        self._password.sent.connect(self.act)

    def for_practice(self, practise: bool) -> None:
        """Practising needs a password and nothing else."""
        self._practise = practise
        self._kinds.setVisible(not practise)
        self.put_off.setVisible(not practise)
        if practise:
            self._kinds.choose("new")
        self._show_kind(self._kinds.key)

    def enter(self) -> None:
        super().enter()
        self._password.setFocus()

    def leave(self) -> None:
        for part in (self._entry, self._password):
            part.forget()
        self._file_password.clear()
        self._key.clear()

    def take_phrase(self) -> Secret[str] | None:
        """The phrase of the wallet just made; only the first asker gets it."""
        phrase, self.phrase = self.phrase, None
        return phrase

    def act(self) -> None:
        try:
            work = self._made(self._kinds.key)
        except FieldError as problem:
            self.say(str(problem))
            return
        self.say("")
        self._face.actions.run(work, busy=self.go, done=self._finish, failed=self.say)

    def _made(self, kind: str) -> Coroutine[Any, Any, None]:
        password = self._password.typed()
        if kind == "phrase":
            return self._restore(self._entry.typed(), password)
        if kind == "keystore":
            if not self._file_password.text():
                raise FieldError(words("Type the password of the keystore file."))
            text = _text_of(self._file.path)
            return self._bring_file(text, Secret(self._file_password.text()), password)
        if kind == "key":
            if not self._key.text().strip():
                raise FieldError(words("Type the private key."))
            return self._bring_key(Secret(self._key.text().strip()), password)
        return self._create(password)

    async def _create(self, password: Secret[str]) -> None:
        self.phrase = (await self._face.agent.wallet.create(password)).phrase

    async def _restore(self, phrase: Secret[str], password: Secret[str]) -> None:
        await self._face.agent.wallet.restore(phrase, password)

    async def _bring_file(self, keystore: str, of_file: Secret[str], password: Secret[str]) -> None:
        """A wallet of its own holds the key; made first, once, if the file cannot be opened."""
        await self._have_wallet(password)
        await self._face.agent.wallet.import_keystore(
            keystore, of_file, password, words("Imported")
        )

    async def _bring_key(self, key: Secret[str], password: Secret[str]) -> None:
        await self._have_wallet(password)
        await self._face.agent.wallet.import_key(key, password, words("Imported"))

    async def _have_wallet(self, password: Secret[str]) -> None:
        if not (await self._face.agent.wallet.status()).exists:
            await self._create(password)

    def _finish(self, _done: None) -> None:
        self.leave()
        self.done.emit()

    def _set_length(self, count: str) -> None:
        self._entry.set_length(int(count))

    def _show_kind(self, kind: str) -> None:
        self.say("")
        self._parts.show_part(_KINDS.index(kind))
        self._parts.setVisible(kind != "new")
        self.head(*_head(kind, practise=self._practise))
        self.go.reword(words("Begin") if self._practise else _action(kind))
        if kind == "phrase":
            self._face.actions.run(self._face.agent.wallet.phrase_words(), done=self._entry.know)

    def _build(self) -> None:
        for part in (
            QWidget(),
            _column(self._lengths, self._entry),
            _column(self._file, self._file_password),
            _column(self._key),
        ):
            self._parts.add(part)
        self.body.addWidget(self._kinds)
        self.body.addWidget(self._parts)
        self.body.addWidget(label(words("A password for this PC")))
        self.body.addWidget(self._password)
        self.body.addWidget(
            label(
                words(
                    "It locks the keys on this PC and nowhere else. "
                    "At least {count} characters; nobody can reset it.",
                    count=8,
                ),
                CAPTION,
                tone="muted",
                wrap=True,
            )
        )
        self._show_kind("new")


def _head(kind: str, *, practise: bool) -> tuple[str, str]:
    if practise:
        return words("One password, and it begins"), words(
            "Both accounts of the practice are kept under it."
        )
    return {
        "new": (
            words("Your wallet"),
            words("It holds your keys, on this PC alone. You get a phrase to write on paper."),
        ),
        "phrase": (
            words("Your wallet, from its phrase"),
            words("Type the words in their order. They go to your own agent and nowhere else."),
        ),
        "keystore": (
            words("Your account, from a keystore file"),
            words("Files of geth and MetaMask (V3) are read here and stay where they are."),
        ),
        "key": (
            words("Your account, from its private key"),
            words("It joins a new wallet, whose phrase does not cover it."),
        ),
    }[kind]


def _action(kind: str) -> str:
    return {
        "new": words("Make the wallet"),
        "phrase": words("Restore the wallet"),
        "keystore": words("Import the file"),
        "key": words("Import the key"),
    }[kind]


def _column(*parts: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP_2)
    for part in parts:
        column.addWidget(part)
    return made


def _text_of(path: Path | None) -> str:
    if path is None:
        raise FieldError(words("Choose the keystore file."))
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise FieldError(words("This file is too large to be a keystore."))
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FieldError(words("The file cannot be read.")) from error
