"""A job of one's own image: image, command and environment, each with what is wrong below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from sonm_desktop.core.jobs.draft import JobDraft, Problem, Variable
from sonm_desktop.ui.rentals.variable_rows import VariableRows
from sonm_desktop.ui.theme.tokens import GAP_1
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words


class ImageFields(QWidget):
    """changed: something was typed. submitted: return was pressed."""

    changed = Signal()
    submitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._image, self._command = QLineEdit(), QLineEdit()
        self._variables = VariableRows()
        self._wrong = {name: label("", tone="bad", wrap=True) for name in ("image", "command")}
        self._build()
        for field in (self._image, self._command):
            field.textChanged.connect(self._tell)
            field.returnPressed.connect(self.submitted)
        self._variables.changed.connect(self.changed)

    def draft(self, name: str) -> JobDraft:
        """What stands there; the job is called *name*."""
        return JobDraft(
            self._image.text().strip(), self._command.text(), self._variables.variables(), name
        )

    def show_draft(self, draft: JobDraft) -> None:
        """Replace what stands there."""
        self._image.setText(draft.image)
        self._command.setText(draft.command)
        self._variables.show_variables([one for one in draft.variables if one != Variable("")])

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Each beside its field."""
        self._variables.hush()
        said = {problem.field: problem.sentence for problem in problems}
        for name, place in self._wrong.items():
            place.setText(said.get(name, ""))
            place.setVisible(name in said)
        for problem in problems:
            if problem.field.isdecimal():
                self._variables.say(int(problem.field), problem.sentence)

    def _tell(self, _text: str) -> None:
        self.changed.emit()

    def _build(self) -> None:
        self._image.setAccessibleName(words("Image"))
        self._image.setPlaceholderText(words("for example {image}", image="python:3.12-slim"))
        self._command.setAccessibleName(words("Command"))
        self._command.setPlaceholderText(words("as the image says"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_1)
        for title, field, name in (
            (words("Image"), self._image, "image"),
            (words("Command"), self._command, "command"),
        ):
            column.addWidget(label(title, tone="muted"))
            column.addWidget(field)
            column.addWidget(self._wrong[name])
            self._wrong[name].hide()
        column.addWidget(label(words("Environment"), tone="muted"))
        column.addWidget(self._variables)
