"""What an account made as a CSV file, every digit, one day or deal a line."""

from __future__ import annotations

import csv
import io

from sonm_desktop.api.schema.income import Income
from sonm_desktop.core.amounts import format_amount

_SUMS = ("accrued", "claimed", "spent", "moved", "net", "withdrawn", "fees")
_UNITS = ("accrued_snm", "claimed_snm", "spent_snm", "moved_snm", "net_snm", "withdrawn_snm")


def income_csv(income: Income) -> str:
    """The lines of *income*."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow((income.by, *_UNITS, "fees_coin"))
    for line in income.lines:
        lines.writerow((line.key, *(format_amount(getattr(line, name)) for name in _SUMS)))
    return written.getvalue()
