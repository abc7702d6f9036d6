"""Tables of records: columns are data, sorting happens in Python on exact values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from sonm_desktop.ui.widgets.tips import plain_tip

R = TypeVar("R")

RECORD_ROLE = Qt.ItemDataRole.UserRole + 1

_Index = QModelIndex | QPersistentModelIndex
_ABOUT_THE_RECORD = frozenset(
    {int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole), RECORD_ROLE}
)


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """How one column shows a record. key: what it is sorted by; numbers stand right.

    width: 0 takes what the others leave, but no less than *least*.
    """

    title: str
    text: Callable[[R], str]
    key: Callable[[R], Any] | None = None
    number: bool = False
    strong: bool = False
    width: int = 0
    least: int = 0
    tip: Callable[[R], str] | None = None


class ColumnTable(QAbstractTableModel, Generic[R]):
    """What tables made of columns have in common; where the records are is the heirs' business."""

    def __init__(self, columns: Sequence[Column[R]]) -> None:
        super().__init__()
        self.columns = tuple(columns)

    def shown(self, row: int) -> R | None:
        """The record of *row*; None while it is not here, which shows as ``…``."""
        raise NotImplementedError

    # Qt overrides
    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(self.columns[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role not in _ABOUT_THE_RECORD:
            return None
        return _cell(self.shown(index.row()), column, role)


class RecordTable(ColumnTable[R]):
    """Shows the records of the last `show`; keeps its order when they are replaced."""

    def __init__(self, columns: Sequence[Column[R]]) -> None:
        super().__init__(columns)
        self._records: list[R] = []
        self._sorted_by = -1
        self._descending = False

    def show(self, records: Sequence[R]) -> None:
        """Replace what is shown."""
        self.beginResetModel()
        self._records = self._in_order(list(records))
        self.endResetModel()

    def record(self, row: int) -> R:
        """The record in *row*. Raises IndexError."""
        return self._records[row]

    def shown(self, row: int) -> R | None:
        return self._records[row]

    def _in_order(self, records: list[R]) -> list[R]:
        if self._sorted_by < 0:
            return records
        column = self.columns[self._sorted_by]
        return sorted(records, key=column.key or column.text, reverse=self._descending)

    # Qt overrides
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._records)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self._records
        self._sorted_by = column
        self._descending = order is Qt.SortOrder.DescendingOrder
        self._records = self._in_order(before)
        moved = {id(record): row for row, record in enumerate(self._records)}
        old = self.persistentIndexList()
        new = [self.index(moved[id(before[at.row()])], at.column()) for at in old]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()


def _cell(record: R | None, column: Column[R], role: int) -> Any:
    if record is None:
        return "…" if role == Qt.ItemDataRole.DisplayRole else None
    if role == Qt.ItemDataRole.DisplayRole:
        return column.text(record)
    if role == Qt.ItemDataRole.ToolTipRole:
        return plain_tip(column.tip(record)) if column.tip else None
    return record


def _alignment(column: Column[Any]) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
