"""A worker that answers and does not work gets no promise beyond the first lease."""

from __future__ import annotations

import asyncio

import pytest

from sonm_desktop.rental.amending import Amendments
from sonm_desktop.rental.closing import Closings
from sonm_desktop.rental.vouchers import Promising
from sonm_desktop.rental.watch import DealWatch
from tests.chain_fixtures import pass_time
from tests.unit.rental.test_rental_refusals import Stall, stall, worker_node

__all__ = ["stall", "worker_node"]


@pytest.mark.parametrize(("state", "promises"), [("awaiting", 0), ("active", 1)])
async def test_only_a_worker_that_has_seen_the_deal_is_promised_more(
    stall: Stall, state: str, promises: int
) -> None:
    rental, desk = stall.customer.rental, stall.customer.desk
    plan = await rental.plan_purchase(stall.wish(lease=100))
    deal = (await rental.commit(plan.id)).deal
    await pass_time(stall.customer.rpc, 60)
    stall.worker.answers["deal.status"] = {"deal": deal, "state": state}
    promising = Promising(desk)
    watch = DealWatch(
        deal,
        desk,
        Closings(desk, promising),
        promising,
        lambda _: None,
        amendments=Amendments(desk, promising),
        turn=asyncio.Lock(),
    )
    assert not await watch.look()
    assert len(await promising.vouchers(deal)) == promises
