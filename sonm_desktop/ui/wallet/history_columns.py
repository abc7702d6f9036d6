"""How a row of the history is shown."""

from __future__ import annotations

from sonm_desktop.api.schema.history import HistoryRow, RowKind
from sonm_desktop.core.amounts import format_amount
from sonm_desktop.ui.models.table import Column
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.words import amount, moment, words

_ABOUT_DEALS = frozenset({RowKind.ESCROWED, RowKind.TOPPED_UP, RowKind.REFUNDED, RowKind.EARNED})


TRANSACTION = 4
"""The column that goes first where there is little room."""


def history_columns() -> list[Column[HistoryRow]]:
    """Time, what, how much, with whom, transaction."""
    return [
        Column(words("When"), text=_when, width=104),
        Column(words("What"), text=_what, tip=_what),
        Column(words("Amount"), text=_amount, number=True, strong=True, width=152, tip=_exactly),
        Column(words("With"), text=_with, width=116, tip=_with_tip),
        Column(words("Transaction"), text=_tx, width=116, tip=lambda row: row.tx),
    ]


def _when(row: HistoryRow) -> str:
    return moment(row.time) if row.time else "…"


def _what(row: HistoryRow) -> str:
    if row.kind is not RowKind.FEE:
        return row.what.text
    text = words("Fee: {what}", what=row.what.text.rstrip("."))
    return words("{text} (this program's key)", text=text) if row.by_operator else text


def _amount(row: HistoryRow) -> str:
    if row.coin:
        return words("{amount} coin", amount=_signed(row.coin, 6))
    change = row.wallet + row.vault
    shown = _signed(change, 4) if change else f"⇄ {amount(abs(row.vault))}"
    return words("{amount} SNM", amount=shown)


def _exactly(row: HistoryRow) -> str:
    parts = []
    if row.wallet:
        parts.append(words("wallet {change}", change=_exact(row.wallet)))
    if row.vault:
        parts.append(words("vault {change}", change=_exact(row.vault)))
    if row.coin:
        parts.append(words("coin {change}", change=_exact(row.coin)))
    return ", ".join(parts)


def _with(row: HistoryRow) -> str:
    return short_address(row.other) if row.other else "—"


def _with_tip(row: HistoryRow) -> str:
    if row.kind in _ABOUT_DEALS and row.deal:
        return words("{other}, rental {deal}", other=row.other, deal=row.deal)
    return row.other


def _tx(row: HistoryRow) -> str:
    return short_address(row.tx) if row.tx else "—"


def _signed(change: int, places: int) -> str:
    return f"+{amount(change, places)}" if change > 0 else amount(change, places)


def _exact(change: int) -> str:
    return f"+{format_amount(change)}" if change > 0 else format_amount(change)
