"""A file that a person chooses: its name, and a button that opens the system's dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.text import label


class FileField(QWidget):
    """chosen: another file. The dialog is opened, never executed."""

    chosen = Signal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self._title = title
        self._path: Path | None = None
        self._shown = label("", tone="muted")
        self._button = QPushButton(title)
        self._button.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        row.addWidget(self._button)
        row.addWidget(self._shown, 1)
        self._button.clicked.connect(self._ask)

    @property
    def path(self) -> Path | None:
        """The file; None before one was chosen."""
        return self._path

    def choose(self, file: str) -> None:
        """Take *file*."""
        self._path = Path(file)
        self._shown.setText(self._path.name)
        self._shown.setToolTip(file)
        self.chosen.emit()

    def _ask(self) -> None:
        dialog = QFileDialog(self, self._title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.choose)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
