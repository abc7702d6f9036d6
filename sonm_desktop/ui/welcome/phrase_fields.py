"""A phrase word by word: shown in a numbered grid, or typed into one with each word checked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.theme.tokens import CAPTION, CODE, GAP_2, GAP_3, SECTION
from sonm_desktop.ui.welcome.form import FieldError
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

LENGTHS = (12, 15, 18, 21, 24)
_COLUMNS = 4
_MOST_SUGGESTIONS = 6


class PhraseGrid(QWidget):
    """The words of one phrase, to be written down. Nothing can be selected or copied."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: list[tuple[QFrame, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP_2)

    def show_phrase(self, phrase: Secret[str]) -> None:
        """Show *phrase* until `forget`."""
        shown = phrase.reveal().split()
        while len(self._cells) < len(shown):
            self._add()
        for at, (cell, text) in enumerate(self._cells):
            cell.setVisible(at < len(shown))
            text.setText(shown[at] if at < len(shown) else "")

    def forget(self) -> None:
        """Show nothing."""
        for _, text in self._cells:
            text.clear()

    def _add(self) -> None:
        at = len(self._cells)
        cell = QFrame()
        cell.setObjectName("well")
        row = QHBoxLayout(cell)
        row.setContentsMargins(GAP_3, GAP_2, GAP_3, GAP_2)
        row.setSpacing(GAP_2)
        text = label("", SECTION)
        text.setAccessibleName(words("Word {number}", number=at + 1))
        row.addWidget(label(str(at + 1), CAPTION, tone="muted"))
        row.addWidget(text, 1)
        self._grid.addWidget(cell, at // _COLUMNS, at % _COLUMNS)
        self._cells.append((cell, text))


class PhraseEntry(QWidget):
    """One field for each word; what is no word is marked while one types. changed: any of them.

    A whole phrase that is pasted into a field fills the fields from there on.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._known: frozenset[str] = frozenset()
        self._suggested = QStringListModel(self)
        self._fields: list[QLineEdit] = []
        self._cells: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP_2)
        for _ in range(LENGTHS[-1]):
            self._add()
        self.set_length(LENGTHS[0])
        self.setFocusProxy(self._fields[0])

    def know(self, known: Sequence[str]) -> None:
        """The words that a phrase may hold."""
        self._known = frozenset(known)
        self._suggested.setStringList(sorted(known))
        self._check()

    def set_length(self, count: int) -> None:
        """How many words the phrase has."""
        for at, cell in enumerate(self._cells):
            cell.setVisible(at < count)
        self._length = count

    def typed(self) -> Secret[str]:
        """The phrase; it stays in the fields. Raises FieldError naming the position."""
        found = [_word(field) for field in self._fields[: self._length]]
        if "" in found:
            raise FieldError(words("Word {number} is missing.", number=found.index("") + 1))
        if wrong := self._wrong():
            raise FieldError(words("Word {number} is not a word of a phrase.", number=wrong[0] + 1))
        return Secret(" ".join(found))

    def forget(self) -> None:
        """Clear every word."""
        for field in self._fields:
            field.clear()

    def _wrong(self) -> list[int]:
        """Positions whose words are none."""
        typed = [_word(field) for field in self._fields[: self._length]]
        return [
            at for at, word in enumerate(typed) if word and self._known and word not in self._known
        ]

    def _check(self) -> None:
        wrong = set(self._wrong())
        for at, field in enumerate(self._fields):
            unfinished = field.hasFocus() and any(
                known.startswith(_word(field)) for known in self._known
            )
            bad = at in wrong and not unfinished
            if bool(field.property("wrong")) is not bad:
                field.setProperty("wrong", bad)
                field.style().unpolish(field)
                field.style().polish(field)
                field.setToolTip(words("This is not a word of a phrase.") if bad else "")
        self.changed.emit()

    def _spread(self, text: str) -> None:
        """Several words in one field are a phrase that was pasted."""
        field = self.sender()
        parts = text.split()
        if len(parts) < 2 or not isinstance(field, QLineEdit):
            return
        first = self._fields.index(field)
        if first == 0 and len(parts) in LENGTHS:
            self.set_length(len(parts))
        for target, part in zip(self._fields[first:], parts, strict=False):
            target.setText(part)

    def _add(self) -> None:
        at = len(self._fields)
        field = QLineEdit()
        field.setFont(label("", CODE).font())
        field.setAccessibleName(words("Word {number}", number=at + 1))
        field.setPlaceholderText(str(at + 1))
        field.setInputMethodHints(
            Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData
        )
        completer = QCompleter(self._suggested, field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(_MOST_SUGGESTIONS)
        field.setCompleter(completer)
        field.textChanged.connect(self._spread)
        field.textChanged.connect(self._check)
        field.editingFinished.connect(self._check)
        self._grid.addWidget(field, at // _COLUMNS, at % _COLUMNS)
        self._fields.append(field)
        self._cells.append(field)


def _word(field: QLineEdit) -> str:
    return field.text().strip().lower()
