"""A customer is told that his supplier stopped the deal, and why, though nobody may answer."""

from __future__ import annotations

import pytest

from sonm_desktop.agent.shapes.deals import deal_shape
from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.core.errors import UserError
from sonm_desktop.rental.records import Who
from sonm_desktop.wallet.messages import Quote, Stop
from tests.chain_fixtures import eventually, submit
from tests.unit.rental.test_rental_refusals import Stall, stall, worker_node

__all__ = ["stall", "worker_node"]


@pytest.mark.parametrize(
    ("answer", "reason", "words"),
    [
        ({"state": "ended", "reason": "worker.evicted"}, "worker.evicted", "fixed time"),
        (UserError("worker.unknown_deal"), "worker.supplier_stopped", "stopped his machine"),
    ],
)
async def test_a_stopped_deal_is_not_said_to_have_run_out(
    stall: Stall, answer: object, reason: str, words: str
) -> None:
    customer, worker = stall.customer, stall.worker
    plan = await customer.rental.plan_purchase(stall.wish())
    deal = (await customer.rental.commit(plan.id)).deal
    row = await customer.desk.deals.get(deal)
    assert row is not None
    nonce = Quote.from_wire(row.quote).nonce
    signature = stall.keys.worker.sign(Stop(deal), customer.network.domain)
    call = MarketCalls(customer.network).stop(stall.keys.worker.address, nonce, signature)
    await submit(customer.rpc, stall.keys.stranger.address, call)
    worker.answers["deal.status"] = answer
    customer.begin(customer=True)

    async def told() -> bool:
        return (await customer.rental.deal(deal)).outcome is not None

    await eventually(told, limit_s=30, what="the outcome")
    seen = await customer.rental.deal(deal)
    assert seen.outcome is not None
    assert (seen.outcome.who, seen.outcome.params) == (Who.SUPPLIER, {"reason": reason})
    shown = deal_shape(seen).outcome
    assert shown is not None
    assert words in shown.reason.text
