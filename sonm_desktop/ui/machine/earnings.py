"""What this PC's account made: day, week, month, all; by day as bars, and every deal in a list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sonm_desktop.api.client.income_csv import income_csv
from sonm_desktop.api.schema.income import Income, IncomeLine
from sonm_desktop.ui.charts.bars import Bar, Part, StackedBars
from sonm_desktop.ui.dollars import beside, told
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.machine.claims import ClaimPanel
from sonm_desktop.ui.models.table import Column, RecordTable
from sonm_desktop.ui.people.rating import RatePanel
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1, GAP_3, GAP_4, GAP_5, SECTION
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import amount, exact, words

_DAY_S = 86_400
_CHART_HEIGHT = 180


class EarningsPanel(QWidget):
    """Asks the agent when it is looked at; the sums of any period are exact."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._account = ""
        self._shown: Income | None = None
        self._period = QComboBox()
        self._figures = {name: label("—", SECTION) for name, _ in _figures()}
        self._worths = {name: label("", CAPTION, tone="muted") for name, _ in _figures()}
        self._chart = StackedBars(
            face.theme,
            words("Earnings by day"),
            empty=words("Nothing was earned in this time."),
        )
        columns = _columns()
        self._lines: RecordTable[IncomeLine] = RecordTable(columns)
        self._table = RecordView(self._lines, columns, words("Earnings by deal"))
        self._claims = ClaimPanel(face)
        self._rating = RatePanel(face)
        self._export = QPushButton(words("Export CSV…"))
        self._said = label("", wrap=True)
        self._build()
        self._period.currentIndexChanged.connect(self._choose)
        self._claims.claimed.connect(self._ask)
        self._export.clicked.connect(self._save)
        self._table.selectionModel().currentRowChanged.connect(self._show_rating)

    def look_at(self, account: str) -> None:
        """Show what *account* made; asks again each time."""
        self._account = account
        if account and self.isVisible():
            self._ask_all()

    def write(self, file: Path) -> None:
        """The lines by day as a CSV file."""
        if self._shown is None:
            return
        try:
            file.write_text(income_csv(self._shown), encoding="utf-8", newline="")
        except OSError:
            self._say(words("The file could not be written. Choose another folder."), "bad")
            return
        self._say(words("Written."), "good")

    def _choose(self, _index: int) -> None:
        if self._account:
            self._ask()

    def _ask_all(self) -> None:
        self._ask()
        self._claims.look_at(self._account)

    def _ask(self) -> None:
        self._face.actions.run(partial(self._fetch, self._account), done=self._show)

    async def _fetch(self, account: str) -> tuple[Income, Income]:
        state = self._face.live.state
        now = state.network.time if state is not None else None
        days = self._period.currentData()
        since = None if days is None or now is None else max(0, now - days * _DAY_S)
        ask = self._face.agent.workers.income
        return await ask(account, by="day", since=since), await ask(account, by="deal", since=since)

    def _show(self, found: tuple[Income, Income]) -> None:
        by_day, by_deal = found
        self._shown = by_day
        for name, figure in self._figures.items():
            wei = getattr(by_day.total, name)
            figure.setText(amount(wei))
            in_snm, state = name != "fees", self._face.live.state
            figure.setToolTip(told(wei, state) if in_snm else exact(wei).removesuffix(" SNM"))
            self._worths[name].setText(beside(wei, state) if in_snm else "")
        self._chart.show_bars(earning_bars(by_day.lines))
        self._lines.show([line for line in by_deal.lines if line.claimed or line.accrued])

    def _show_rating(self, current: QModelIndex) -> None:
        """Of the deal that is chosen; the agent knows whether it can be rated."""
        line = self._lines.record(current.row()) if current.isValid() else None
        deal = line.key if line is not None else ""
        self._rating.for_deal(deal, closed=bool(deal))

    def _say(self, sentence: str, tone: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _save(self) -> None:
        dialog = QFileDialog(self, words("Export earnings"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile("sonm-earnings.csv")
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, file: str) -> None:
        self.write(Path(file))

    def _build(self) -> None:
        for name, days in _periods():
            self._period.addItem(name, days)
        self._period.setCurrentIndex(2)
        self._period.setAccessibleName(words("Period"))
        self._chart.setMinimumHeight(_CHART_HEIGHT)
        sums = Panel()
        head = QHBoxLayout()
        head.setSpacing(GAP_3)
        head.addWidget(self._period)
        head.addStretch(1)
        head.addWidget(self._export)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_5)
        grid.setVerticalSpacing(GAP_1)
        for at, (name, title) in enumerate(_figures()):
            grid.addWidget(_title(title), 0, at)
            grid.addWidget(self._figures[name], 1, at)
            grid.addWidget(self._worths[name], 2, at)
        sums.body.addLayout(head)
        sums.body.addLayout(grid)
        sums.body.addWidget(self._claims)
        sums.body.addWidget(self._said)
        self._said.hide()
        bars = Panel(words("By day, SNM"))
        bars.body.addWidget(self._chart, 1)
        deals = Panel(words("By deal"))
        deals.body.addWidget(self._table, 1)
        deals.body.addWidget(self._rating)
        deals.body.addWidget(self._rating.form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_4)
        column.addWidget(sums)
        column.addWidget(bars, 3)
        column.addWidget(deals, 2)

    # Qt overrides
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._account:
            self._ask_all()


def earning_bars(lines: Sequence[IncomeLine]) -> list[Bar]:
    """Claimed above zero; a day that owes something is dashed: its share is an estimate."""
    claimed, owed = words("Claimed"), words("Not claimed yet")
    return [
        Bar(
            line.key,
            tuple(
                Part(name, wei)
                for name, wei in ((claimed, line.claimed), (owed, line.accrued))
                if wei
            ),
            estimated=line.accrued > 0,
        )
        for line in lines
    ]


def _title(text: str) -> QLabel:
    return label(text, tone="muted")


def _figures() -> list[tuple[str, str]]:
    return [
        ("accrued", words("Not claimed yet, SNM")),
        ("claimed", words("Claimed, SNM")),
        ("withdrawn", words("Withdrawn, SNM")),
        ("net", words("Net of the account, SNM")),
        ("fees", words("Fees, coin")),
    ]


def _periods() -> list[tuple[str, int | None]]:
    return [
        (words("Last day"), 1),
        (words("Last week"), 7),
        (words("Last month"), 30),
        (words("All"), None),
    ]


def _columns() -> list[Column[IncomeLine]]:
    return [
        Column(
            words("Deal"),
            text=lambda line: short_address(line.key) if line.key else words("no deal"),
            tip=lambda line: line.key,
        ),
        Column(
            words("Not claimed yet, SNM"),
            text=lambda line: amount(line.accrued),
            key=lambda line: line.accrued,
            number=True,
            width=170,
        ),
        Column(
            words("Claimed, SNM"),
            text=lambda line: amount(line.claimed),
            tip=lambda line: exact(line.claimed),
            key=lambda line: line.claimed,
            number=True,
            strong=True,
            width=140,
        ),
    ]
