"""Vouchers lie in the order in which they were signed."""

from __future__ import annotations

from pathlib import Path

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import DealId
from sonm_desktop.store.database import Database
from sonm_desktop.store.vouchers import Promises, VoucherRow

DEAL = DealId("0x" + "ab" * 32)


async def test_of_two_vouchers_of_one_second_the_one_that_pays_more_is_the_newer(
    tmp_path: Path,
) -> None:
    database = Database(tmp_path / "agent.sqlite", "agent")
    await database.open()
    try:
        for side in ("rental", "supplier"):
            promises = Promises(database, "net", side)
            rows = [VoucherRow(DEAL, Wei(total), 10, 20, b"s") for total in (1000, 999, 98)]
            await promises.add_vouchers(rows)
            assert [row.total for row in await promises.vouchers(DEAL)] == [98, 999, 1000]
    finally:
        await database.close()
