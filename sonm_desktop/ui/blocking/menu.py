"""The menu of a row by which its account is blocked: with the right button, or the menu key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from sonm_desktop.ui.blocking.dialog import ask_to_block
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.words import words


class BlockMenu(QObject):
    """On *place*; *whom*: the account at a point of it, or empty. changed: lists are other ones."""

    changed = Signal()

    def __init__(
        self, place: QWidget, face: Face, whom: Callable[[QPoint], str], *, customer: bool = False
    ) -> None:
        super().__init__(place)
        self._place = place
        self._face = face
        self._whom = whom
        self._customer = customer
        self._account = ""
        self._menu = QMenu(place)
        text = words("Block this customer…") if customer else words("Block this supplier…")
        self._menu.addAction(text).triggered.connect(self._ask)
        place.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        place.customContextMenuRequested.connect(self._open)

    def _open(self, at: QPoint) -> None:
        self._account = self._whom(at)
        if self._account:
            self._menu.popup(self._surface().mapToGlobal(at))

    def _ask(self) -> None:
        dialog = ask_to_block(self._place, self._face, self._account, customer=self._customer)
        dialog.changed.connect(self.changed)

    def _surface(self) -> QWidget:
        place = self._place
        return place.viewport() if isinstance(place, QAbstractItemView) else place


def row_at(table: QAbstractItemView, at: QPoint) -> int | None:
    """The row at a point of *table*; by the keyboard the chosen one."""
    index = table.indexAt(at)
    index = index if index.isValid() else table.currentIndex()
    return index.row() if index.isValid() else None
