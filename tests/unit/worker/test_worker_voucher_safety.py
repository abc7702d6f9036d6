"""A voucher that was acknowledged outlives everything, and the master gets all in the end."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.supplier.desk import SupplierDesk
from sonm_desktop.market.supplier.settling import Settling
from sonm_desktop.store.database import Database
from sonm_desktop.store.supplier_workers import SupplierWorkerRow, SupplierWorkers
from sonm_desktop.store.vouchers import Promises
from sonm_desktop.store.worker_vouchers import WorkerVouchers
from sonm_desktop.wallet.messages import Voucher
from sonm_desktop.worker.deals.vouchers import VoucherBook
from tests.fakes.worker_chain import WorkerChain
from tests.unit.worker.business_fixtures import CONSUMER, DOMAIN, MASTER, key, signed

KEEPS = """
import asyncio, sys, time
from pathlib import Path
from sonm_desktop.core.ids import DealId
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_vouchers import WorkerVouchers

async def keep():
    database = Database(Path(sys.argv[1]), "worker")
    await database.open()
    modes = await database.run(lambda one: [
        one.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode")
    ])
    for number in range(20):
        await WorkerVouchers(database).keep(DealId("0x" + "ab" * 32), str(number), b"s", metered=0)
        print(number, *modes, flush=True)
    time.sleep(60)

asyncio.run(keep())
"""
FULL = "2"
"""Of SQLite's synchronous: the log is synced at every commit, also in WAL mode."""


def test_what_was_acknowledged_is_there_after_kill_9(tmp_path: Path) -> None:
    file = tmp_path / "worker.sqlite"
    worker = subprocess.Popen([sys.executable, "-c", KEEPS, str(file)], stdout=subprocess.PIPE)
    assert worker.stdout is not None
    acknowledged = ""
    while not acknowledged.startswith("12"):
        acknowledged = worker.stdout.readline().decode()
    worker.kill()
    worker.wait()
    worker.stdout.close()
    assert acknowledged.split()[1:] == [FULL, "wal"]
    assert asyncio.run(_kept(file)) >= 12


async def _kept(file: Path) -> int:
    database = Database(file, "worker")
    await database.open()
    best = await WorkerVouchers(database).best(DealId("0x" + "ab" * 32))
    await database.close()
    assert best is not None
    return int(best.voucher)


class Line:
    """The master's line to a worker's book."""

    def __init__(self, book: VoucherBook) -> None:
        self._book = book

    async def call(self, method: str, body: dict[str, Any], **_how: Any) -> dict[str, Any]:
        assert method == "worker.vouchers"
        return {"vouchers": await self._book.after(body["after"])}


async def test_a_master_that_was_away_gets_every_voucher_and_none_twice(tmp_path: Path) -> None:
    theirs, ours = (
        Database(tmp_path / "worker.sqlite", "worker"),
        Database(tmp_path / "agent.sqlite", "agent"),
    )
    await theirs.open()
    await ours.open()
    kept = WorkerVouchers(theirs)
    deals = [DealId("0x" + f"{number:064x}") for number in range(1, 431)]
    for at, deal in enumerate(deals):
        voucher = Voucher(deal, 5, at, at + 100)
        await kept.keep(deal, json.dumps(voucher.to_wire()), signed(CONSUMER, voucher), metered=0)
    desk = SimpleNamespace(
        workers=SupplierWorkers(ours, "net"),
        promises=Promises(ours, "net", "supplier"),
        domain=DOMAIN,
    )
    row = _row()
    await desk.workers.put(row)
    settling = Settling(cast(SupplierDesk, desk))
    line = Line(VoucherBook(kept, WorkerChain(payee=MASTER.address), DOMAIN))
    copied = [await settling.copy_vouchers(row, cast(Any, line)) for _ in range(4)]
    assert copied == [200, 200, 30, 0]
    rows = [await desk.promises.vouchers(deal) for deal in deals]
    assert [(one.total, one.at) for found in rows for one in found] == [
        (Wei(5), at) for at in range(430)
    ]
    await theirs.close()
    await ours.close()


def _row() -> SupplierWorkerRow:
    return SupplierWorkerRow(
        worker=key(99).address,
        master=MASTER.address,
        endpoint="ab" * 32,
        addresses=(),
        relay="",
        added=0.0,
        bind={},
        worker_signature=b"",
        master_signature=b"",
    )
