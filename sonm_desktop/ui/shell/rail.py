"""The rail on the left: the one state, the places, the account and the lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout

from sonm_desktop.ui.shell.account_button import AccountButton
from sonm_desktop.ui.theme.icons import ICON_SIZE, icon
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import GAP_1, GAP_2, GAP_3, RAIL_NARROW, RAIL_WIDTH
from sonm_desktop.ui.widgets.pill import StatePill
from sonm_desktop.ui.words import words


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the rail. foot: stands at the bottom, apart from the daily places."""

    key: str
    title: str
    icon: str
    foot: bool = False


class Rail(QFrame):
    """Shows the places. chosen: the key of the place that the person asked for.

    lock_pressed: the person wants the wallet locked, or opened. account_chosen: an address.
    """

    chosen = Signal(str)
    lock_pressed = Signal()
    account_chosen = Signal(str)

    def __init__(self, theme: Theme, places: Sequence[Place]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self._theme = theme
        self._places = tuple(places)
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.pill = StatePill(theme)
        self._narrow = False
        self._locked = False
        self._lock = QPushButton()
        self.account = AccountButton(theme)
        self._build()
        theme.changed.connect(self._dress)

    def select(self, key: str) -> None:
        """Mark the place *key* without announcing it."""
        self._buttons[key].setChecked(True)
        self._dress()

    def set_narrow(self, narrow: bool) -> None:
        """Icons only, with the names as tooltips."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.setFixedWidth(RAIL_NARROW if narrow else RAIL_WIDTH)
        self.pill.setVisible(not narrow)
        self.account.set_narrow(narrow)
        for place in self._places:
            self._buttons[place.key].setText("" if narrow else f"  {place.title}")
            self._buttons[place.key].setToolTip(place.title if narrow else "")
        self._dress()

    def show_lock(self, *, exists: bool, locked: bool) -> None:
        """Whether there is a wallet, and whether it is locked."""
        self._locked = locked
        self._lock.setVisible(exists)
        self._dress()

    def _build(self) -> None:
        self.setFixedWidth(RAIL_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_2, GAP_3, GAP_2, GAP_3)
        column.setSpacing(GAP_1)
        column.addWidget(self.pill)
        column.addSpacing(GAP_3)
        for place in self._places:
            if place.foot:
                continue
            column.addWidget(self._button(place))
        column.addStretch(1)
        for place in self._places:
            if place.foot:
                column.addWidget(self._button(place))
        self._lock.setProperty("kind", "place")
        self._lock.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self._lock.setCursor(Qt.CursorShape.PointingHandCursor)
        self._lock.clicked.connect(self.lock_pressed)
        self._lock.hide()
        column.addWidget(self.account)
        column.addWidget(self._lock)
        self.account.chosen.connect(self.account_chosen)
        self._dress()

    def _button(self, place: Place) -> QPushButton:
        button = QPushButton(f"  {place.title}")
        button.setProperty("kind", "place")
        button.setProperty("place", place.key)
        button.setCheckable(True)
        button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        button.setAccessibleName(place.title)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(self._announce)
        self._group.addButton(button)
        self._buttons[place.key] = button
        return button

    def _announce(self) -> None:
        button = self._group.checkedButton()
        if button is not None:
            self._dress()
            self.chosen.emit(button.property("place"))

    def _dress(self) -> None:
        colours = self._theme.colours
        for place in self._places:
            button = self._buttons[place.key]
            name = f"{place.icon}-fill" if button.isChecked() else place.icon
            colour = colours.accent if button.isChecked() else colours.text
            button.setIcon(icon(name, colour))
        action = words("Unlock the wallet") if self._locked else words("Lock the wallet")
        self._lock.setIcon(icon("lock" if self._locked else "lock-open", colours.text))
        self._lock.setText("" if self._narrow else f"  {action}")
        self._lock.setAccessibleName(action)
        self._lock.setToolTip(action if self._narrow else "")
