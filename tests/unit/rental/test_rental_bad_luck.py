"""Money at the worst moment: two plans at once, a refused one before, a stop in between."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.rental.closing import Closings
from sonm_desktop.rental.purchase import _deal_row
from sonm_desktop.rental.records import Phase
from sonm_desktop.rental.vouchers import Promising
from sonm_desktop.store.rental_deals import DealRowState
from tests.chain_fixtures import eventually, pass_time
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
