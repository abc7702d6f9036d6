"""Who one acts as: the account's picture, name and address, and a menu of the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout

from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import BODY, CAPTION, GAP_2, GAP_3
from sonm_desktop.ui.widgets.address import Identicon
from sonm_desktop.ui.widgets.identicon import paint_identicon, short_address
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.widgets.tips import plain_tip
from sonm_desktop.ui.words import words

if TYPE_CHECKING:
    from sonm_desktop.api.schema.wallet import Account

_PICTURE = 24
_HEIGHT = 44


class AccountButton(QPushButton):
    """Hidden while there is no account. chosen: an address."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._accounts: tuple[Account, ...] = ()
        self._picture = Identicon(theme, _PICTURE)
        self._name: QLabel = label("", BODY)
        self._address = label("", CAPTION, tone="muted")
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self._build()
        self._group.triggered.connect(self._choose)

    def show_accounts(self, accounts: Sequence[Account], acting: str) -> None:
        """*acting* is the one in use."""
        self._accounts = tuple(accounts)
        current = next((one for one in accounts if one.address == acting), None)
        self.setVisible(current is not None)
        if current is None:
            return
        name = current.label or words("Account")
        short = short_address(current.address)
        self._picture.show_address(current.address)
        self._name.setText(_cut(name))
        self._name.setToolTip(plain_tip(name))
        self._address.setText(short)
        self.setToolTip(plain_tip(f"{name}\n{current.address}"))
        self.setAccessibleName(words("Account: {name}, {address}", name=name, address=short))
        self._fill(acting)

    def set_narrow(self, narrow: bool) -> None:
        """The picture alone."""
        self._name.setVisible(not narrow)
        self._address.setVisible(not narrow)

    def _fill(self, acting: str) -> None:
        for action in self._group.actions():
            self._group.removeAction(action)
        self._menu.clear()
        for account in self._accounts:
            text = f"{account.label or words('Account')}   {short_address(account.address)}"
            action = QAction(
                _icon(account.address, dark=self._theme.colours.dark), text, self._menu
            )
            action.setCheckable(True)
            action.setChecked(account.address == acting)
            action.setData(account.address)
            self._group.addAction(action)
            self._menu.addAction(action)

    def _choose(self, action: QAction) -> None:
        self.chosen.emit(str(action.data()))

    def _build(self) -> None:
        self.setProperty("kind", "place")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumHeight(_HEIGHT)
        self.setMenu(self._menu)
        words_column = QVBoxLayout()
        words_column.setContentsMargins(0, 0, 0, 0)
        words_column.setSpacing(0)
        for text in (self._name, self._address):
            text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            words_column.addWidget(text)
        self._picture.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_2 - 1, 2, GAP_2 - 1, 2)
        row.setSpacing(GAP_3)
        row.addWidget(self._picture)
        row.addLayout(words_column, 1)
        self.hide()

    # Qt overrides
    def minimumSizeHint(self) -> QSize:
        inside = self.layout()
        return QSize(inside.minimumSize().width() if inside else _PICTURE, _HEIGHT)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


def _cut(name: str) -> str:
    """A name as long as the rail is wide; the whole one is in the tooltip."""
    longest = 20
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def _icon(address: str, *, dark: bool) -> QIcon:
    picture = QPixmap(20, 20)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_identicon(painter, picture.rect().toRectF(), address, dark=dark)
    painter.end()
    return QIcon(picture)
