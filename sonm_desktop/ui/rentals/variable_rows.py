"""The environment as rows of name and value; there is always an empty one to go on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sonm_desktop.core.jobs.draft import MOST_VARIABLES, Variable
from sonm_desktop.ui.theme.tokens import GAP_1, GAP_2
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words


class VariableRow(QWidget):
    """changed: something was typed."""

    changed = Signal()

    def __init__(self, number: int) -> None:
        super().__init__()
        self._name, self._value = QLineEdit(), QLineEdit()
        self._secret = QCheckBox(words("secret"))
        self._said = label("", tone="bad", wrap=True)
        self._name.setAccessibleName(words("Variable {number}", number=number))
        self._value.setAccessibleName(words("Value {number}", number=number))
        self._secret.setAccessibleName(words("Value {number} is secret", number=number))
        self._name.setPlaceholderText(words("NAME"))
        self._value.setPlaceholderText(words("value"))
        self._build()
        self._name.textChanged.connect(self._tell)
        self._value.textChanged.connect(self._tell)
        self._secret.toggled.connect(self._mask)

    def variable(self) -> Variable:
        """What stands there."""
        return Variable(self._name.text().strip(), self._value.text(), self._secret.isChecked())

    def show_variable(self, variable: Variable) -> None:
        """Show *variable* in place of what stands there."""
        self._name.setText(variable.name)
        self._value.setText(variable.value)
        self._secret.setChecked(variable.secret)

    def say(self, sentence: str) -> None:
        """What is wrong with it; empty for nothing."""
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))

    def _mask(self, secret: bool) -> None:
        mode = QLineEdit.EchoMode.Password if secret else QLineEdit.EchoMode.Normal
        self._value.setEchoMode(mode)
        self.changed.emit()

    def _tell(self, _text: str) -> None:
        self.changed.emit()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP_2)
        row.addWidget(self._name, 2)
        row.addWidget(self._value, 3)
        row.addWidget(self._secret)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_1)
        column.addLayout(row)
        column.addWidget(self._said)
        self._said.hide()


class VariableRows(QWidget):
    """changed: something was typed in a row."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[VariableRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP_1)
        self._grow()

    def variables(self) -> tuple[Variable, ...]:
        """Every row's, the empty last one's too."""
        return tuple(row.variable() for row in self._rows)

    def show_variables(self, variables: Sequence[Variable]) -> None:
        """Replace what stands there."""
        blank = Variable("")
        while len(self._rows) <= len(variables):
            self._grow()
        for at, row in enumerate(self._rows):
            row.show_variable(variables[at] if at < len(variables) else blank)

    def say(self, at: int, sentence: str) -> None:
        """What is wrong with row *at*."""
        self._rows[at].say(sentence)

    def hush(self) -> None:
        """Nothing is wrong."""
        for row in self._rows:
            row.say("")

    def _grow(self) -> None:
        row = VariableRow(len(self._rows) + 1)
        row.changed.connect(self._follow)
        self._rows.append(row)
        self._column.addWidget(row)
        row.show()

    def _follow(self) -> None:
        last = self._rows[-1].variable()
        if (last.name or last.value) and len(self._rows) < MOST_VARIABLES:
            self._grow()
        self.changed.emit()
