"""The history as a file: every digit, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from decimal import Decimal, localcontext

from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.api.client.history_csv import TITLES, as_csv
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.history import HistoryRow

_changes = st.integers(-(2**255), 2**255)


def _row(wallet: int, vault: int, coin: int, text: str = "Sent") -> HistoryRow:
    return HistoryRow(
        id="1",
        account="0x" + "11" * 20,
        time=1_790_000_000,
        block=7,
        kind="sent",
        direction="out",
        wallet=wallet,
        vault=vault,
        coin=coin,
        what=Worded(code="ledger.sent", text=text),
        tx="0x" + "ab" * 32,
    )


@given(st.lists(st.tuples(_changes, _changes, _changes), max_size=8))
def test_the_columns_of_the_file_sum_to_what_the_rows_sum_to(
    changes: list[tuple[int, int, int]],
) -> None:
    rows = [_row(*change) for change in changes]
    told = list(csv.DictReader(io.StringIO(as_csv(rows))))
    assert len(told) == len(rows)
    with localcontext(prec=120):
        for at, column in enumerate(("wallet_snm", "vault_snm", "coin")):
            summed = sum((Decimal(row[column] or 0) for row in told), Decimal(0))
            assert summed.scaleb(18) == sum(change[at] for change in changes)


def test_a_row_survives_json_with_its_sign() -> None:
    row = _row(-(10**30), 5, 0)
    assert '"wallet":"-1000000000000000000000000000000"' in row.model_dump_json()
    assert HistoryRow.model_validate_json(row.model_dump_json()) == row


@given(st.sampled_from("=+-@"), st.text(st.characters(codec="ascii"), max_size=10))
def test_no_cell_of_the_file_is_a_formula(first: str, rest: str) -> None:
    text = as_csv([_row(1, 0, 0, first + rest)])
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["what"].startswith("'")


def test_an_empty_history_is_only_its_titles() -> None:
    assert as_csv([]).strip() == ",".join(TITLES)
