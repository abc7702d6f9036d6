"""A table view in our look: fixed rows, rules, numbers to the right, semibold where it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
)

from sonm_desktop.ui.models.table import Column
from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.tokens import CAPTION, ROW_HEIGHT, TABLE
from sonm_desktop.ui.widgets.cell import CellDelegate

_LEAST_WIDTH = 48
_TITLE_PADDING = 24
"""Around a title, with room for the arrow of the order."""


class RecordView(QTableView):
    """Shows a model made of *columns*; whole rows are chosen with mouse or keys."""

    def __init__(
        self,
        model: QAbstractItemModel,
        columns: Sequence[Column[Any]],
        name: str,
        *,
        muted: Callable[[Any], bool] | None = None,
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFont(font(TABLE))
        self.setModel(model)
        self._delegate = CellDelegate(columns, muted)
        self.setItemDelegate(self._delegate)
        self._elastic: dict[int, int] = {}
        self._arrange(columns)

    @contextmanager
    def keeping_place(self) -> Iterator[None]:
        """Whatever is chosen inside, the view does not scroll."""
        bar = self.verticalScrollBar()
        at = bar.value()
        yield
        bar.setValue(at)

    def share_width(self) -> None:
        """Elastic columns take what is left; where that is too little, the table scrolls.

        Call it after columns were shown or hidden.
        """
        header = self.horizontalHeader()
        shown = [at for at in self._elastic if not header.isSectionHidden(at)]
        fixed = header.length() - sum(header.sectionSize(at) for at in shown)
        enough = self.viewport().width() >= fixed + sum(self._elastic[at] for at in shown)
        mode = QHeaderView.ResizeMode.Stretch if enough else QHeaderView.ResizeMode.Fixed
        for at in shown:
            header.setSectionResizeMode(at, mode)
            if not enough:
                header.resizeSection(at, self._elastic[at])

    def _arrange(self, columns: Sequence[Column[Any]]) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setFont(font(CAPTION))
        header.setHighlightSections(False)
        metrics = QFontMetrics(header.font())
        header.setMinimumSectionSize(_LEAST_WIDTH)
        for at, column in enumerate(columns):
            title = metrics.horizontalAdvance(column.title) + _TITLE_PADDING
            if column.width:
                header.resizeSection(at, max(column.width, title))
            else:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
                self._elastic[at] = max(column.least, title)

    # Qt overrides
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share_width()
