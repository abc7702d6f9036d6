"""Money at the worst moment: two plans at once, a refused one before, a stop in between."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.ids import ChainTime
from sonm_desktop.market.ports import ChainView
from sonm_desktop.rental.closing import Closings
from sonm_desktop.rental.purchase import _deal_row
from sonm_desktop.rental.records import Phase
from sonm_desktop.rental.top_up import GOOD_FOR_S
from sonm_desktop.rental.vouchers import Promising
from sonm_desktop.store.rental_deals import DealRowState
from tests.chain_fixtures import eventually, pass_time, submit
from tests.unit.rental.conftest import RATE, Street


async def test_two_top_ups_together_stay_below_the_maximum(street: Street) -> None:
    await street.list()
    rental = street.customer.rental
    deal = await street.buy(max_total=Wei(1000 * RATE))
    plans = [await rental.plan_top_up(deal, Wei(300 * RATE)) for _ in range(2)]
    await rental.commit(plans[0].id)
    with pytest.raises(UserError, match="limit"):
        await rental.commit(plans[1].id)


async def test_an_older_top_up_does_not_lower_the_maximum_again(street: Street) -> None:
    await street.list()
    rental, desk = street.customer.rental, street.customer.desk
    deal = await street.buy(max_total=Wei(5000 * RATE))
    older = await rental.plan_top_up(deal, Wei(100 * RATE))
    newer = await rental.plan_top_up(deal, Wei(100 * RATE), max_total=Wei(9000 * RATE))
    await rental.commit(newer.id)
    await rental.commit(older.id)
    row = await desk.deals.get(deal)
    assert row is not None
    assert row.max_total == 9000 * RATE


async def test_the_second_plan_of_a_deal_brings_its_own_terms(street: Street) -> None:
    await street.list()
    rental, desk = street.customer.rental, street.customer.desk
    offer = await street.offer()
    first = await rental.plan_purchase(street.wish(offer, renew=True))
    second = await rental.plan_purchase(street.wish(offer, renew=False, lease=60))
    row = await desk.plans.get(first.id)
    assert row is not None
    await desk.deals.begin(_deal_row(row, 0.0), row.plan)
    await desk.deals.failed(row.deal, "market.operator_limit", {})
    await desk.plans.reopen(row.plan)
    deal = (await rental.commit(second.id)).deal
    kept = await desk.deals.get(deal)
    assert kept is not None
    assert (kept.renew, kept.lease) == (False, 60)


async def test_a_deal_that_was_given_up_and_is_open_is_looked_after(street: Street) -> None:
    await street.list()
    deal = await street.buy()
    desk = street.customer.desk
    await desk.deals.failed(deal, "rental.deal_lost", {})

    async def again() -> bool:
        row = await desk.deals.get(deal)
        return row is not None and row.state is DealRowState.OPEN

    await eventually(again, limit_s=30, what="the deal among the open ones")
    assert (await street.customer.rental.deal(deal)).phase is Phase.RUNNING


async def test_what_was_agreed_before_a_sleep_is_what_is_paid(street: Street) -> None:
    await street.list()
    deal = await street.buy(duration=3600)
    desk = street.customer.desk
    await street.customer.loops.close()
    closings = Closings(desk, Promising(desk))
    row = await desk.deals.get(deal)
    assert row is not None
    agreed = None
    for _ in range(100):
        agreed = await closings._agree(row)
        if agreed is not None:
            break
        await asyncio.sleep(0.2)
    assert agreed is not None
    await pass_time(street.rpc, 1800)
    step = await closings.advance(replace(row, state=DealRowState.CLOSING))
    assert step.code == "rental.closed_together"
    assert (await street.customer.chain.deal(deal)).paid == agreed.total  # type: ignore[union-attr]


async def test_a_top_up_that_is_in_a_block_is_done_though_nobody_can_sign_any_more(
    street: Street,
) -> None:
    await street.list()
    rental, desk, account = street.customer.rental, street.customer.desk, street.keys.consumer
    deal = await street.buy(max_total=Wei(5000 * RATE))
    plan = await rental.plan_top_up(deal, Wei(100 * RATE))
    await desk.plans.begin(plan.id)
    signer = await desk.keys.sender(account.address, spend=Wei(100 * RATE))
    call = desk.calls.top_up(deal, Wei(100 * RATE), plan.terms["until"])
    receipt = await desk.sender.send(f"top_up:{plan.id}", signer, call)
    revoke = desk.calls.set_operator(signer.address, daily_limit=Wei(0), expiry=0)
    await submit(street.rpc, account.address, revoke)
    street.customer.ring.locked = True
    await pass_time(street.rpc, GOOD_FOR_S)
    done = await rental.commit(plan.id)
    assert (done.code, receipt.block > 0) == ("rental.topped_up", True)


class Ahead:
    """A node that says it is an hour later than it is."""

    def __init__(self, chain: ChainView) -> None:
        self._chain = chain

    def __getattr__(self, name: str) -> Any:
        return getattr(self._chain, name)

    async def pending_time(self) -> ChainTime:
        return ChainTime(await self._chain.pending_time() + 3600)


async def test_a_node_that_lies_about_the_time_gets_no_voucher_and_no_settlement(
    street: Street,
) -> None:
    await street.list()
    deal = await street.buy(duration=7200)
    await street.customer.loops.close()
    honest = street.customer.desk
    fooled = replace(
        honest,
        network=replace(honest.network, practice=False),
        chain=Ahead(honest.chain),
    )
    row, state = await honest.deals.get(deal), await honest.chain.deal(deal)
    assert row is not None
    assert state is not None
    promising = Promising(fooled)
    before = await promising.vouchers(deal)
    with pytest.raises(RemoteError) as caught:
        await promising.extend(row, state, await fooled.chain.pending_time())
    assert caught.value.code == "rental.chain_ahead"
    assert await promising.vouchers(deal) == before
    step = await Closings(fooled, promising).advance(row)
    assert step.code == "rental.close_requested"
    assert await honest.promises.settlements(deal) == []
