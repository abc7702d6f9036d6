"""A spot deal makes room for a fixed one: its pay ends with it, whoever is away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from sonm_desktop.chain.network import Network
from sonm_desktop.chain.records import NO_END
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import DealId, Digest
from sonm_desktop.market.offers.requirement import Requirement
from sonm_desktop.market.supplier.records import NamedPlan, PlanChange
from sonm_desktop.rental.records import Phase, Who
from sonm_desktop.rental.wishes import PurchaseWish
from tests.chain_deals import fill_vault
from tests.chain_fixtures import SNM, Keys, eventually, pass_time
from tests.rental_parts import Agent, agent
from tests.unit.rental.conftest import PLAN, RATE
from tests.worker_process import WorkerProcess

WHOLE = replace(PLAN, cpu_percent=100 * len(psutil.Process().cpu_affinity()))
NOTICE_S = 40
SPOT = replace(WHOLE, notice=NOTICE_S)
FIRM = replace(WHOLE, duration=600)


@dataclass(slots=True)
class Bed:
    """A machine on which a spot plan lies below a fixed one, its master, and who wants that."""

    folder: Path
    supplier: Agent
    newcomer: Agent
    worker: WorkerProcess
    keys: Keys
    rpc: Rpc
    network: Network

    async def list(self) -> None:
        place = self.worker.address
        await self.supplier.supplier.enrol(
            self.keys.master.address,
            worker=self.worker.worker,
            endpoint=place.endpoint,
            addresses=place.addresses,
        )
        plans = (NamedPlan("spot", SPOT), NamedPlan("firm", FIRM))
        await self.supplier.supplier.change_plans(self.worker.worker, PlanChange(put=plans))

    async def state_end(self, deal: DealId) -> int:
        state = await self.supplier.chain.deal(deal)
        assert state is not None
        return state.end

    async def earned(self, deal: DealId) -> int:
        rows = await self.supplier.supplier.deals(self.keys.master.address)
        return next(row.earned for row in rows if row.deal == deal)


@pytest.fixture
async def bed(
    tmp_path: Path, rpc: Rpc, network: Network, keys: Keys, worker: WorkerProcess
) -> AsyncIterator[Bed]:
    async with (
        agent(tmp_path / "supplier", network, keys.master) as supplier,
        agent(tmp_path / "newcomer", network, keys.stranger) as newcomer,
    ):
        for buyer in (keys.consumer, keys.stranger):
            await fill_vault(rpc, network, buyer.address)
        supplier.begin(supplier=True)
        newcomer.begin(customer=True)
        found = Bed(tmp_path, supplier, newcomer, worker, keys, rpc, network)
        await found.list()
        yield found


async def _offer(buyer: Agent, *, fixed: bool) -> Digest:
    found: list[Digest] = []

    async def listed() -> bool:
        view = await buyer.market.open_view(Requirement(duration=600))
        rows = await buyer.market.rows(view.id)
        found[:] = [row.id for row in rows if bool(row.ask.max_duration) is fixed]
        return bool(found)

    await eventually(listed, what="the offer")
    return found[0]


async def _buy(buyer: Agent, *, fixed: bool) -> DealId:
    offer = await _offer(buyer, fixed=fixed)
    (account,) = buyer.ring.keys
    wish = PurchaseWish(account=account, offer=offer, duration=600, max_total=Wei(SNM))
    plan = await buyer.rental.plan_purchase(wish)
    return (await buyer.rental.commit(plan.id)).deal


async def _taken_up(buyer: Agent, deal: DealId) -> None:
    async def served() -> bool:
        row = await buyer.desk.deals.get(deal)
        return row is not None and row.seen is not None and row.told.get("keeps_s") is not None

    await eventually(served, what="the deal in work")


async def test_the_pay_of_an_evicted_deal_ends_on_the_chain_while_its_customer_is_away(
    bed: Bed,
) -> None:
    folder, chain = bed.folder / "customer", bed.supplier.chain
    consumer, master = bed.keys.consumer.address, bed.keys.master.address
    before = await chain.vault(consumer)
    async with agent(folder, bed.network, bed.keys.consumer) as customer:
        customer.begin(customer=True)
        spot = await _buy(customer, fixed=False)
        await _taken_up(customer, spot)
    firm = await _buy(bed.newcomer, fixed=True)

    async def stopped() -> bool:
        await pass_time(bed.rpc, 5)
        return await bed.state_end(spot) != NO_END

    await eventually(stopped, limit_s=30, what="the stop on the chain")
    await _taken_up(bed.newcomer, firm)
    ends = await bed.state_end(spot)
    assert ends < await chain.pending_time() + 1
    earned = await bed.earned(spot)
    await pass_time(bed.rpc, 500)
    assert await bed.earned(spot) == earned > NOTICE_S * RATE
    async with agent(folder, bed.network, bed.keys.consumer) as customer:
        customer.begin(customer=True)

        async def closed() -> bool:
            return (await customer.rental.deal(spot)).phase is Phase.CLOSED

        await eventually(closed, limit_s=30, what="the end of the deal")
        seen = await customer.rental.deal(spot)
    assert seen.outcome is not None
    ways = ("rental.supplier_ended", "rental.supplier_closed")
    assert (seen.outcome.who, seen.outcome.code in ways) == (Who.SUPPLIER, True)
    assert seen.paid == earned
    assert before - await chain.vault(consumer) == earned
    rows = await bed.supplier.supplier.deals(master)
    assert [row.paid for row in rows if row.deal == spot] == [earned]


async def test_an_evicted_customer_who_is_there_pays_no_second_notice(bed: Bed) -> None:
    """He had his notice before he was ended; what follows is nobody's work."""
    chain, consumer = bed.supplier.chain, bed.keys.consumer.address
    before = await chain.vault(consumer)
    async with agent(bed.folder / "customer", bed.network, bed.keys.consumer) as customer:
        customer.begin(customer=True)
        spot = await _buy(customer, fixed=False)
        await _taken_up(customer, spot)
        opened = await customer.chain.deal(spot)
        assert opened is not None
        await _buy(bed.newcomer, fixed=True)

        async def leaving() -> bool:
            return (await customer.rental.deal(spot)).told.leaves is not None

        await eventually(leaving, what="the notice")
        leaves = (await customer.rental.deal(spot)).told.leaves or 0
        await pass_time(bed.rpc, max(0, leaves - await chain.pending_time()))

        async def closed() -> bool:
            return (await customer.rental.deal(spot)).phase is Phase.CLOSED

        await eventually(closed, limit_s=30, what="the end of the deal")
        seen = await customer.rental.deal(spot)
    assert seen.outcome is not None
    assert (seen.outcome.who, seen.outcome.code) == (Who.SUPPLIER, "rental.supplier_ended")
    now = await chain.pending_time()
    assert (leaves - opened.last) * RATE <= seen.paid <= (now - opened.last) * RATE
    assert before - await chain.vault(consumer) == seen.paid
    rows = await bed.supplier.supplier.deals(bed.keys.master.address)
    assert [row.paid for row in rows if row.deal == spot] == [seen.paid]
