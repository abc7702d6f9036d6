"""The login of a private image's registry: given for one download, kept nowhere."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from sonm_desktop.api.schema.tasks import RegistryLogin
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1, GAP_2
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words


class RegistryFields(QWidget):
    """Folded until the box is ticked; the password leaves with the job. changed: of the user."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._private = QCheckBox(words("The image is private"))
        self._user, self._password = QLineEdit(), QLineEdit()
        self._wrong = label("", tone="bad", wrap=True)
        self._inside = QWidget()
        self._build()
        self._private.toggled.connect(self._fold)
        self._user.textChanged.connect(self._tell)

    def login(self) -> RegistryLogin | None:
        """What was given; None for a public image."""
        if not self._private.isChecked():
            return None
        return RegistryLogin(username=self.user(), password=Secret(self._password.text()))

    def user(self) -> str:
        """Who asks the registry; empty for a public image."""
        return self._user.text().strip() if self._private.isChecked() else ""

    def is_whole(self) -> bool:
        """Whether nothing is missing; what is stands beside the fields."""
        given = bool(self._user.text().strip() and self._password.text())
        whole = given or not self._private.isChecked()
        self._wrong.setText("" if whole else words("Give user and password of the registry."))
        self._wrong.setVisible(not whole)
        return whole

    def forget(self) -> None:
        """The password has served."""
        self._password.clear()
        self._private.setChecked(False)

    def _fold(self, private: bool) -> None:
        self._inside.setVisible(private)
        self._wrong.hide()
        self.changed.emit()

    def _tell(self, _user: str) -> None:
        self.changed.emit()

    def _build(self) -> None:
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._user.setAccessibleName(words("User at the registry"))
        self._password.setAccessibleName(words("Password at the registry"))
        self._user.setPlaceholderText(words("user"))
        self._password.setPlaceholderText(words("password or token"))
        hint = words(
            "It goes to the supplier's machine, encrypted, for this one download; it is written "
            "nowhere. Use a token that can only read: the supplier could see it."
        )
        grid = QGridLayout(self._inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP_2)
        grid.setVerticalSpacing(GAP_1)
        grid.addWidget(self._user, 0, 0)
        grid.addWidget(self._password, 0, 1)
        grid.addWidget(label(hint, CAPTION, tone="muted", wrap=True), 1, 0, 1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP_2, 0, 0)
        column.setSpacing(GAP_2)
        for part in (self._private, self._inside, self._wrong):
            column.addWidget(part)
        self._inside.hide()
        self._wrong.hide()
