"""A supplier who needs his machine is not paid meanwhile: node, worker and two agents."""

from __future__ import annotations

import time
from typing import Any

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.held import Held
from sonm_desktop.rental.records import Phase
from sonm_desktop.wallet.messages import Settle
from tests.chain_deals import RATE as STALL_RATE
from tests.chain_fixtures import SNM, eventually, pass_time
from tests.unit.rental.conftest import RATE, Street
from tests.unit.rental.test_rental_refusals import Stall, stall, worker_node

__all__ = ["stall", "worker_node"]

LEASE = 600


async def test_a_customer_pays_for_no_second_in_which_the_owner_held_the_machine(
    street: Street,
) -> None:
    await street.list()
    customer, supplier = street.customer, street.supplier
    master, worker = street.keys.master.address, street.worker.worker
    before = await customer.chain.vault(street.keys.consumer.address)
    deal = await street.buy(duration=6000, lease=LEASE)
    await _taken_up(street, deal)
    opened = await customer.chain.deal(deal)
    assert opened is not None
    begin = opened.last
    await supplier.supplier.set_guest(worker, {"maintenance_once": [_now()]})
    await _held(street, deal, 1)
    assert (await customer.rental.deal(deal)).phase is Phase.PAUSED
    await pass_time(street.rpc, 400)
    await _held(street, deal, 400)

    async def copied() -> bool:
        """The master holds what was promised, should the worker stay away."""
        return bool(await supplier.supplier_desk.vouchers(deal, street.keys.consumer.address))

    await eventually(copied, limit_s=40, what="the voucher at the master")
    street.worker.kill()
    await pass_time(street.rpc, 300)
    street.worker.start()
    held = await _held(street, deal, 700)

    async def taken_off() -> bool:
        vouchers = await customer.desk.promises.vouchers(deal)
        return bool(vouchers) and vouchers[-1].credited > 0 and vouchers[-1].delivered

    await eventually(taken_off, limit_s=30, what="a voucher without the held time")
    await supplier.supplier.set_guest(worker, {})

    async def free() -> bool:
        return (await customer.rental.deal(deal)).phase is Phase.RUNNING

    await eventually(free, limit_s=30, what="the end of the hold")
    held = (await customer.rental.deal(deal)).told.held
    assert held.cost == held.seconds * RATE
    await pass_time(street.rpc, 100)
    earliest = await customer.chain.pending_time()
    (earning,) = await supplier.supplier.deals(master)
    spent = (await customer.rental.deal(deal)).spent
    assert spent < (earliest + 30 - begin) * RATE - held.cost
    assert abs(earning.earned - spent) <= 30 * RATE
    close = await customer.rental.plan_close(deal)
    assert (await customer.rental.commit(close.id)).code == "rental.closed_together"
    latest = await customer.chain.pending_time()
    seen = await customer.rental.deal(deal)
    least, most = ((at - begin) * RATE - held.cost for at in (earliest, latest))
    assert least <= seen.paid <= most
    assert before - await customer.chain.vault(street.keys.consumer.address) == seen.paid
    assert await customer.chain.vault(master) == seen.paid
    (earning,) = await supplier.supplier.deals(master)
    assert (earning.earned, earning.held) == (seen.paid, held)


async def test_a_supplier_who_keeps_the_pay_for_held_time_gets_it_at_once_and_no_more(
    stall: Stall,
) -> None:
    """He could have it by waiting, too: nobody's escrow lies in a window for that."""
    customer, worker = stall.customer, stall.worker
    plan = await customer.rental.plan_purchase(stall.wish())
    deal = (await customer.rental.commit(plan.id)).deal
    opened = await customer.chain.deal(deal)
    assert opened is not None
    asked: list[int] = []

    async def settle(body: dict[str, Any]) -> dict[str, Any]:
        word = Settle.from_wire(body["settle"])
        asked.append(word.total)
        if len(asked) < 3:
            raise UserError("market.settle_too_low", total=word.total, least=word.total + 1)
        return {"signature": stall.keys.master.sign(word, customer.network.domain)}

    def say(seconds: int) -> None:
        held = {"seconds": seconds, "cost": seconds * STALL_RATE}
        worker.answers["deal.status"] = {"deal": deal, "state": "active", "held": held}

    worker.answers["deal.settle"] = settle
    await pass_time(customer.rpc, 300)
    earliest = await customer.chain.pending_time()
    say(200)
    close = await customer.rental.plan_close(deal)
    assert (await customer.rental.commit(close.id)).code == "rental.closed_together"
    latest = await customer.chain.pending_time()
    billed = [(at - opened.last) * STALL_RATE for at in (earliest, latest)]
    for total, off in zip(asked, (200, 200, 0), strict=True):
        assert billed[0] <= total + off * STALL_RATE <= billed[1]
    assert (await customer.rental.deal(deal)).paid == asked[-1]


def _now() -> dict[str, Any]:
    """An outage that has begun."""
    now = int(time.time())
    return {"begin": now - 60, "end": now + 86_400}


async def _taken_up(street: Street, deal: DealId) -> None:
    async def told() -> bool:
        return (await street.customer.rental.deal(deal)).seen is not None

    await eventually(told, limit_s=30, what="the worker's word")


async def _held(street: Street, deal: DealId, seconds: int) -> Held:
    """What the customer believes, once it is so much."""
    found: list[Held] = []

    async def told() -> bool:
        found[:] = [(await street.customer.rental.deal(deal)).told.held]
        return found[0].seconds >= seconds

    await eventually(told, limit_s=40, what=f"{seconds} s of held time")
    assert found[0].cost <= Wei(SNM)
    return found[0]
