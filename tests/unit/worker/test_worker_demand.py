"""Quotes that were asked for are counted with why they were refused, for a day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_quotes import WorkerQuotes
from sonm_desktop.worker.selling.demand import Demand
from sonm_desktop.worker.selling.quote_request import QuoteRequest
from sonm_desktop.worker.selling.supply import Supply

CUSTOMER = Address("0x" + "11" * 20)
REQUEST = QuoteRequest("0x" + "22" * 32, CUSTOMER, 600, 10**15)


class _Clock:
    time = 1_790_000_000.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time


class _Counter:
    """A supply that refuses for *reason*, or gives a quote."""

    reason = ""

    async def quote(self, _caller: Address, _request: QuoteRequest) -> tuple[Any, bytes]:
        if self.reason:
            raise UserError(self.reason)
        return None, b""


@pytest.fixture
async def counts(tmp_path: Path) -> AsyncIterator[WorkerQuotes]:
    database = Database(tmp_path / "worker.sqlite", "worker")
    await database.open()
    yield WorkerQuotes(database)
    await database.close()


async def test_a_day_of_quotes_is_counted_by_what_became_of_them(counts: WorkerQuotes) -> None:
    clock, supply = _Clock(), _Counter()
    demand = Demand(cast(Supply, supply), counts, clock)
    for reason in ("", "worker.closing", "worker.slice_taken", "worker.closing"):
        supply.reason = reason
        if reason:
            with pytest.raises(UserError):
                await demand.quote(CUSTOMER, REQUEST)
        else:
            await demand.quote(CUSTOMER, REQUEST)
    told = {"asked": 4, "given": 1, "refused": {"worker.closing": 2, "worker.slice_taken": 1}}
    assert await demand.of_a_day() == told
    clock.time += 23 * 3600
    assert await demand.of_a_day() == told
    clock.time += 3600
    assert await demand.of_a_day() == {"asked": 0, "given": 0, "refused": {}}
