"""A table over a view of the agent: rows come by offset, when they scroll into sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Signal

from sonm_desktop.ui.models.table import Column, ColumnTable

R = TypeVar("R")

PAGE_ROWS = 200
_KEPT_PAGES = 16

_Index = QModelIndex | QPersistentModelIndex


class PagedTable(ColumnTable[R]):
    """Shows *count* rows of which only some pages are here.

    page_wanted: offset of a page that came into sight and is not here; asked for once.
    """

    page_wanted = Signal(object)

    def __init__(self, columns: Sequence[Column[R]]) -> None:
        super().__init__(columns)
        self._count = 0
        self._pages: OrderedDict[int, tuple[R, ...]] = OrderedDict()
        self._asked: set[int] = set()

    def open(self, count: int) -> None:
        """Start over with *count* rows, none of them here yet."""
        self.beginResetModel()
        self._count = count
        self._pages.clear()
        self._asked.clear()
        self.endResetModel()

    def fill(self, offset: int, rows: Sequence[R]) -> None:
        """The rows from *offset* have come."""
        self._asked.discard(offset)
        self._pages[offset] = tuple(rows)
        while len(self._pages) > _KEPT_PAGES:
            self._pages.popitem(last=False)
        if rows:
            last = self.index(offset + len(rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(offset, 0), last)

    def renew(self, count: int, offset: int, rows: Sequence[R]) -> None:
        """There are *count* rows now; those from *offset* are here. Row numbers stay in place."""
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(QModelIndex(), count, self._count - 1)
            self._count = count
            self.endRemoveRows()
        self._pages.clear()
        self._asked.clear()
        self._pages[offset] = tuple(rows)
        self._tell_changed()

    def revise(self, change: Callable[[R], R]) -> None:
        """Replace every record that is here by what *change* makes of it."""
        for offset, page in self._pages.items():
            self._pages[offset] = tuple(change(record) for record in page)
        self._tell_changed()

    def _tell_changed(self) -> None:
        if self._count:
            last = self.index(self._count - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def record(self, row: int) -> R | None:
        """The record in *row*, or None while it is not here; then it is asked for."""
        offset = row - row % PAGE_ROWS
        page = self._pages.get(offset)
        if page is not None:
            return page[row - offset] if row - offset < len(page) else None
        if offset not in self._asked:
            self._asked.add(offset)
            self.page_wanted.emit(offset)
        return None

    def shown(self, row: int) -> R | None:
        return self.record(row)

    def row_of(self, meant: Callable[[R], bool]) -> int | None:
        """The row of the first record that is here and *meant*."""
        for offset, page in self._pages.items():
            for at, record in enumerate(page):
                if meant(record):
                    return offset + at
        return None

    def here(self) -> list[R]:
        """Every record that is here now."""
        return [record for page in self._pages.values() for record in page]

    # Qt overrides
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._count
