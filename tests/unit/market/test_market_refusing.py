"""A real worker, far from its master's keys, refuses whom the master blocks: in private, on the
chain, and by a list that he follows; and takes them again."""

from __future__ import annotations

from functools import partial

from sonm_desktop.chain.registries.blacklist_calls import BlacklistCalls
from sonm_desktop.core.errors import UserError
from tests.chain_fixtures import eventually, submit
from tests.unit.rental.conftest import Street

REFUSED = "market.customer_not_served"


async def test_a_worker_refuses_whom_its_master_blocks_and_takes_them_again(
    street: Street,
) -> None:
    await street.list()
    offer = await street.offer()
    keys, chain = street.keys, BlacklistCalls(street.network)
    customer, master, watchdog = keys.consumer.address, keys.master.address, keys.stranger.address

    async def answer() -> str:
        """The code of the refusal; empty for a quote."""
        try:
            await street.customer.rental.plan_purchase(street.wish(offer))
        except UserError as error:
            return error.code
        return ""

    assert await answer() == ""
    await submit(street.rpc, master, chain.listed([customer], on=True, reason="not paid"))
    assert await answer() == REFUSED
    await submit(street.rpc, master, chain.listed([customer], on=False))
    await submit(street.rpc, watchdog, chain.listed([customer], on=True, reason="spam"))
    assert await answer() == ""
    await submit(street.rpc, master, chain.follow(watchdog, on=True))
    assert await answer() == REFUSED
    await submit(street.rpc, master, chain.follow(watchdog, on=False))

    async def knows(accounts: list[str]) -> bool:
        row = await street.supplier.supplier_desk.workers.get(street.worker.worker)
        assert row is not None
        peer = await street.supplier.supplier_desk.peer(row)
        return bool((await peer.call("worker.blocked", {}))["accounts"] == accounts)

    street.supplier.blocked.add(customer)
    street.supplier.supplier.nudge_all()
    await eventually(partial(knows, [customer]), limit_s=30, what="a told worker")
    assert await answer() == REFUSED
    street.supplier.blocked.clear()
    street.supplier.supplier.nudge_all()
    await eventually(partial(knows, []), limit_s=30, what="a worker that forgot")
    assert await answer() == ""
