"""What stands where there is nothing: one sentence, why, and one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from sonm_desktop.ui.theme.tokens import GAP_2, GAP_4, SECTION
from sonm_desktop.ui.widgets.text import label


class Ghost(QWidget):
    """Says why a place is empty. pressed: its button."""

    pressed = Signal()

    def __init__(self, sentence: str = "", reason: str = "", action: str = "") -> None:
        super().__init__()
        self._sentence = label("", SECTION, wrap=True)
        self._reason = label("", tone="muted", wrap=True)
        self._button = QPushButton()
        self._build()
        self.say(sentence, reason, action)

    def say(self, sentence: str, reason: str = "", action: str = "") -> None:
        """Show other words; without *action* there is no button."""
        self._sentence.setText(sentence)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._button.setText(action)
        self._button.setVisible(bool(action))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(GAP_2)
        column.addStretch(2)
        for text in (self._sentence, self._reason):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(text)
        column.addSpacing(GAP_4)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self._button.clicked.connect(self.pressed)
