"""Unpaid deals stand still and go on with the pay; customers that sign nonsense are bounded."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sonm_desktop.agent.shapes.workers import status_shape
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market import accrual
from sonm_desktop.market.entitlement import next_voucher
from sonm_desktop.market.metered import GIB, Traffic
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_holds import WorkerHolds
from sonm_desktop.wallet.messages import Quote, Stop, Voucher, deal_id
from sonm_desktop.wallet.signer import require_signature
from sonm_desktop.worker.deals.conduct import (
    BAD_PAYER,
    FREE_REFUSALS,
    MOST_REFUSED,
    SPACING_S,
    Conduct,
)
from sonm_desktop.worker.deals.entitlement import LEASE_S, Missing, missing_payment, most_lent
from sonm_desktop.worker.deals.owed import owed
from sonm_desktop.worker.deals.payments import PATIENCE_S
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from tests.fakes.worker_chain import WorkerChain
from tests.market_asks import make_quote
from tests.unit.worker.business_fixtures import (
    CONSUMER,
    DOMAIN,
    MASTER,
    RATE,
    SNM,
    STRANGER,
    Shop,
    key,
    signed,
)


async def until(shop: Shop, deal: DealId, wanted: Any) -> dict[str, Any]:
    async with asyncio.timeout(100):
        while True:
            status = await shop.deal(deal)
            if wanted(status):
                return status
            await asyncio.sleep(0.05)


async def stands(runtime: DockerRuntime, *, paused: bool) -> None:
    """Return once the only sandbox does."""
    async with asyncio.timeout(100):
        while [one.paused for one in await runtime.sandboxes()] != [paused]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def held_for(code: str) -> Any:
    return lambda status: [hold["reason"] for hold in status["holds"]] == [code]


def free(status: dict[str, Any]) -> bool:
    return not status["holds"]


def promise(shop: Shop, deal: DealId, *, total: int, for_s: int = 3600) -> dict[str, Any]:
    voucher = Voucher(deal, total, shop.chain.now, shop.chain.now + for_s)
    return {"voucher": voucher.to_wire(), "signature": signed(CONSUMER, voucher)}


async def test_a_job_waits_for_the_promise_and_for_the_money_and_then_goes_on(
    shop: Shop, shop_runtime: DockerRuntime, busybox_image: str
) -> None:
    deal = await shop.rent(lease=100, escrow=300 * RATE)
    await shop.run(deal, busybox_image, "while :; do :; done")
    shop.chain.now += 100
    status = await until(shop, deal, held_for("worker.waits_for_promise"))
    assert (status["state"], status["tasks"][0]["paused"]) == ("active", True)
    await stands(shop_runtime, paused=True)
    (told,) = status_shape(shop.worker.address, await shop.ask(MASTER, "worker.status")).held
    assert (told.deal, told.refused) == (deal, 0)
    assert told.state is not None
    assert told.state.code == "worker.waits_for_promise"

    shop.chain.now += PATIENCE_S - 10
    await shop.ask(CONSUMER, "deal.voucher", promise(shop, deal, total=100 * RATE))
    await until(shop, deal, free)
    await stands(shop_runtime, paused=False)

    shop.chain.now += 200
    await until(shop, deal, held_for("worker.waits_for_money"))
    topped = accrual.top_up(
        shop.chain.deals[deal], Wei(SNM), shop.chain.now + 900, shop.chain.now
    ).deal
    shop.chain.deals[deal] = topped
    status = await until(shop, deal, free)
    assert status["tasks"][0]["state"] == "running"


async def test_nonsense_is_counted_and_slowed_down_and_good_vouchers_stay(shop: Shop) -> None:
    deal = await shop.rent()
    good = promise(shop, deal, total=0, for_s=7200)
    await shop.ask(CONSUMER, "deal.voucher", good)
    codes = [await refusal(shop, bad(shop, deal)) for _ in range(FREE_REFUSALS + 1)]
    assert codes == ["worker.voucher_forged"] * FREE_REFUSALS + ["worker.voucher_too_soon"]
    assert (await shop.deal(deal))["refused"] == FREE_REFUSALS
    status = await shop.deal(deal)
    assert (status["state"], status["voucher"]["voucher"]) == ("active", good["voucher"])


async def test_the_stop_of_a_deal_that_was_ended_for_bad_pay_comes_whenever_it_is_asked_for(
    shop: Shop,
) -> None:
    deal = await shop.rent()
    await shop.business.keeper.end(await shop.business.keeper.get(deal), BAD_PAYER)
    for _ in range(2):
        (entry,) = (await shop.ask(MASTER, "worker.stops"))["stops"]
        stop = Stop.from_wire(entry["stop"])
        require_signature(stop, DOMAIN, entry["signature"], shop.worker.address)
        assert (stop.deal, deal_id(shop.worker.address, entry["nonce"])) == (deal, deal)


async def test_a_supplier_who_stops_gets_the_same_stops_again_when_the_answer_was_lost(
    shop: Shop,
) -> None:
    deal = await shop.rent()
    first = await shop.ask(MASTER, "worker.stop", {"finish": False})
    again = await shop.ask(MASTER, "worker.stop", {"finish": False})
    assert [entry["stop"]["deal"] for entry in first["stops"]] == [deal]
    assert again == first


def bad(shop: Shop, deal: DealId) -> dict[str, Any]:
    voucher = Voucher(deal, SNM, shop.chain.now, shop.chain.now + 9000)
    return {"voucher": voucher.to_wire(), "signature": signed(STRANGER, voucher)}


async def refusal(shop: Shop, body: dict[str, Any]) -> str:
    with pytest.raises(UserError) as caught:
        await shop.ask(CONSUMER, "deal.voucher", body)
    return caught.value.code


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = 1_000.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time


async def test_refusals_are_counted_over_restarts_until_the_bound_and_forgiven_by_a_good_one(
    tmp_path: Path,
) -> None:
    clock, deal = Hand(), DealId("0x" + "ab" * 32)
    for _ in range(MOST_REFUSED - 1):
        database = Database(tmp_path / "worker.sqlite", "worker")
        await database.open()
        conduct = Conduct(WorkerHolds(database), clock)
        clock.time += SPACING_S
        await conduct.require_patience(deal)
        assert not await conduct.refused(deal, "worker.voucher_lower")
        await database.close()
    database = Database(tmp_path / "worker.sqlite", "worker")
    await database.open()
    conduct = Conduct(WorkerHolds(database), clock)
    with pytest.raises(UserError) as caught:
        await conduct.require_patience(deal)
    assert (caught.value.code, caught.value.params) == (
        "worker.voucher_too_soon",
        {"wait_s": SPACING_S + 1},
    )
    assert not await conduct.refused(deal, "worker.voucher_from_the_future")
    assert await conduct.refused(deal, "worker.voucher_lower")
    await conduct.accepted(deal)
    assert await conduct.count(deal) == 0
    await database.close()


def opened(*, rate: int = RATE, ingress: int = 0, escrow: int = SNM) -> tuple[WorkerChain, Quote]:
    chain = WorkerChain(payee=MASTER.address)
    quote = make_quote(
        ask="0x" + "11" * 32,
        worker=key(99).address,
        consumer=Address(CONSUMER.address),
        nonce=7,
        rate=rate,
        ingress=ingress,
        expiry=chain.now + 500,
    )
    chain.take(quote, escrow=escrow)
    return chain, quote


def found(chain: WorkerChain, quote: Quote, traffic: Traffic, covered: int = 0) -> Missing | None:
    state = chain.deals[deal_id(quote.worker, quote.nonce)]
    due = owed(state, quote, None, traffic=traffic, covered=covered, now=chain.now)
    return missing_payment(state, quote, None, due, chain.now)


def test_units_are_lent_up_to_a_lease_and_paid_ones_count_no_more() -> None:
    chain, quote = opened(ingress=RATE * LEASE_S // 2, escrow=100 * SNM)
    assert found(chain, quote, Traffic(GIB, 0)) is None
    missing = found(chain, quote, Traffic(2 * GIB, 0))
    assert missing is not None
    assert (missing.code, missing.amount) == ("worker.waits_for_units", RATE * LEASE_S)
    assert found(chain, quote, Traffic(2 * GIB, 0), covered=RATE * LEASE_S // 2) is None


def test_units_beyond_the_escrow_wait_for_a_top_up() -> None:
    chain, quote = opened(ingress=1_000 * RATE, escrow=100 * RATE)
    missing = found(chain, quote, Traffic(GIB, 0))
    assert missing is not None
    assert (missing.code, missing.amount) == ("worker.waits_for_money", 900 * RATE)


def test_a_free_deal_waits_for_nothing_and_lends_one_gib_of_priced_traffic() -> None:
    chain, quote = opened(rate=0, ingress=7)
    state = chain.deals[deal_id(quote.worker, quote.nonce)]
    assert found(chain, replace(quote, ingress=0), Traffic(9 * GIB, 9 * GIB)) is None
    assert most_lent(state, quote) == 7


def test_a_top_up_that_promises_time_below_what_a_voucher_has_come_to_pays_for_nothing() -> None:
    """The deal's own line goes on where it stood before the voucher: a customer who takes turns
    would have half of his time for nothing, until somebody claims."""
    chain, quote = opened(escrow=100 * SNM)
    deal = deal_id(quote.worker, quote.nonce)
    opened_at = chain.deals[deal]
    promise_over = opened_at.until
    voucher = Voucher(
        deal, accrual.line(opened_at, promise_over), promise_over, promise_over + 3600
    )

    def lacks(now: int, by: Voucher) -> str:
        due = owed(state, quote, by, traffic=Traffic(0, 0), covered=0, now=now)
        missing = missing_payment(state, quote, by, due, now)
        return missing.code if missing else ""

    state = opened_at
    assert lacks(voucher.until - 1, voucher) == ""
    state = accrual.top_up(opened_at, Wei(1), voucher.until + 9_000, voucher.until).deal
    assert lacks(voucher.until, voucher) == "worker.waits_for_promise"
    again = next_voucher(deal, state, [voucher], voucher.until, voucher.until + 60)
    assert lacks(voucher.until, again) == ""
    assert lacks(voucher.until + 3600, voucher) == "", "the own line has caught up"
    claimed = accrual.claim_voucher(opened_at, voucher, voucher.until).deal
    state = accrual.top_up(claimed, Wei(1), voucher.until + 9_000, voucher.until).deal
    assert lacks(voucher.until, voucher) == ""
