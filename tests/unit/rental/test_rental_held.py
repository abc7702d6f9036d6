"""A supplier who needs his machine is not paid meanwhile: node, worker and two agents."""

from __future__ import annotations

import time
from typing import Any

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.held import Held
from sonm_desktop.rental.records import Phase
from tests.chain_fixtures import SNM, eventually, pass_time
from tests.unit.rental.conftest import RATE, Street

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
