"""A question before something is destroyed; opened, never executed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3, GAP_5, SECTION
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_LEAST_WIDTH = 420


class ConfirmDialog(QDialog):
    """*lost*: what is gone afterwards. Escape, and Enter at first, leave all as it is.

    confirmed: the person wants it nevertheless.
    """

    confirmed = Signal()

    def __init__(self, parent: QWidget, *, question: str, lost: str, action: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(question)
        self.setMinimumWidth(_LEAST_WIDTH)
        do = QPushButton(action)
        do.setProperty("kind", "danger")
        cancel = QPushButton(words("Cancel"))
        cancel.setDefault(True)
        foot = QHBoxLayout()
        foot.setSpacing(GAP_2)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(do)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        column.setSpacing(GAP_3)
        column.addWidget(label(question, SECTION, wrap=True))
        column.addWidget(label(lost, wrap=True))
        column.addLayout(foot)
        do.clicked.connect(self._confirm)
        cancel.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)
        cancel.setFocus()

    def _confirm(self) -> None:
        self.accept()
        self.confirmed.emit()

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrapped text is never cut: Qt asks a dialog's layout for a height without a width."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._column.totalHeightForWidth(self.width()))
