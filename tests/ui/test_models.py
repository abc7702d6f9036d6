"""The models keep Qt's rules and show exact values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from sonm_desktop.ui.market.columns import offer_columns
from sonm_desktop.ui.models.paged import PAGE_ROWS, PagedTable
from sonm_desktop.ui.models.table import Column, RecordTable
from sonm_desktop.ui.rentals.columns import file_columns
from sonm_desktop.ui.rentals.rows import RentalRow, row_columns
from tests.fakes.sample_state import sample_offers, sample_state


@dataclass(frozen=True)
class Row:
    name: str
    wei: int


COLUMNS: list[Column[Row]] = [
    Column("Name", text=lambda row: row.name),
    Column("Wei", text=lambda row: str(row.wei), key=lambda row: row.wei, number=True),
]


def test_a_table_of_records_keeps_the_rules_of_qt(qtmodeltester: ModelTester) -> None:
    model = RecordTable(COLUMNS)
    model.show([Row("a", 1), Row("b", 2)])
    qtmodeltester.check(model)


def test_amounts_beyond_64_bits_are_sorted_exactly(qtmodeltester: ModelTester) -> None:
    model = RecordTable(COLUMNS)
    model.show([Row("big", 2**96 + 1), Row("small", 5), Row("bigger", 2**96 + 2)])
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert [model.record(row).name for row in range(3)] == ["bigger", "big", "small"]
    qtmodeltester.check(model)


def test_the_order_stays_when_records_are_replaced() -> None:
    model = RecordTable(COLUMNS)
    model.sort(1)
    model.show([Row("b", 2), Row("a", 1)])
    assert model.record(0).name == "a"


def test_a_paged_table_keeps_the_rules_of_qt(qtmodeltester: ModelTester) -> None:
    model = PagedTable(COLUMNS)
    model.open(3)
    model.fill(0, [Row("a", 1), Row("b", 2), Row("c", 3)])
    qtmodeltester.check(model)


def test_a_page_is_asked_for_once_and_only_when_seen() -> None:
    model = PagedTable(COLUMNS)
    wanted: list[int] = []
    model.page_wanted.connect(wanted.append)
    model.open(1_000_000)
    for row in (0, 1, PAGE_ROWS * 7 + 3):
        assert model.data(model.index(row, 0)) == "…"
    assert wanted == [0, PAGE_ROWS * 7]


def test_a_million_rows_keep_only_some_pages() -> None:
    model = PagedTable(COLUMNS)
    model.open(1_000_000)
    for offset in range(0, 1_000_000, PAGE_ROWS):
        model.fill(offset, [Row("a", 1)] * PAGE_ROWS)
    assert len(model.here()) <= 16 * PAGE_ROWS


def test_a_paged_table_that_is_renewed_keeps_the_rules_of_qt(qtmodeltester: ModelTester) -> None:
    model = PagedTable(COLUMNS)
    qtmodeltester.check(model)
    model.open(2)
    model.fill(0, [Row("a", 1), Row("b", 2)])
    model.renew(3, 0, [Row("z", 0), Row("a", 1), Row("b", 2)])
    model.revise(lambda row: Row(row.name.upper(), row.wei))
    assert [row.name for row in model.here()] == ["Z", "A", "B"]
    model.renew(1, 0, [Row("b", 2)])
    assert (model.rowCount(), model.row_of(lambda row: row.name == "b")) == (1, 0)


@pytest.mark.parametrize("make", [row_columns, file_columns, lambda: offer_columns(str.isupper)])
def test_the_columns_of_every_table_keep_the_rules_of_qt(
    make: Callable[[], list[Column[Any]]], qtmodeltester: ModelTester
) -> None:
    records = {
        row_columns: [RentalRow(deal, "A rental") for deal in sample_state().deals.values()],
        file_columns: list(next(iter(sample_state().tasks.values())).files),
    }.get(make, sample_offers(5))
    model = RecordTable(make())
    model.show(records)
    for column in range(model.columnCount()):
        model.sort(column)
    qtmodeltester.check(model)
