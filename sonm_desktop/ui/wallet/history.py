"""What went in and out of an account: filtered, page by page, and as a CSV file."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sonm_desktop.api.client.history_csv import as_csv
from sonm_desktop.api.schema.history import HistoryFilter, HistoryRow, HistoryView, RowKind
from sonm_desktop.api.schema.views import Rows
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.models.paged import PAGE_ROWS, PagedTable
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2
from sonm_desktop.ui.wallet.history_columns import TRANSACTION, history_columns
from sonm_desktop.ui.wallet.periods import Period, since
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import amount, plural, words

_TYPING_MS = 250
_ROOM_FOR_ALL = 640
_FEES = (RowKind.FEE,)
_RENTALS = (RowKind.ESCROWED, RowKind.TOPPED_UP, RowKind.REFUNDED)
_EARNED = (RowKind.EARNED, RowKind.TIP_EARNED, RowKind.TIP_GIVEN)
_TRANSFERS = (RowKind.RECEIVED, RowKind.SENT, RowKind.COIN_RECEIVED, RowKind.COIN_SENT)
_VAULT = (
    *(RowKind.DEPOSITED, RowKind.WITHDRAWN),
    *(RowKind.TO_CAMPAIGNS, RowKind.FROM_CAMPAIGNS),
)


class HistoryPanel(QWidget):
    """Newest first. chosen: the HistoryRow that was chosen."""

    chosen = Signal(object)

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._account = ""
        self._view = ""
        self._kinds = QComboBox()
        self._directions = QComboBox()
        self._periods = QComboBox()
        self._text = QLineEdit()
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._csv = BusyButton(words("Save as CSV…"), words("Saving…"))
        columns = history_columns()
        self._model: PagedTable[HistoryRow] = PagedTable(columns)
        self._table = RecordView(self._model, columns, words("History"))
        self._totals = label("", CAPTION, tone="muted", wrap=True)
        self._said = label("", CAPTION, wrap=True)
        self._build()
        self._connect()

    def show_account(self, account: str) -> None:
        """Ask for the history of *account*."""
        self._account = account
        self.look()

    def look(self) -> None:
        """Ask again; what is shown stays until the answer is here."""
        if self._account:
            self._face.actions.run(
                partial(self._read, self._account, self.wanted()),
                done=partial(self._show, self._account),
                failed=self._say_failure,
            )

    def wanted(self) -> HistoryFilter:
        """What the fields ask for."""
        return HistoryFilter(
            kinds=self._kinds.currentData() or (),
            direction=self._directions.currentData(),
            since=since(Period(self._periods.currentData()), datetime.now()),
            text=self._text.text()[:100],
        )

    def save(self, file: str) -> None:
        """Write every row that the fields ask for into *file*."""
        self._face.actions.run(
            partial(self._save, Path(file), self._account, self.wanted()),
            busy=self._csv,
            done=self._say_saved,
            failed=self._say_failure,
        )

    async def _read(
        self, account: str, wanted: HistoryFilter
    ) -> tuple[HistoryView, Rows[HistoryRow]]:
        view = await self._face.agent.history.open(account, wanted)
        return view, await self._face.agent.history.rows(view.view, 0, PAGE_ROWS)

    def _show(self, account: str, found: tuple[HistoryView, Rows[HistoryRow]]) -> None:
        view, first = found
        if account != self._account:
            return
        self._view = view.view
        self._model.renew(view.count, 0, first.rows)
        self._csv.set_possible(view.count > 0)
        self._totals.setText(_totals(view))
        self._said.hide()

    def _fetch(self, offset: int) -> None:
        work = self._face.agent.history.rows(self._view, offset, PAGE_ROWS)
        self._face.actions.run(work, done=partial(self._fill, self._view), failed=self._stay)

    def _fill(self, view: str, page: Rows[HistoryRow]) -> None:
        if view == self._view:
            self._model.fill(page.offset, page.rows)

    def _stay(self, _sentence: str) -> None:
        """The view has gone; the next look brings a new one."""
        self.look()

    async def _save(self, file: Path, account: str, wanted: HistoryFilter) -> str:
        rows = await self._face.agent.history.all(account, wanted)
        return await asyncio.to_thread(_written, file, as_csv(rows))

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, words("Save as CSV"), "history.csv", words("CSV (*.csv)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(self.save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _say_saved(self, problem: str) -> None:
        self._say(problem or words("Saved."), "bad" if problem else "good")

    def _say_failure(self, sentence: str) -> None:
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str) -> None:
        self._said.setText(sentence)
        self._said.show()
        set_tone(self._said, tone)

    def _build(self) -> None:
        self._kinds.setAccessibleName(words("What kind"))
        for title, kinds in (
            (words("Everything"), ()),
            (words("Transfers"), _TRANSFERS),
            (words("Vault"), _VAULT),
            (words("Rentals"), _RENTALS),
            (words("Earned"), _EARNED),
            (words("Fees"), _FEES),
        ):
            self._kinds.addItem(title, kinds)
        self._directions.setAccessibleName(words("Which way"))
        for title, direction in (
            (words("In and out"), None),
            (words("In"), "in"),
            (words("Out"), "out"),
        ):
            self._directions.addItem(title, direction)
        self._periods.setAccessibleName(words("Since when"))
        for title, period in (
            (words("All time"), Period.ALL),
            (words("Today"), Period.TODAY),
            (words("7 days"), Period.WEEK),
            (words("30 days"), Period.MONTH),
            (words("A year"), Period.YEAR),
        ):
            self._periods.addItem(title, period)
        self._text.setAccessibleName(words("Find in the history"))
        self._text.setPlaceholderText(words("Address, hash, words"))
        self._text.setClearButtonEnabled(True)
        self._text.setMaxLength(100)
        row = QHBoxLayout()
        row.setSpacing(GAP_2)
        for part in (self._kinds, self._directions, self._periods):
            row.addWidget(part)
        row.addWidget(self._text, 1)
        row.addWidget(self._csv)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addLayout(row)
        column.addWidget(self._table, 1)
        column.addWidget(self._totals)
        column.addWidget(self._said)
        self._csv.set_possible(False)
        self._said.hide()

    def _connect(self) -> None:
        for box in (self._kinds, self._directions, self._periods):
            box.currentIndexChanged.connect(self.look)
        self._text.textChanged.connect(self._typing.start)
        self._typing.timeout.connect(self.look)
        self._csv.clicked.connect(self._ask_file)
        self._model.page_wanted.connect(self._fetch)

    # Qt overrides
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._table.setColumnHidden(TRANSACTION, event.size().width() < _ROOM_FOR_ALL)


def _totals(view: HistoryView) -> str:
    totals = view.totals
    parts = [
        plural("{count} row", "{count} rows", view.count),
        words("in {amount} SNM", amount=amount(totals.came)),
        words("out {amount} SNM", amount=amount(totals.went)),
        words("fees {amount} coin", amount=amount(totals.fees, 6)),
    ]
    if totals.operator_fees:
        paid = amount(totals.operator_fees, 6)
        parts.append(words("fees paid by this program's own key {amount} coin", amount=paid))
    if view.coin_unseen:
        parts.append(
            words(
                "{amount} coin came or went by plain payments, which the chain does not list",
                amount=amount(view.coin_unseen, 6),
            )
        )
    return " · ".join(parts)


def _written(file: Path, text: str) -> str:
    """What went wrong; empty for nothing."""
    try:
        file.write_text(text, encoding="utf-8", newline="")
    except OSError:
        return words("The file cannot be written there.")
    return ""
