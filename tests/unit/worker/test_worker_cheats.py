"""Promises that look like pay and are none: the worker must not work for them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.market.metered import NO_TRAFFIC
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeal
from sonm_desktop.store.worker_vouchers import WorkerVouchers
from sonm_desktop.wallet.messages import Quote, Voucher
from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.worker.deals.entitlement import missing_payment
from sonm_desktop.worker.deals.owed import owed
from sonm_desktop.worker.deals.vouchers import VoucherBook
from tests.fakes.worker_chain import WorkerChain
from tests.market_asks import make_quote
from tests.unit.worker.business_fixtures import (
    CONSUMER,
    DOMAIN,
    MASTER,
    OPERATOR,
    RATE,
    STRANGER,
    key,
    signed,
)

LEASE = 3600


@dataclass(frozen=True, slots=True)
class Counter:
    """A deal of one lease, and the book that its customer hands vouchers to."""

    chain: WorkerChain
    book: VoucherBook
    deal: WorkerDeal

    async def hand_in(self, promise: Voucher, who: KeySigner = CONSUMER) -> None:
        await self.book.accept(self.deal, promise.to_wire(), signed(who, promise))

    async def refusal(self, promise: Voucher, who: KeySigner = CONSUMER) -> str:
        with pytest.raises(UserError) as caught:
            await self.hand_in(promise, who)
        return caught.value.code

    async def why_over(self) -> str:
        state, now = self.chain.deals[self.deal.deal], self.chain.now
        voucher = await self.book.counting(self.deal.deal, state.consumer, now)
        quote = Quote.from_wire(json.loads(self.deal.quote))
        due = owed(state, quote, voucher, traffic=NO_TRAFFIC, covered=0, now=now)
        missing = missing_payment(state, quote, voucher, due, now)
        return missing.ends if missing else ""

    def voucher(self, *, total: int, at: int = 0, until: int = LEASE) -> Voucher:
        now = self.chain.now
        return Voucher(self.deal.deal, total, now + at, now + until)


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    database = Database(tmp_path / "worker.sqlite", "worker")
    await database.open()
    chain = WorkerChain(payee=MASTER.address)
    quote = make_quote(
        ask="0x" + "11" * 32,  # type: ignore[arg-type]
        worker=key(99).address,
        consumer=CONSUMER.address,
        nonce=7,
        rate=RATE,
        expiry=chain.now + 500,
    )
    deal = WorkerDeal(
        deal=chain.take(quote, escrow=10 * LEASE * RATE, lease=LEASE),
        nonce=7,
        consumer=CONSUMER.address,
        quote=json.dumps(quote.to_wire()),
        cpu_percent=100,
        ram_bytes=1,
        storage_bytes=1,
        state=DealPhase.ACTIVE,
        reason="",
        volume="",
        seen=0.0,
        ended=None,
        cleaned=False,
    )
    yield Counter(chain, VoucherBook(WorkerVouchers(database), chain, DOMAIN), deal)
    await database.close()


async def test_a_key_that_was_never_an_operator_signs_nothing_not_even_for_time_zero(
    counter: Counter,
) -> None:
    forged = replace(counter.voucher(total=0), at=0)
    assert await counter.refusal(forged, STRANGER) == "worker.voucher_forged"


async def test_a_voucher_below_what_the_deal_owes_already_buys_no_second_lease(
    counter: Counter,
) -> None:
    counter.chain.now += LEASE - 10
    assert await counter.refusal(counter.voucher(total=0)) == "worker.voucher_lower"
    await counter.hand_in(counter.voucher(total=(LEASE - 10) * RATE))
    counter.chain.now += 20
    assert await counter.why_over() == ""


async def test_vouchers_dated_ahead_one_after_another_do_not_keep_the_meter_still(
    counter: Counter,
) -> None:
    ahead = counter.voucher(total=0, at=20)
    assert await counter.refusal(ahead) == "worker.voucher_from_the_future"
    counter.chain.now += 20
    assert await counter.refusal(ahead) == "worker.voucher_lower"
    await counter.hand_in(replace(ahead, total=20 * RATE))


async def test_a_voucher_that_waited_for_its_moment_is_taken_then(counter: Counter) -> None:
    promise = counter.voucher(total=3 * RATE, at=3)
    assert await counter.refusal(promise) == "worker.voucher_from_the_future"
    counter.chain.now += 3
    await counter.hand_in(promise)


async def test_a_voucher_whose_operator_was_revoked_before_its_time_ends_with_the_lease(
    counter: Counter,
) -> None:
    grant = (CONSUMER.address, OPERATOR.address)
    counter.chain.operators[grant] = counter.chain.now + 1000
    await counter.hand_in(counter.voucher(total=0, until=10 * LEASE), OPERATOR)
    counter.chain.operators[grant] = counter.chain.now - 1
    counter.chain.now += LEASE + 1
    assert await counter.why_over() == "worker.lease_lapsed"


async def test_a_voucher_counts_when_its_operator_was_revoked_later(counter: Counter) -> None:
    grant = (CONSUMER.address, OPERATOR.address)
    counter.chain.operators[grant] = counter.chain.now + 1000
    await counter.hand_in(counter.voucher(total=0, until=10 * LEASE), OPERATOR)
    counter.chain.operators[grant] = counter.chain.now + 5
    counter.chain.now += LEASE + 1
    assert await counter.why_over() == ""


async def test_more_than_the_escrow_is_never_demanded(counter: Counter) -> None:
    state = counter.chain.deals[counter.deal.deal]
    counter.chain.deals[counter.deal.deal] = replace(state, escrow=Wei(1))
    counter.chain.now += 100
    await counter.hand_in(counter.voucher(total=1))
