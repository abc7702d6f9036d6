"""The fields of one template, filled in; what it needs and gives stands below."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from sonm_desktop.core.jobs.template import Field, FieldKind, Template
from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.tokens import CAPTION, CODE, GAP_1, GAP_3
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_SCRIPT_HEIGHT = 150


class TemplateFields(QWidget):
    """changed: something was typed."""

    changed = Signal()

    def __init__(self, template: Template, values: Mapping[str, str]) -> None:
        super().__init__()
        self._inputs: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._secrets = {f.key for f in template.fields if f.kind is FieldKind.SECRET}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_1)
        for field in template.fields:
            made = _input(field, values.get(field.key, field.default))
            made.textChanged.connect(self._tell)
            self._inputs[field.key] = made
            column.addWidget(label(words(field.label), tone="muted"))
            column.addWidget(made)
        column.addSpacing(GAP_3)
        gives = words("Gives: {what}", what=words(template.gives))
        runs = words("Runs {image}.", image=template.image)
        for line in (*(words(need) for need in template.needs), gives, runs):
            column.addWidget(label(line, CAPTION, tone="muted", wrap=True))

    def values(self) -> dict[str, str]:
        """What stands there, by the field's key."""
        return {key: _text(made) for key, made in self._inputs.items()}

    def shareable(self) -> dict[str, str]:
        """`values` without secrets."""
        return {key: text for key, text in self.values().items() if key not in self._secrets}

    def _tell(self) -> None:
        self.changed.emit()


def _input(field: Field, text: str) -> QLineEdit | QPlainTextEdit:
    if field.kind is FieldKind.SCRIPT:
        script = QPlainTextEdit(text)
        script.setFont(font(CODE))
        script.setFixedHeight(_SCRIPT_HEIGHT)
        script.setTabChangesFocus(True)
        script.setAccessibleName(words(field.label))
        return script
    line = QLineEdit(text)
    line.setAccessibleName(words(field.label))
    if field.kind is FieldKind.SECRET:
        line.setEchoMode(QLineEdit.EchoMode.Password)
    return line


def _text(made: QLineEdit | QPlainTextEdit) -> str:
    return made.toPlainText() if isinstance(made, QPlainTextEdit) else made.text()
