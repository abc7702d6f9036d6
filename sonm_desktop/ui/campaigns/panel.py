"""Campaigns for somebody who takes part: income, a ticket's field, what is open, own places."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import shiboken6
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.campaigns import Campaign, CampaignIncome, CampaignPlace
from sonm_desktop.ui.campaigns.columns import campaign_columns, place_columns
from sonm_desktop.ui.campaigns.income import IncomeBox
from sonm_desktop.ui.campaigns.ticket import TicketForm
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.models.table import RecordTable
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_3, GAP_4, ROW_HEIGHT
from sonm_desktop.ui.widgets.address import AddressLabel
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_OPEN = ("open", "ending")
_LEAST_ROWS = 4


class CampaignsPanel(QWidget):
    """Asks the agent when it is looked at."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._account = ""
        self._income = IncomeBox(face)
        self._ticket = TicketForm(face)
        columns, places = campaign_columns(), place_columns()
        self._open: RecordTable[Campaign] = RecordTable(columns)
        self._table = RecordView(self._open, columns, words("Open campaigns"))
        self._places: RecordTable[CampaignPlace] = RecordTable(places)
        self._own = RecordView(self._places, places, words("Your places"))
        self._none = label(words("Nobody pays for taking part now."), tone="muted", wrap=True)
        self._paid = Panel(words("What campaigns paid you"))
        self._mine = Panel(words("Your places"))
        self._whom = label("", tone="muted", wrap=True)
        self._sponsor = AddressLabel(face.theme)
        self._chosen = QWidget()
        self._said = label("", tone="muted", wrap=True)
        self._refusal = Panel()
        self._whole = QWidget()
        self._build()
        self._connect()

    def look_at(self, account: str) -> None:
        """Show what campaigns pay to *account*."""
        other, self._account = account != self._account, account
        self._ticket.for_account(account)
        if account and other and self.isVisible():
            self._ask()

    def _ask(self) -> None:
        self._face.actions.run(
            partial(self._fetch, self._account),
            done=partial(self._show, self._account),
            failed=self._fail,
        )

    async def _fetch(self, account: str) -> tuple[list[Campaign], CampaignIncome]:
        calls = self._face.agent.campaigns
        return await calls.all(), await calls.income(account)

    def _show(self, account: str, found: tuple[list[Campaign], CampaignIncome]) -> None:
        if not shiboken6.isValid(self) or account != self._account:
            return
        campaigns, income = found
        self._refusal.hide()
        self._whole.show()
        self._paid.setVisible(bool(income.places or income.vault))
        self._income.show_income(income)
        self._show_open([one for one in campaigns if one.phase in _OPEN])
        self._places.show(list(income.places))
        self._mine.setVisible(bool(income.places))

    def _show_open(self, campaigns: Sequence[Campaign]) -> None:
        current = self._table.currentIndex()
        chosen = self._open.record(current.row()) if current.isValid() else None
        self._open.show(list(campaigns))
        self._table.setVisible(bool(campaigns))
        self._none.setVisible(not campaigns)
        self._choose_again("" if chosen is None else chosen.id)

    def _choose_again(self, campaign: str) -> None:
        """Whoever looks again still sees what was chosen."""
        for row in range(self._open.rowCount()):
            if self._open.record(row).id == campaign:
                self._table.selectRow(row)
                return
        self._choose(QModelIndex())

    def _choose(self, current: QModelIndex) -> None:
        """Whom to ask for a ticket, once a campaign is chosen."""
        one = self._open.record(current.row()) if current.isValid() else None
        self._chosen.setVisible(one is not None)
        if one is None:
            return
        self._sponsor.show_address(one.sponsor)
        self._whom.setText(
            words("{state} Ask the sponsor for a ticket:", state=one.state.text)
            if not one.mine
            else words("{state} It is yours: sonm campaign report", state=one.state.text)
        )

    def _fail(self, sentence: str) -> None:
        """Networks without campaigns say so; without a node the last answer stays."""
        if not shiboken6.isValid(self):
            return
        self._said.setText(sentence)
        self._refusal.show()
        self._whole.setVisible(bool(self._places.rowCount() or self._open.rowCount()))

    def _build(self) -> None:
        self._refusal.body.addWidget(self._said)
        self._paid.body.addWidget(self._income)
        self._mine.body.addWidget(self._own)
        part = Panel(words("Take part"))
        part.body.addWidget(self._ticket)
        there = Panel(words("Open campaigns"))
        there.body.addWidget(
            label(
                words(
                    "A bonus for each network address that takes part, once, and a price for each "
                    "TB, in and out together."
                ),
                tone="muted",
                wrap=True,
            )
        )
        chosen = QHBoxLayout(self._chosen)
        chosen.setContentsMargins(0, 0, 0, 0)
        chosen.setSpacing(GAP_3)
        chosen.addWidget(self._whom, 1)
        chosen.addWidget(self._sponsor)
        there.body.addWidget(self._none)
        there.body.addWidget(self._table, 1)
        there.body.addWidget(self._chosen)
        there.body.addStretch()
        for table in (self._table, self._own):
            table.setMinimumHeight(_LEAST_ROWS * ROW_HEIGHT)
        inside = QVBoxLayout(self._whole)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GAP_4)
        inside.addWidget(self._paid)
        inside.addWidget(part)
        inside.addWidget(there, 1)
        inside.addWidget(self._mine, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_4)
        column.addWidget(self._refusal)
        column.addWidget(self._whole, 1)
        column.addStretch()
        for widget in (self._refusal, self._paid, self._mine, self._table, self._chosen):
            widget.hide()

    def _connect(self) -> None:
        self._ticket.used.connect(self._ask)
        self._income.withdrawn.connect(self._ask)
        self._table.selectionModel().currentRowChanged.connect(self._choose)

    # Qt overrides
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._account:
            self._ask()
