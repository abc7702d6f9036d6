"""Traffic that costs: counted at the sandbox, paid by vouchers, bounded where a worker lies."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId, TaskId
from sonm_desktop.market.metered import GIB, Traffic
from sonm_desktop.rental.amending import Amendments
from sonm_desktop.rental.closing import Closings
from sonm_desktop.rental.tasks import TaskWish
from sonm_desktop.rental.vouchers import Promising
from sonm_desktop.rental.watch import DealWatch
from sonm_desktop.wallet.messages import Voucher
from tests.chain_fixtures import SNM, eventually, pass_time
from tests.unit.rental.conftest import PLAN, RATE, Street
from tests.unit.rental.test_rental_refusals import Stall, stall, worker_node
from tests.unit.worker.test_worker_metering import DOWN, SERVER, UP, exchange

__all__ = ["stall", "worker_node"]

PRICE = Wei(GIB * 10**9)
"""A byte costs 10^9 wei, so that figures can be read."""

METERED = replace(
    PLAN,
    network="incoming",
    ingress_bps=10**9,
    egress_bps=10**9,
    ingress_price=PRICE,
    egress_price=Wei(2 * PRICE),
)
MBIT = 8_000_000
ROOM = Traffic(10**8, 10**8)


async def test_traffic_is_in_the_plan_the_vouchers_and_the_settlement(
    street: Street, busybox_image: str
) -> None:
    await street.list(METERED)
    rental = street.customer.rental
    plan = await rental.plan_purchase(street.wish(await street.offer(), traffic=ROOM))
    (said,) = (effect for effect in plan.effects if effect.code == "rental.effect_traffic")
    assert (said.params["ingress"], said.params["amount"]) == ("1.073741824 SNM", "0.3 SNM")
    assert plan.total == 600 * RATE + 3 * 10**17
    deal = (await rental.commit(plan.id)).deal
    await street.customer.tasks.run_task(
        deal,
        TaskWish(image=busybox_image, command=("sh", "-c", SERVER), id=TaskId("serve")),
    )
    tries = await asyncio.to_thread(exchange, await served_port(street, deal))
    least = UP * 10**9 + DOWN * 2 * 10**9

    passed = 0

    async def paid_for() -> bool:
        nonlocal passed
        if passed < 400:  # the deal is for 600 s, however late its meter is read
            passed += 20
            await pass_time(street.rpc, 20)
        vouchers = await street.customer.desk.promises.vouchers(deal)
        return bool(vouchers) and vouchers[-1].metered >= least

    await eventually(paid_for, limit_s=40, what="a voucher for the traffic")
    seen = await rental.deal(deal)
    assert seen.usage is not None
    assert seen.usage.believed == seen.usage.told
    assert (seen.usage.doubt, seen.usage.cpu_ns > 0) == ("", True)
    assert seen.usage.cost >= least
    close = await rental.plan_close(deal)
    assert (await rental.commit(close.id)).code == "rental.closed_together"
    got = await street.customer.chain.vault(street.keys.master.address)
    assert least < got < least * 1.2 * tries + (passed + 600) * RATE


async def test_a_worker_that_counts_what_cannot_be_is_bounded_and_doubted(stall: Stall) -> None:
    deal, watch = await metered_deal(stall)
    promises, rental = stall.customer.desk.promises, stall.customer.rental

    async def hear(received: int, sent: int) -> tuple[int, str]:
        await pass_time(stall.customer.rpc, 20)
        stall.worker.answers["deal.status"] = status(deal, received, sent)
        assert not await watch.look()
        usage = (await rental.deal(deal)).usage
        assert usage is not None
        return usage.believed.received, usage.doubt

    assert await hear(500_000, 0) == (500_000, "")
    first = (await promises.vouchers(deal))[-1]
    assert first.metered == 500_000 * 10**9
    assert await hear(100, 0) == (500_000, "rental.meter_backwards")
    believed, doubt = await hear(10**15, 0)
    assert (doubt, believed < 10**9) == ("rental.meter_impossible", True)
    last = (await promises.vouchers(deal))[-1]
    state = await stall.customer.chain.deal(deal)
    assert state is not None
    assert first.total <= last.total <= state.paid + state.escrow
    kept, _ = await hear(600_000, 0)
    assert kept == believed


async def test_nonsense_about_use_changes_nothing_and_ends_nothing(stall: Stall) -> None:
    deal, watch = await metered_deal(stall)
    for word in ({"received": -1}, {"received": "all"}, 7, {"cpu_ns": 2**70}):
        stall.worker.answers["deal.status"] = status(deal, 1, 1) | {"meter": word}
        assert not await watch.look()
    usage = (await stall.customer.rental.deal(deal)).usage
    assert usage is not None
    assert (usage.told, usage.heard) == (Traffic(), 0.0)


async def test_a_voucher_that_is_called_too_low_is_not_shown_again_but_signed_anew(
    stall: Stall,
) -> None:
    """What is owed may have moved by new terms since; an honest customer is no bad payer."""
    deal, watch = await metered_deal(stall)
    shown: list[Voucher] = []

    async def take(body: dict[str, Any]) -> dict[str, Any]:
        shown.append(Voucher.from_wire(body["voucher"]))
        if len(shown) == 1:
            raise UserError("worker.voucher_lower")
        return {"accepted": True}

    stall.worker.answers["deal.voucher"] = take
    await pass_time(stall.customer.rpc, 100)
    stall.worker.answers["deal.status"] = status(deal, 9_000_000, 9_000_000)
    assert not await watch.look()
    await pass_time(stall.customer.rpc, 2)
    for _ in range(2):
        assert not await watch.look()
    refused, taken = shown
    assert taken.at > refused.at or taken.total > refused.total
    assert (taken.until, taken.total >= refused.total) == (refused.until, True)


async def metered_deal(stall: Stall) -> tuple[DealId, DealWatch]:
    """A deal with 1 MB/s each way, at a price; its promises are taken."""
    stall.worker.ask = replace(
        stall.worker.ask,
        netflags=3,
        ingress_bps=MBIT,
        egress_bps=MBIT,
        issued=stall.worker.ask.issued + 1,
    )
    stall.worker.changes = {"ingress": PRICE, "egress": PRICE}
    stall.worker.answers["deal.voucher"] = {"accepted": True}
    customer = stall.customer
    offer = customer.market.learn(stall.worker.ask, stall.worker.ask_signature)
    wish = stall.wish(offer=offer.id, max_total=Wei(SNM), traffic=ROOM)
    plan = await customer.rental.plan_purchase(wish)
    deal = (await customer.rental.commit(plan.id)).deal
    promising = Promising(customer.desk)
    closings = Closings(customer.desk, promising)
    return deal, DealWatch(
        deal,
        customer.desk,
        closings,
        promising,
        lambda _: None,
        amendments=Amendments(customer.desk, promising),
        turn=asyncio.Lock(),
    )


def status(deal: DealId, received: int, sent: int) -> dict[str, Any]:
    counted = {"received": received, "sent": sent, "cpu_ns": 5, "ram_now": 1, "ram_peak": 2}
    return {"deal": deal, "state": "active", "meter": counted}


async def served_port(street: Street, deal: DealId) -> int:
    found: list[int] = []

    async def published() -> bool:
        ports = (await street.customer.rental.deal(deal)).told.ports
        found[:] = [port.outside for port in ports if port.inside == 8080]
        return bool(found)

    await eventually(published, limit_s=30, what="the port")
    return found[0]
