"""Own transactions with what they cost."""

from __future__ import annotations

from sonm_desktop.api.schema.wallet import TransactionRecord
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.models.table import Column, RecordTable
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.words import amount, moment, words


class HistoryPanel(Panel):
    """The transactions that an account or its operator paid for, newest first."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Transactions"))
        self._face = face
        columns = _columns()
        self._model: RecordTable[TransactionRecord] = RecordTable(columns)
        self.body.addWidget(RecordView(self._model, columns, words("Transactions")), 1)

    def show_account(self, account: str) -> None:
        """Ask for the transactions of *account*."""
        self._face.actions.run(self._face.agent.wallet.transactions(account), done=self._model.show)


def _columns() -> list[Column[TransactionRecord]]:
    return [
        Column(
            words("When"),
            text=lambda record: moment(record.created),
            key=lambda record: record.created,
            width=120,
        ),
        Column(words("What"), text=lambda record: record.what.text),
        Column(words("State"), text=lambda record: words(record.state), width=90),
        Column(
            words("Gas"),
            text=lambda record: f"{record.gas_used:,}" if record.gas_used else "—",
            key=lambda record: record.gas_used or 0,
            number=True,
            width=90,
        ),
        Column(
            words("Fee, coin"),
            text=lambda record: amount(record.fee, 8) if record.fee is not None else "—",
            key=lambda record: record.fee or 0,
            number=True,
            width=120,
        ),
        Column(
            words("Hash"),
            text=lambda record: short_address(record.hash or "—"),
            tip=lambda record: record.hash or "",
            width=120,
        ),
    ]
