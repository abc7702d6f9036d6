"""An address: identicon, short spelling, the whole on hover, a copy button."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.icons import icon
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import CODE, GAP_2
from sonm_desktop.ui.widgets.identicon import paint_identicon, short_address
from sonm_desktop.ui.words import words


class Identicon(QWidget):
    """The picture of one address."""

    def __init__(self, theme: Theme, side: int = 18) -> None:
        super().__init__()
        self._theme = theme
        self._address = ""
        self._side = side
        self.setFixedSize(QSize(side, side))
        theme.changed.connect(self.update)

    def show_address(self, address: str) -> None:
        """Paint *address*."""
        self._address = address
        self.update()

    # Qt overrides
    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._address:
            return
        painter = QPainter(self)
        area = QRectF(0, 0, self._side, self._side)
        paint_identicon(painter, area, self._address, dark=self._theme.colours.dark)


class AddressLabel(QWidget):
    """Shows one address; the button copies it whole."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._address = ""
        self._picture = Identicon(theme)
        self._text = QLabel()
        self._text.setFont(font(CODE))
        self._copy = QPushButton()
        self._copy.setProperty("kind", "quiet")
        self._copy.setFixedSize(28, 28)
        self._copy.setAccessibleName(words("Copy the address"))
        self._copy.setToolTip(words("Copy the address"))
        self._build()
        self._copy.clicked.connect(self._copy_whole)
        theme.changed.connect(self._dress)

    def show_address(self, address: str) -> None:
        """Show *address*."""
        self._address = address
        self._picture.show_address(address)
        self._text.setText(short_address(address))
        self.setToolTip(address)
        self.setAccessibleName(address)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        row.addWidget(self._picture)
        row.addWidget(self._text)
        row.addWidget(self._copy)
        row.addStretch(1)
        row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._dress()

    def _dress(self) -> None:
        self._copy.setIcon(icon("copy", self._theme.colours.muted, 16))

    def _copy_whole(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
