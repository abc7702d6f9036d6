"""The supplier's side over real parts: enrolled, listed, paid, stopped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.offers.offer import Presence
from sonm_desktop.market.offers.requirement import Requirement
from sonm_desktop.market.supplier.announcing import announcement_due
from sonm_desktop.market.supplier.claim_rule import ClaimPolicy
from sonm_desktop.market.supplier.records import EnrolledWorker
from sonm_desktop.rental.records import Phase
from sonm_desktop.wallet.messages import Settle
from tests.chain_fixtures import eventually, pass_time, submit
from tests.market_asks import NOW, make_ask
from tests.unit.rental.conftest import PLAN, RATE, Street

COIN = 10**18


async def drain_coin(street: Street, account: Address) -> None:
    await street.rpc.call("anvil_setBalance", [account, "0x0"])


async def shown(street: Street) -> EnrolledWorker:
    (worker,) = await street.supplier.supplier.workers(street.keys.master.address)
    return worker


async def test_an_enrolled_worker_is_bound_announced_and_alive(street: Street) -> None:
    await street.list()
    offer = await street.offer()
    worker = await shown(street)
    assert (worker.bound, worker.reachable, worker.reason) == (True, True, "")
    assert worker.announced == offer
    account = street.keys.consumer.address
    assert await street.customer.market.probe(account, [offer]) == {offer: Presence.ALIVE}


async def test_enrolling_again_sends_nothing_twice(street: Street) -> None:
    await street.list()
    sent = street.supplier.desk.sender
    before = len(await sent.history(street.keys.master.address))  # type: ignore[attr-defined]
    await street.list()
    binds = [
        entry.intent
        for entry in await sent.history(street.keys.master.address)  # type: ignore[attr-defined]
        if entry.intent.startswith("bind:")
    ]
    assert len(binds) == 1 <= before


async def test_a_worker_of_somebody_else_cannot_be_enrolled(street: Street) -> None:
    await street.list()
    place = street.worker.address
    with pytest.raises(UserError, match="serves another account"):
        await street.customer.supplier.enrol(
            street.keys.consumer.address,
            worker=street.worker.worker,
            endpoint=place.endpoint,
            addresses=place.addresses,
        )


async def test_without_coin_it_is_enrolled_and_says_why_and_goes_on_when_there_is(
    street: Street,
) -> None:
    master = street.keys.master.address
    await drain_coin(street, master)
    await street.list()
    worker = await shown(street)
    assert not worker.bound
    assert worker.reason == "chain.no_gas_money"
    await street.rpc.call("anvil_setBalance", [master, hex(COIN)])
    await street.offer()
    assert (await shown(street)).bound


async def test_a_supplier_without_coin_is_paid_at_settlement(street: Street) -> None:
    await street.list()
    deal = await street.buy()
    await drain_coin(street, street.keys.master.address)
    plan = await street.customer.rental.plan_close(deal)
    done = await street.customer.rental.commit(plan.id)
    assert done.code == "rental.closed_together"
    paid = await street.supplier.chain.vault(street.keys.master.address)
    assert paid == (await street.customer.rental.deal(deal)).paid


async def test_another_rule_for_claims_holds_at_once(street: Street) -> None:
    await street.list()
    await street.buy(duration=3600)
    await pass_time(street.rpc, 60)
    supplier, master = street.supplier.supplier, street.keys.master.address

    async def waits() -> bool:
        return (await supplier.claim_outlook(master)).verdict.code == "market.claim_waits_for_more"

    await eventually(waits, what="something owed")
    supplier.claim_by(ClaimPolicy(least=Wei(1), every_s=0))
    assert (await supplier.claim_outlook(master)).verdict.due


async def test_a_settlement_that_cheats_is_refused_by_name(street: Street) -> None:
    await street.list()
    deal = await street.buy(duration=3600)
    await pass_time(street.rpc, 120)
    desk = street.customer.desk
    row = await desk.deals.get(deal)
    assert row is not None
    peer = await desk.contacts.reach("consumer", row.account, row)
    cheap = Settle(deal, 10 * RATE)
    signature = street.keys.consumer.sign(cheap, street.network.domain)

    async def seen() -> bool:
        return (await peer.call("deal.status", {"deal": deal}))["state"] == "active"

    await eventually(seen, what="the worker to see the deal")
    with pytest.raises(UserError) as raised:
        await peer.call("deal.settle", {"settle": cheap.to_wire(), "signature": signature})
    assert raised.value.code == "market.settle_too_low"
    assert (await street.customer.rental.deal(deal)).phase is Phase.RUNNING


async def test_a_rented_machine_says_so_and_is_listed_again_afterwards(street: Street) -> None:
    await street.list()
    deal = await street.buy()

    async def reason(code: str) -> bool:
        return (await shown(street)).reason == code

    await eventually(lambda: reason("market.rented_out"), what="rented out")
    plan = await street.customer.rental.plan_close(deal)
    await street.customer.rental.commit(plan.id)
    await eventually(lambda: reason(""), what="on sale again")
    second = await street.buy()
    assert second != deal


async def test_stopping_at_once_ends_the_deals_on_the_chain_too(street: Street) -> None:
    await street.list()
    deal = await street.buy(duration=3600)

    async def seen() -> bool:
        return (await street.supplier.supplier.status(street.worker.worker))["deals"] == 1

    await eventually(seen, what="the worker to see the deal")
    await street.supplier.supplier.stop(street.worker.worker, finish=False)
    state = await street.supplier.chain.deal(deal)
    assert state is not None
    assert not state.open or state.end <= await street.supplier.chain.pending_time()


async def test_a_deal_of_another_profile_can_be_closed_from_here(street: Street) -> None:
    await street.list()
    deal = await street.buy()
    await street.customer.loops.close()
    await street.customer.journal.run(
        lambda connection: connection.execute("DELETE FROM rental_deal") and None
    )
    await street.customer.index.refresh()
    await street.customer.market.refresh()
    seen = await street.customer.rental.deal(deal)
    assert (seen.mine, seen.then) == (False, "rental.then_stops")
    plan = await street.customer.rental.plan_close(deal)
    done = await street.customer.rental.commit(plan.id)
    assert done.code in ("rental.closed_together", "rental.close_requested")


async def test_a_closed_deal_is_found_closed_whoever_did_it(street: Street) -> None:
    await street.list()
    deal = await street.buy()
    await submit(
        street.rpc,
        street.keys.master.address,
        MarketCalls(street.network).request_close(deal),
    )

    async def noticed() -> bool:
        return (await street.customer.rental.deal(deal)).outcome is not None

    await eventually(noticed, what="the outcome")
    seen = await street.customer.rental.deal(deal)
    assert seen.outcome is not None
    assert seen.outcome.code == "rental.supplier_closed"


async def test_what_is_on_sale_follows_the_plan(street: Street) -> None:
    await street.list()
    await street.offer()
    dearer = replace(PLAN, rate=RATE * 2)
    await street.supplier.supplier.set_plan(street.worker.worker, dearer)  # type: ignore[arg-type]

    async def dearer_shown() -> bool:
        view = await street.customer.market.open_view(Requirement(duration=60))
        rows = await street.customer.market.rows(view.id)
        return [row.total for row in rows] == [Wei(60 * 2 * RATE)]

    await eventually(dearer_shown, what="the new price")


def test_an_announcement_is_due_when_something_changed_or_it_runs_out() -> None:
    told = make_ask(issued=NOW, expiry=NOW + 1800)
    fresh = replace(told, issued=NOW + 300, expiry=NOW + 2100)
    assert announcement_due(None, told, NOW)
    assert not announcement_due(told, fresh, NOW + 300)
    assert announcement_due(told, replace(fresh, rate=told.rate + 1), NOW + 300)
    assert announcement_due(told, replace(told, expiry=NOW + 3200), NOW + 1400)
    assert not announcement_due(told, told, NOW + 1790)
