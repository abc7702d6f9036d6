"""The history of an account as a CSV file that a spreadsheet adds up exactly."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime

from sonm_desktop.api.schema.history import HistoryRow
from sonm_desktop.core.amounts import format_amount

TITLES = (
    *("time_utc", "account", "kind", "what", "wallet_snm", "vault_snm", "coin"),
    *("other", "deal", "block", "transaction", "paid_by_operator"),
)


def as_csv(rows: Iterable[HistoryRow]) -> str:
    """*rows* with every digit, one a line; words never begin a spreadsheet's formula."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(TITLES)
    for row in rows:
        lines.writerow(
            (
                datetime.fromtimestamp(row.time, UTC).isoformat() if row.time else "",
                row.account,
                row.kind.value,
                _harmless(row.what.text),
                *(_change(wei) for wei in (row.wallet, row.vault, row.coin)),
                row.other,
                row.deal,
                row.block,
                row.tx,
                "yes" if row.by_operator else "",
            )
        )
    return written.getvalue()


def _change(wei: int) -> str:
    return format_amount(wei) if wei else ""


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
