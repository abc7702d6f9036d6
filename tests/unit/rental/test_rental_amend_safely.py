"""Other terms that come at a bad moment: dropped, refused, paid for twice, after a closing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.terms.terms import Terms, terms_of, word_for
from sonm_desktop.rental.amending import Amendments, Wish
from sonm_desktop.rental.vouchers import Promising
from sonm_desktop.store.amendments import AmendmentState
from sonm_desktop.wallet.messages import Amend
from tests.chain_deals import RATE
from tests.chain_fixtures import SNM, submit
from tests.unit.rental.test_rental_refusals import Stall, stall, worker_node

__all__ = ["stall", "worker_node"]

HOUR = 3600
FIXED = {"duration": 2 * HOUR, "notice": 120}
LIMIT = Wei(2 * HOUR * RATE)
WAITS = {"waits": "market.amend_by_hand"}


async def bought(stall: Stall) -> DealId:
    ask = stall.worker.ask
    stall.worker.ask = replace(ask, issued=ask.issued + 1, max_duration=4 * HOUR)
    stall.worker.changes = dict(FIXED)
    offer = stall.customer.market.learn(stall.worker.ask, stall.worker.ask_signature)
    wish = stall.wish(offer=offer.id, duration=2 * HOUR, max_total=LIMIT)
    plan = await stall.customer.rental.plan_purchase(wish)
    return (await stall.customer.rental.commit(plan.id)).deal


async def terms(stall: Stall, deal: DealId) -> Terms:
    state = await stall.customer.chain.deal(deal)
    assert state is not None
    return terms_of(state)


def agrees(stall: Stall, before: Callable[[], Awaitable[Any]] | None = None) -> Any:
    """A supplier who signs, after *before* has happened."""

    async def answer(body: dict[str, Any]) -> dict[str, Any]:
        if before is not None:
            await before()
        word = Amend.from_wire(body["amend"])
        return {"signature": stall.keys.master.sign(word, stall.customer.network.domain)}

    return answer


async def limit(stall: Stall, deal: DealId) -> int:
    row = await stall.customer.desk.deals.get(deal)
    assert row is not None
    return row.max_total


async def again(stall: Stall, deal: DealId) -> None:
    """What is under way is asked for once more, as the watch does."""
    desk = stall.customer.desk
    row, state = await desk.deals.get(deal), await desk.chain.deal(deal)
    assert row is not None
    assert state is not None
    await Amendments(desk, Promising(desk), every_s=0).look(row, state)


async def test_what_is_dropped_while_the_supplier_thinks_is_not_done(stall: Stall) -> None:
    deal = await bought(stall)
    first, rental = await terms(stall, deal), stall.customer.rental

    async def drop() -> None:
        (row,) = await rental.amendments()
        await rental.drop_amendment(row.id)

    stall.worker.answers["deal.amend"] = agrees(stall, drop)
    plan = await rental.plan_amend(deal, Wish(longer_s=HOUR, max_total=Wei(SNM)))
    assert (await rental.commit(plan.id)).code == "market.amend_taken_back"
    assert await terms(stall, deal) == first
    assert (await rental.amendments())[0].state is AmendmentState.WITHDRAWN


async def test_a_plan_that_was_stopped_half_way_does_not_bring_back_what_was_dropped(
    stall: Stall,
) -> None:
    deal = await bought(stall)
    first, rental = await terms(stall, deal), stall.customer.rental
    stall.worker.answers["deal.amend"] = UserError("worker.bad_amendment")
    plan = await rental.plan_amend(deal, Wish(longer_s=HOUR, max_total=Wei(SNM)))
    with pytest.raises(UserError):
        await rental.commit(plan.id)
    await rental.drop_amendment((await rental.amendments())[0].id)
    stall.worker.answers["deal.amend"] = agrees(stall)
    assert (await rental.commit(plan.id)).code == "market.amend_taken_back"
    assert await terms(stall, deal) == first


async def test_the_limit_rises_only_with_the_suppliers_consent(stall: Stall) -> None:
    deal = await bought(stall)
    rental, wish = stall.customer.rental, Wish(longer_s=HOUR, max_total=Wei(SNM))
    stall.worker.answers["deal.amend"] = WAITS
    plan = await rental.plan_amend(deal, wish)
    assert (await rental.commit(plan.id)).code == "rental.amend_waits"
    assert await limit(stall, deal) == LIMIT
    stall.worker.answers["deal.amend"] = UserError("market.amend_refused")
    await again(stall, deal)
    assert (await rental.amendments())[0].state is AmendmentState.REFUSED
    assert await limit(stall, deal) == LIMIT
    stall.worker.answers["deal.amend"] = agrees(stall)
    plan = await rental.plan_amend(deal, wish)
    assert (await rental.commit(plan.id)).code == "rental.amended"
    assert await limit(stall, deal) == SNM


async def test_what_was_paid_in_while_it_waited_is_not_paid_in_again(stall: Stall) -> None:
    deal = await bought(stall)
    rental, most = stall.customer.rental, Wei(3 * HOUR * RATE + 600 * RATE)
    stall.worker.answers["deal.amend"] = WAITS
    plan = await rental.plan_amend(deal, Wish(longer_s=HOUR, max_total=most))
    assert plan.total == HOUR * RATE
    assert (await rental.commit(plan.id)).code == "rental.amend_waits"
    other = await rental.plan_top_up(deal, Wei(HOUR * RATE), max_total=most)
    await rental.commit(other.id)
    stall.worker.answers["deal.amend"] = agrees(stall)
    await again(stall, deal)
    state = await stall.customer.chain.deal(deal)
    assert state is not None
    assert state.seq == 1
    assert state.paid + state.escrow <= most
    assert state.paid + state.escrow >= 3 * HOUR * RATE


async def test_no_word_from_before_keeps_a_deal_from_closing(stall: Stall) -> None:
    deal = await bought(stall)
    first, rental = await terms(stall, deal), stall.customer.rental
    stall.worker.answers["deal.amend"] = WAITS
    asked = await rental.plan_amend(deal, Wish(longer_s=HOUR, max_total=Wei(SNM)))
    await rental.commit(asked.id)
    late = await rental.plan_amend(deal, Wish(longer_s=2 * HOUR, max_total=Wei(SNM)))
    closing = await rental.plan_close(deal)
    assert (await rental.commit(closing.id)).code == "rental.close_requested"
    assert (await terms(stall, deal)).end < first.end

    with pytest.raises(UserError) as refused:
        await rental.commit(late.id)
    assert refused.value.code == "rental.deal_over"
    stall.worker.answers["deal.amend"] = agrees(stall)
    await again(stall, deal)
    assert (await rental.amendments())[0].state is AmendmentState.LOST

    # The supplier kept what the customer had signed, and brings it to the chain after all.
    desk = stall.customer.desk
    longer = replace(first, end=first.end + HOUR)
    word = word_for(deal, 0, longer, total=0, now=await desk.chain.pending_time())
    voice = await desk.keys.voice(stall.keys.consumer.address)
    both = (voice.sign(word, desk.domain), stall.keys.master.sign(word, desk.domain))
    await submit(stall.customer.rpc, stall.keys.master.address, desk.calls.amend(word, *both))
    assert await terms(stall, deal) == longer
    closing = await rental.plan_close(deal)
    assert (await rental.commit(closing.id)).code == "rental.close_requested"
    assert (await terms(stall, deal)).end < first.end


async def test_the_offer_for_one_deal_is_not_taken_for_another(stall: Stall) -> None:
    deal = await bought(stall)
    desk = stall.customer.desk
    state = await desk.chain.deal(deal)
    assert state is not None
    stall.worker.answers["deal.amend"] = WAITS
    plan = await stall.customer.rental.plan_amend(deal, Wish(notice=60))
    await stall.customer.rental.commit(plan.id)
    (row,) = await stall.customer.rental.amendments()
    other = replace(row, id="ab" * 16, deal=DealId("0x" + "77" * 32), asker="payee")
    await desk.amendments.ask(other)
    with pytest.raises(UserError) as refused:
        await stall.customer.rental.plan_amend(deal, Wish(offer=other.id))
    assert refused.value.code == "market.no_amendment"
