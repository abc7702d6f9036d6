"""A supplier with a worker on sale, and a customer with money, over real parts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import docker
import pytest
from docker.errors import APIError

from sonm_desktop.chain.network import Network
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Address, DealId, Digest
from sonm_desktop.market.offers.requirement import Requirement
from sonm_desktop.market.supplier.records import AskPlan
from sonm_desktop.rental.wishes import PurchaseWish
from tests.chain_deals import fill_vault
from tests.chain_fixtures import SNM, Keys, anvil, eventually, keys, network, reader, rpc
from tests.rental_parts import Agent, agent, allow_operator
from tests.worker_fixtures import ENGINE_URL, busybox_image, engine_url
from tests.worker_process import WorkerProcess

__all__ = ["anvil", "busybox_image", "engine_url", "keys", "network", "reader", "rpc"]

RATE = WeiPerSecond(10**12)
PLAN = AskPlan(rate=RATE, ram_bytes=64 << 20, storage_bytes=32 << 20)


@dataclass(slots=True)
class Street:
    """Two agents that know each other by the chain only, and a worker between them."""

    supplier: Agent
    customer: Agent
    worker: WorkerProcess
    keys: Keys
    rpc: Rpc
    network: Network

    async def list(self, plan: AskPlan = PLAN) -> None:
        """Enrolled, bound, on sale, announced."""
        place = self.worker.address
        await self.supplier.supplier.enrol(
            self.keys.master.address,
            worker=self.worker.worker,
            endpoint=place.endpoint,
            addresses=place.addresses,
        )
        await self.supplier.supplier.set_plan(self.worker.worker, plan)

    async def offer(self) -> Digest:
        """The one offer, found by reading the chain."""

        async def listed() -> bool:
            return (await self.customer.market.open_view(Requirement(duration=600))).count == 1

        await eventually(listed, what="the offer")
        view = await self.customer.market.open_view(Requirement(duration=600))
        (row,) = await self.customer.market.rows(view.id)
        return row.id

    def wish(self, offer: Digest, **changes: object) -> PurchaseWish:
        fields: dict[str, object] = {
            "account": self.keys.consumer.address,
            "offer": offer,
            "duration": 600,
            "max_total": Wei(SNM),
            **changes,
        }
        return PurchaseWish(**fields)  # type: ignore[arg-type]

    async def buy(self, **changes: object) -> DealId:
        plan = await self.customer.rental.plan_purchase(self.wish(await self.offer(), **changes))
        return (await self.customer.rental.commit(plan.id)).deal


@pytest.fixture
async def worker(tmp_path: Path, network: Network, keys: Keys) -> AsyncIterator[WorkerProcess]:
    network.save(tmp_path / "network.json")
    process = WorkerProcess(tmp_path / "worker", tmp_path / "network.json", keys.master.address)
    process.start()
    address = process.worker
    yield process
    process.close()

    async def forgotten() -> bool:
        return await asyncio.to_thread(forget_worker, address)

    await eventually(forgotten, limit_s=30, what="an engine without leftovers")


def forget_worker(address: Address) -> bool:
    """Remove what a killed worker left; False while the engine is still busy with it."""
    client = docker.DockerClient(base_url=ENGINE_URL)
    of_worker = {"label": f"sonm.worker={address}"}
    try:
        for container in client.containers.list(all=True, filters=of_worker, ignore_removed=True):
            container.remove(force=True)
        for volume in client.volumes.list(filters=of_worker):
            volume.remove(force=True)
    except APIError:
        return False
    else:
        return True
    finally:
        client.close()


@pytest.fixture
async def street(
    tmp_path: Path, rpc: Rpc, network: Network, keys: Keys, worker: WorkerProcess
) -> AsyncIterator[Street]:
    async with (
        agent(tmp_path / "supplier", network, keys.master) as supplier,
        agent(tmp_path / "customer", network, keys.consumer) as customer,
    ):
        await fill_vault(rpc, network, keys.consumer.address)
        await allow_operator(customer, keys.consumer.address)
        supplier.begin(supplier=True)
        customer.begin(customer=True)
        yield Street(supplier, customer, worker, keys, rpc, network)
