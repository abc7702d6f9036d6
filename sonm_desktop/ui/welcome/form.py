"""Fields of the first run: passwords that show dots, and one that is typed twice."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.words import words

SHORTEST_PASSWORD = 8


class FieldError(ValueError):
    """What is typed cannot be used as it stands; says why."""


class NewPassword(QWidget):
    """A password, twice. sent: Return was hit in the second."""

    sent = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._one = password_field(words("Password"))
        self._other = password_field(words("Password again"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        row.addWidget(self._one)
        row.addWidget(self._other)
        self._one.returnPressed.connect(self._other.setFocus)
        self._other.returnPressed.connect(self.sent)
        self.setFocusProxy(self._one)

    def typed(self) -> Secret[str]:
        """The password; it stays in the fields. Raises FieldError."""
        if len(self._one.text()) < SHORTEST_PASSWORD:
            raise FieldError(
                words("The password has {count} characters at least.", count=SHORTEST_PASSWORD)
            )
        if self._one.text() != self._other.text():
            raise FieldError(words("The two passwords are not the same."))
        return Secret(self._one.text())

    def forget(self) -> None:
        """Clear both."""
        self._one.clear()
        self._other.clear()


def password_field(name: str) -> QLineEdit:
    """A field that shows dots."""
    field: QLineEdit = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setAccessibleName(name)
    field.setPlaceholderText(name)
    return field
