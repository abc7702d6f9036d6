"""The list of rentals: all of them, those that live, those that ended."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QSignalBlocker, Signal
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.ui.blocking.menu import BlockMenu, row_at
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.models.table import RecordTable
from sonm_desktop.ui.rentals.rows import ROW, RentalDelegate, RentalRow, row_columns
from sonm_desktop.ui.rentals.spans import is_open
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.tab_row import TabRow
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_ALL, _LIVE, _ENDED = range(3)


class RentalList(QWidget):
    """chosen: the Deal that is chosen now."""

    chosen = Signal(object)

    def __init__(self, face: Face) -> None:
        super().__init__()
        theme = face.theme
        self._rows: list[RentalRow] = []
        self._chosen = ""
        columns = row_columns()
        self._tabs = TabRow((words("All"), words("Live"), words("Ended")))
        self._model: RecordTable[RentalRow] = RecordTable(columns)
        self._table = RecordView(self._model, columns, words("Rentals"))
        self._delegate = RentalDelegate(theme)
        self._menu = BlockMenu(self._table, face, self._supplier_at)
        self._none = label("", tone="muted", wrap=True)
        self._build()
        self._tabs.chosen.connect(self._show_some)
        self._table.selectionModel().currentRowChanged.connect(self._tell)
        theme.changed.connect(self._table.viewport().update)

    def show_rows(self, rows: Sequence[RentalRow]) -> None:
        """Replace what is shown; the choice stays where it was."""
        self._rows = list(rows)
        live = sum(is_open(row.deal) for row in rows)
        counts = {words("All"): len(rows), words("Live"): live, words("Ended"): len(rows) - live}
        for at, (title, count) in enumerate(counts.items()):
            self._tabs.title(at, f"{title} {count}" if count else title)
        self._show_some()

    def choose(self, deal: str) -> None:
        """Choose *deal*, whatever is filtered."""
        self._chosen = deal
        self._tabs.choose(_ALL)
        self._show_some()

    def _show_some(self, _at: int = 0) -> None:
        part = self._tabs.current
        rows = [row for row in self._rows if part == _ALL or is_open(row.deal) == (part == _LIVE)]
        with QSignalBlocker(self._table.selectionModel()), self._table.keeping_place():
            self._model.show(rows)
            ids = [row.deal.id for row in rows]
            at = ids.index(self._chosen) if self._chosen in ids else 0
            if rows:
                self._table.setCurrentIndex(self._model.index(at, 0))
        self._table.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self._none.setText(
            words("No rental lives now.") if part == _LIVE else words("No rental has ended yet.")
        )
        if rows:
            self._tell(self._table.currentIndex())

    def _supplier_at(self, at: QPoint) -> str:
        row = row_at(self._table, at)
        return "" if row is None else self._model.record(row).deal.worker

    def _tell(self, current: QModelIndex) -> None:
        if not current.isValid():
            return
        deal: Deal = self._model.record(current.row()).deal
        self._chosen = deal.id
        self.chosen.emit(deal)

    def _build(self) -> None:
        self._table.setItemDelegate(self._delegate)
        self._table.horizontalHeader().hide()
        self._table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._table.verticalHeader().setDefaultSectionSize(ROW)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addWidget(self._tabs)
        column.addWidget(self._none)
        column.addWidget(self._table, 1)
        self._none.hide()
