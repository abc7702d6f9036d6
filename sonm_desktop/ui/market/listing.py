"""The view of the agent that the offers on the screen come from, kept fresh in place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from sonm_desktop.api.schema.market import Offer, OfferFilter
from sonm_desktop.api.schema.views import Rows, View
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.market.order import Order
from sonm_desktop.ui.models.paged import PAGE_ROWS, PagedTable

_CALM_MS = 500


class Listing(QObject):
    """Fills *model*. opened: a new list, from its top. renewed: the same list with newer facts.

    nothing: no offer meets the filter. failed: why the market cannot be read.
    """

    opened = Signal()
    renewed = Signal()
    nothing = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject, face: Face, model: PagedTable[Offer]) -> None:
        super().__init__(parent)
        self._face = face
        self._model = model
        self._view: View | None = None
        self._filter, self._order = OfferFilter(), Order()
        self.shows_blocked = False
        self._first_row = 0
        self._turn = 0
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._renew)
        model.page_wanted.connect(self._load)

    @property
    def count(self) -> int | None:
        """How many offers there are; None before the first answer."""
        return self._view.count if self._view else None

    @property
    def blocked(self) -> int:
        """How many offers the person's lists refuse."""
        return self._view.blocked if self._view else 0

    def show_blocked(self, shown: bool) -> None:
        """With the offers that lists refuse, or without."""
        self.shows_blocked = shown
        self.open(self._filter, self._order)

    def open(self, wanted: OfferFilter, order: Order) -> None:
        """Show another list; an answer to an earlier question is dropped."""
        self._filter, self._order = wanted, order
        self._turn += 1
        self._ask(self._show_new)

    def renew_soon(self, first_row: int) -> None:
        """Something has changed: read the list again, and stay at *first_row*."""
        self._first_row = first_row
        if not self._calm.isActive():
            self._calm.start()

    def _ask(self, done: Callable[[View], None]) -> None:
        work = self._face.agent.market.open(
            self._filter,
            sort=self._order.key,
            benchmark=self._order.benchmark,
            descending=self._order.descending,
            show_blocked=self.shows_blocked,
        )
        answered = partial(self._answered, self._turn, done)
        self._face.actions.run(work, done=answered, failed=self.failed.emit)

    def _answered(self, turn: int, done: Callable[[View], None], view: View) -> None:
        if turn == self._turn:
            done(view)

    def _renew(self) -> None:
        self._ask(self._show_new if not self._view or not self._view.count else self._show_newer)

    def _show_new(self, view: View) -> None:
        self._view = view
        self._model.open(view.count)
        if view.count:
            self._load(0)
        else:
            self.nothing.emit()

    def _show_newer(self, view: View) -> None:
        if not view.count:
            self._show_new(view)
            return
        row = min(self._first_row, view.count - 1)
        self._view = view
        self._face.actions.run(
            self._face.agent.market.rows(view.id, row - row % PAGE_ROWS, PAGE_ROWS),
            done=self._swap,
            failed=self.failed.emit,
        )

    def _swap(self, rows: Rows[Offer]) -> None:
        if self._view is None or rows.view != self._view.id:
            return
        self._model.renew(self._view.count, rows.offset, rows.rows)
        self.renewed.emit()

    def _load(self, offset: int) -> None:
        if self._view is not None:
            self._face.actions.run(
                self._face.agent.market.rows(self._view.id, offset, PAGE_ROWS),
                done=self._fill,
                failed=self.failed.emit,
            )

    def _fill(self, rows: Rows[Offer]) -> None:
        if self._view is None or rows.view != self._view.id:
            return
        first = not self._model.here()
        self._model.fill(rows.offset, rows.rows)
        if first:
            self.opened.emit()
        else:
            self.renewed.emit()
