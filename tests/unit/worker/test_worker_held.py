"""Time in which a worker holds a job for its owner: counted once, in chain time, over restarts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.held import Held
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_held import WorkerHeld
from sonm_desktop.store.worker_holds import EVERY_DEAL, WorkerHolds
from sonm_desktop.wallet.messages import Voucher
from sonm_desktop.worker.deals.entitlement import UNITS
from sonm_desktop.worker.deals.held import HeldTime
from sonm_desktop.worker.deals.holds import Holds
from tests.unit.worker.business_fixtures import CONSUMER, MASTER, RATE, Shop, signed
from tests.unit.worker.test_guest_rules import HandClock

OWNER = "worker.held_by_owner"
DEAL = DealId("0x" + "11" * 32)
START = 1_000_000
STATE = DealState(
    consumer=CONSUMER.address,
    payee=MASTER.address,
    rate=WeiPerSecond(RATE),
    seq=0,
    paid=Wei(0),
    escrow=Wei(RATE * 100_000),
    last=START,
    end=NO_END,
    until=START + 50_000,
    floor=0,
    notice=0,
    window=48,
)


class Bench:
    """A count over a file, a clock that is turned, and the chain as the test has it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.clock = HandClock()
        self.state = STATE

    async def start(self) -> None:
        """As after a kill: nothing of before is in memory."""
        self.database = Database(self._file, "worker")
        await self.database.open()
        self.holds = Holds(WorkerHolds(self.database), self.clock)
        self.held = HeldTime(WorkerHeld(self.database), self.holds, self.clock)
        await self.holds.load()
        await self.held.load()

    async def restart(self) -> None:
        await self.database.close()
        await self.start()

    async def look(self, voucher: Voucher | None = None) -> None:
        now = START + int(self.clock.passed)
        await self.held.look(DEAL, self.state, voucher, now)

    async def hold(self, reason: str = OWNER, deal: DealId = EVERY_DEAL) -> None:
        await self.holds.put(deal, reason)
        await self.held.turn()

    async def free(self, reason: str = OWNER, deal: DealId = EVERY_DEAL) -> None:
        await self.holds.take(deal, reason)
        await self.held.turn()

    def seconds(self) -> int:
        return self.held.of(DEAL).seconds


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    made = Bench(tmp_path / "worker.sqlite")
    await made.start()
    yield made
    await made.database.close()


async def test_a_hold_is_counted_to_the_second_though_the_chain_is_looked_at_seldom(
    bench: Bench,
) -> None:
    await bench.look()
    bench.clock.passed = 7
    await bench.hold()
    bench.clock.passed = 107
    await bench.free()
    bench.clock.passed = 900
    await bench.look()
    assert bench.held.of(DEAL) == Held(100, Wei(100 * RATE))


async def test_a_hold_that_outlives_the_worker_is_counted_up_to_its_end(bench: Bench) -> None:
    await bench.look()
    await bench.hold()
    bench.clock.passed = 50
    await bench.restart()
    bench.clock.passed = 60
    await bench.free()
    bench.clock.passed = 75
    await bench.look()
    assert bench.seconds() == 60, "the owner was gone before the chain was seen again"
    bench.clock.passed = 500
    await bench.restart()
    await bench.look()
    assert bench.seconds() == 60


async def test_what_the_customer_does_not_pay_for_is_no_held_time(bench: Bench) -> None:
    await bench.look()
    await bench.hold(UNITS, DEAL)
    bench.clock.passed = 100
    await bench.hold()
    bench.clock.passed = 200
    await bench.free(UNITS, DEAL)
    bench.clock.passed = 300
    await bench.free()
    assert bench.seconds() == 100, "both held it, then the owner alone"


async def test_time_that_is_not_billed_is_not_credited(bench: Bench) -> None:
    bench.state = replace(STATE, until=START + 100)
    await bench.look()
    await bench.hold()
    bench.clock.passed = 5000
    await bench.look()
    assert bench.seconds() == 100
    voucher = Voucher(DEAL, 0, START + 5000, START + 5200)
    await bench.look(voucher)
    bench.clock.passed = 9000
    await bench.look(voucher)
    assert bench.seconds() == 300
    await bench.held.finish(DEAL)
    bench.clock.passed = 9999
    await bench.held.turn()
    assert bench.seconds() == 300


@given(
    course=st.lists(
        st.tuples(st.sampled_from(["hold", "free", "look", "kill"]), st.integers(0, 500)),
        max_size=12,
    )
)
@settings(max_examples=15, deadline=None)
def test_any_course_of_holds_looks_and_kills_counts_exactly_the_held_time(
    tmp_path_factory: pytest.TempPathFactory, course: list[tuple[str, int]]
) -> None:
    async def live() -> tuple[int, int]:
        bench = Bench(tmp_path_factory.mktemp("held") / "worker.sqlite")
        await bench.start()
        await bench.look()
        held = False
        expected = 0
        for what, passed in course:
            bench.clock.passed += passed
            expected += passed if held else 0
            if what == "hold":
                await bench.hold()
            elif what == "free":
                await bench.free()
            elif what == "look":
                await bench.look()
            else:
                await bench.restart()
                await bench.look()
            held = what == "hold" or (held and what != "free")
        await bench.look()
        await bench.database.close()
        return bench.seconds(), expected

    counted, expected = asyncio.run(live())
    assert counted == expected


async def test_a_customer_leaves_out_what_was_held_and_not_a_second_more(shop: Shop) -> None:
    deal = await shop.rent(lease=3600)
    chain = shop.chain
    begin = chain.now
    assert (await shop.deal(deal))["held"] == {"seconds": 0, "cost": 0}
    await shop.business.tasks.hold_all(OWNER)
    await _held_for(shop, deal, 600)
    await shop.business.tasks.release_all(OWNER)
    held = (await shop.deal(deal))["held"]
    assert held["cost"] == held["seconds"] * RATE
    chain.now += 1000
    due = (chain.now - begin) * RATE - int(held["cost"])

    async def hand_in(total: int) -> dict[str, Any]:
        voucher = Voucher(deal, total, chain.now, chain.now + 7200)
        body = {"voucher": voucher.to_wire(), "signature": signed(CONSUMER, voucher)}
        return await shop.ask(CONSUMER, "deal.voucher", body)

    with pytest.raises(UserError, match="a better voucher"):
        await hand_in(due - 3 * RATE)
    assert await hand_in(due) == {"accepted": True}
    (told,) = (await shop.ask(MASTER, "worker.settlements"))["held"]
    taken_off = {"credit": held["cost"], "rate": RATE, "total": due, "until": chain.now + 7200}
    assert told == {"deal": deal, **held, **taken_off}
    chain.now += 100
    with pytest.raises(UserError, match="a better voucher"):
        await hand_in(due)
    assert (await shop.deal(deal))["refused"] == 1


async def _held_for(shop: Shop, deal: DealId, seconds: int) -> dict[str, Any]:
    """Let chain time pass until so much is told."""
    async with asyncio.timeout(30):
        while True:
            held = dict((await shop.deal(deal))["held"])
            if held["seconds"] >= seconds:
                return held
            shop.chain.now += 100
            await asyncio.sleep(0.15)
