"""Own transactions with what they cost, and the same as a CSV file."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from sonm_desktop.api.schema.wallet import TransactionRecord
from sonm_desktop.core.amounts import format_amount
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.models.table import Column, RecordTable
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import SECTION
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import amount, moment, words

_CSV_TITLES = ("time_utc", "account", "what", "state", "block", "gas", "fee_coin", "hash")


class HistoryPanel(Panel):
    """The transactions that an account or its operator paid for, newest first."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._records: list[TransactionRecord] = []
        columns = _columns()
        self._model: RecordTable[TransactionRecord] = RecordTable(columns)
        self._export = BusyButton(words("Save as CSV…"), words("Saving…"))
        self._said = label("", tone="muted")
        top = QHBoxLayout()
        top.addWidget(label(words("Transactions"), SECTION))
        top.addWidget(self._said, 1)
        top.addWidget(self._export)
        self.body.addLayout(top)
        self.body.addWidget(RecordView(self._model, columns, words("Transactions")), 1)
        self._export.setEnabled(False)
        self._export.clicked.connect(self._ask_file)

    def show_account(self, account: str) -> None:
        """Ask for the transactions of *account*."""
        self._face.actions.run(self._face.agent.wallet.transactions(account), done=self._show)

    def save(self, file: str) -> None:
        """Write what is shown into *file*."""
        text = as_csv(self._records)
        self._face.actions.run(
            asyncio.to_thread(_write, Path(file), text),
            busy=self._export,
            done=self._say_saved,
            failed=self._say_failure,
        )

    def _show(self, records: list[TransactionRecord]) -> None:
        self._records = records
        self._model.show(records)
        self._export.setEnabled(bool(records))

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, words("Save as CSV"), "transactions.csv", "CSV (*.csv)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(self.save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _say_saved(self, problem: str) -> None:
        self._said.setText(problem or words("Saved."))
        set_tone(self._said, "bad" if problem else "good")

    def _say_failure(self, sentence: str) -> None:
        self._said.setText(sentence)
        set_tone(self._said, "bad")


def as_csv(records: list[TransactionRecord]) -> str:
    """*records* with exact amounts, one a line; a cell never begins a spreadsheet's formula."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(_CSV_TITLES)
    for record in records:
        lines.writerow(
            (
                datetime.fromtimestamp(record.created, UTC).isoformat(),
                record.account,
                _harmless(record.what.text),
                record.state,
                record.block if record.block is not None else "",
                record.gas_used if record.gas_used is not None else "",
                format_amount(record.fee) if record.fee is not None else "",
                record.hash or "",
            )
        )
    return written.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _write(file: Path, text: str) -> str:
    """What went wrong; empty for nothing."""
    try:
        file.write_text(text, encoding="utf-8", newline="")
    except OSError:
        return words("The file cannot be written there.")
    return ""


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
