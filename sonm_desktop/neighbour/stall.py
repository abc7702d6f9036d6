"""One seeded machine at work: a worker's real business on this PC's engine."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from sonm_desktop.chain.neighbourhood.machines import DAY_S, Machine
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.market.offers.offer import SignedAsk
from sonm_desktop.market.service import checked_ask
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.p2p.node import LOOPBACK, PeerNode
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.store.worker_plans import WorkerPlans
from sonm_desktop.worker.benchmarks.ids import Benchmark
from sonm_desktop.worker.benchmarks.records import FIRST, Results, Taken
from sonm_desktop.worker.benchmarks.steps import steps_for
from sonm_desktop.worker.business import Business, build
from sonm_desktop.worker.folder import WorkerFolder
from sonm_desktop.worker.ground import Ground
from sonm_desktop.worker.hardware import Hardware
from sonm_desktop.worker.listening import remember_place, usual_place
from sonm_desktop.worker.machine import Machine as LocalMachine
from sonm_desktop.worker.ports import Contact
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.selling.plan import AskPlan
from sonm_desktop.worker.selling.shelf import ONLY
from sonm_desktop.worker.selling.vetting import registries_of

logger = logging.getLogger(__name__)

ASK_LIFE_S = 7 * DAY_S
"""Far longer than a worker's: a practice chain is not filled with announcements."""

WINDOW_H = 48

_LOOK_S = 1.0
_HOST = LOOPBACK.rpartition(":")[0]


class Stall:
    """Speaks to its worker as that one's master, through the door that a master uses."""

    def __init__(
        self, machine: Machine, *, folder: Path, network: Network, chain: ChainReader, clock: Clock
    ) -> None:
        self.machine = machine
        self._folder = WorkerFolder(folder)
        self._network = network
        self._chain = chain
        self._clock = clock
        self._business: Business | None = None
        self._node = PeerNode(
            endpoint_key=machine.endpoint_key,
            role="worker",
            signer=machine.worker,
            domain=network.domain,
            clock=clock,
        )
        self._database = Database(self._folder.database(network.identity), "worker")
        self.facts = WorkerFacts(self._database)

    async def open(self, stack: AsyncExitStack, supervisor: Supervisor, engine: str) -> None:
        """Take up what was left and answer peers, until *stack* is closed. Raises CodedError."""
        await self._database.open()
        stack.push_async_callback(self._database.close)
        runtime = DockerRuntime(engine, self.machine.worker.address, own_images=True)
        stack.push_async_callback(runtime.close)
        business = build(self._ground(runtime, supervisor))
        stack.push_async_callback(business.tasks.close)
        stack.push_async_callback(supervisor.close)
        await business.begin(supervisor)
        stack.push_async_callback(self._node.close)
        await self._node.start(usual_place(_HOST, self._folder.last_place))
        remember_place(_HOST, self._node.addresses(), self._folder.last_place)
        await self._node.serve(business.service)
        self._business = business
        local = LocalMachine(runtime, self._clock, self._folder.tasks)
        plan, slices = _plan(self.machine).to_wire(), {ONLY: self.machine.slice}
        await WorkerPlans(self._database).replace({ONLY: plan}, slices=slices)
        await Results(self.facts).put(_claims(self.machine, await local.hardware()))
        await self.ask_worker("worker.plan", plan=plan)

    async def ask_worker(self, method: str, **body: Any) -> dict[str, Any]:
        """What the worker answers to its master. Raises CodedError."""
        if self._business is None:
            raise RuntimeError("a stall is asked after it was opened")
        master = PeerIdentity("master", self.machine.master.address, self._node.endpoint_id)
        return await self._business.service.call(master, method, body, "")

    @property
    def awaits_master(self) -> bool:
        """Whether a customer waits for the word of this machine's master."""
        return self._business is not None and self._business.service.awaits_master()

    async def offer(self) -> SignedAsk | None:
        """What is on sale here; None while it is taken, or while the engine is away."""
        entries = (await self.ask_worker("asks"))["asks"]
        if not entries:
            return None
        (entry,) = entries
        worker = self.machine.worker.address
        return checked_ask(entry["ask"], entry["signature"], self._network.domain, worker)

    def _ground(self, runtime: DockerRuntime, supervisor: Supervisor) -> Ground:
        levels, lists = registries_of(self._chain.rpc, self._network)
        return Ground(
            key=self.machine.worker,
            domain=self._network.domain,
            master=self.machine.master.address,
            chain=self._chain,
            confirmations=self._network.confirmations,
            look_every_s=_LOOK_S,
            runtime=runtime,
            database=self._database,
            folder=self._folder.tasks,
            clock=self._clock,
            supervisor=supervisor,
            contact=lambda: Contact(self._node.endpoint_id, self._node.addresses(), ""),
            stopped=asyncio.Event(),
            ask_life_s=ASK_LIFE_S,
            levels=levels,
            lists=lists,
        )


def _plan(machine: Machine) -> AskPlan:
    return AskPlan(
        rate=0 if machine.usd_rate() else machine.rate(),
        usd_rate=machine.usd_rate(),
        duration=machine.max_duration,
        notice=0,
        window=WINDOW_H,
        cpu_percent=machine.cpu_percent,
        ram_bytes=machine.ram_bytes,
        storage_bytes=machine.storage_bytes,
        identity=1,
    )


def _claims(machine: Machine, hardware: Hardware) -> dict[str, Taken]:
    """Results of the whole PC that make the slice claim what it did when it was seeded."""
    whole = machine.multi * hardware.processor.cores * 100 // machine.cpu_percent
    figures = {**machine.figures, int(Benchmark.CPU_SYSBENCH_MULTI): whole}
    return {
        step.key: Taken(
            step.parts, 0, (FIRST,), {int(number): figures[number] for number in step.numbers}
        )
        for step in steps_for(hardware)
        if not step.device
    }
