"""Builds the worker's parts, runs them, and lets go of them in the reverse order."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack

from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.p2p.node import EVERYWHERE, LOOPBACK, PeerNode
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_deals import WorkerDeals
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.store.worker_supply import WorkerSupply
from sonm_desktop.store.worker_tasks import WorkerTasks
from sonm_desktop.store.worker_vouchers import WorkerVouchers
from sonm_desktop.wallet.keychain import load_or_create_key, load_or_create_secret
from sonm_desktop.worker.access import Consumers
from sonm_desktop.worker.benchmarks.suite import Benchmarks
from sonm_desktop.worker.customer_desk import CustomerDesk
from sonm_desktop.worker.deal_status import DealStatus
from sonm_desktop.worker.deals import DealKeeper
from sonm_desktop.worker.folder import WorkerFolder
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.master_desk import MasterDesk
from sonm_desktop.worker.options import Options
from sonm_desktop.worker.ports import Contact
from sonm_desktop.worker.runtime.discovery import find_engine
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.service import WorkerService
from sonm_desktop.worker.settlements import Settlements
from sonm_desktop.worker.supply import Supply
from sonm_desktop.worker.tasks import TaskRunner
from sonm_desktop.worker.vouchers import VoucherBook

logger = logging.getLogger(__name__)

PRACTICE_LOOK_S = 1.0
REAL_LOOK_S = 5.0
"""Between two looks at the chain, while there is a quote or a deal to look for."""


class WorkerProgram:
    """One worker on one network, from its start to its end."""

    def __init__(self, options: Options, folder: WorkerFolder, network: Network) -> None:
        self._options = options
        self._folder = folder
        self._network = network
        self._clock = SystemClock()
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """End the program; tasks run on and are found again by the next start."""
        self._stop.set()

    async def run(self) -> None:
        """Serve until `stop`, or until the master has ended the business. Raises CodedError."""
        async with AsyncExitStack() as stack:
            await self._serve(stack)
            await self._stop.wait()
            logger.info("the worker ends")
            self._folder.withdraw()

    async def _serve(self, stack: AsyncExitStack) -> None:
        key = await asyncio.to_thread(load_or_create_key, self._folder.key)
        rpc = Rpc(self._network.rpc_urls)
        stack.push_async_callback(rpc.close)
        chain = ChainReader(rpc, self._network)
        database = Database(self._folder.database(self._network.identity), "worker")
        await database.open()
        stack.push_async_callback(database.close)
        engine = self._options.engine or await asyncio.to_thread(find_engine)
        runtime = DockerRuntime(engine, key.address, own_images=self._network.practice)
        stack.push_async_callback(runtime.close)
        node = PeerNode(
            endpoint_key=await asyncio.to_thread(load_or_create_secret, self._folder.endpoint_key),
            role="worker",
            signer=key,
            domain=self._network.domain,
            clock=self._clock,
            relays=self._network.relays,
        )

        facts, deals = WorkerFacts(database), WorkerDeals(database)
        promises = WorkerSupply(database)
        supervisor = Supervisor()
        consumers = Consumers(chain, self._clock)
        machine = Machine(runtime, self._clock, self._folder.root)
        benchmarks = Benchmarks(facts, supervisor)
        vouchers = VoucherBook(WorkerVouchers(database), chain, self._network.domain)
        settlements = Settlements(chain, consumers, self._network.domain)
        tasks = TaskRunner(
            runtime=runtime,
            tasks=WorkerTasks(database),
            deals=deals,
            folder=self._folder.tasks,
            clock=self._clock,
            supervisor=supervisor,
        )
        stack.push_async_callback(tasks.close)
        stack.push_async_callback(supervisor.close)
        keeper = DealKeeper(
            chain=chain,
            confirmations=self._network.confirmations,
            every_s=PRACTICE_LOOK_S if self._network.practice else REAL_LOOK_S,
            deals=deals,
            promises=promises,
            vouchers=vouchers,
            tasks=tasks,
            clock=self._clock,
            supervisor=supervisor,
        )

        def contact() -> Contact:
            relay = self._network.relays[0] if self._network.relays else ""
            return Contact(node.endpoint_id, tuple(node.addresses()), relay)

        supply = Supply(
            key=key,
            domain=self._network.domain,
            master=self._options.master,
            chain=chain,
            facts=facts,
            promises=promises,
            deals=deals,
            consumers=consumers,
            machine=machine,
            benchmarks=benchmarks,
            contact=contact,
        )
        status = DealStatus(tasks=tasks, vouchers=vouchers, machine=machine)
        customers = CustomerDesk(
            keeper=keeper,
            promises=promises,
            consumers=consumers,
            tasks=tasks,
            vouchers=vouchers,
            settlements=settlements,
            runtime=runtime,
            status=status,
        )
        masters = MasterDesk(
            key=key,
            domain=self._network.domain,
            master=self._options.master,
            machine=machine,
            benchmarks=benchmarks,
            supply=supply,
            deals=deals,
            keeper=keeper,
            vouchers=vouchers,
            settlements=settlements,
            status=status,
            supervisor=supervisor,
            stopped=self._stop,
        )
        service = WorkerService(
            master=self._options.master,
            domain=self._network.domain,
            clock=self._clock,
            supply=supply,
            keeper=keeper,
            customers=customers,
            masters=masters,
            status=status,
        )
        await tasks.recover()
        supervisor.keep("deals", keeper.run)
        stack.push_async_callback(node.close)
        await node.start(self._options.listen or self._usual_place())
        await node.serve(service)
        self._folder.publish(key.address, contact())
        logger.info("worker %s serves %s", key.address, self._options.master)

    def _usual_place(self) -> str:
        return LOOPBACK if self._network.practice else EVERYWHERE
