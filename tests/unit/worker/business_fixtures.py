"""A worker without the wire: the real engine, a chain that the test writes, real keys."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.ids import Address, ChainId, DealId
from sonm_desktop.core.secret import Secret
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.store.database import Database
from sonm_desktop.wallet.messages import Ask, Domain, Message, Quote
from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.worker.benchmarks.effort import Effort
from sonm_desktop.worker.business import Business, build
from sonm_desktop.worker.ground import Ground
from sonm_desktop.worker.guest.host.here import NO_SENSES
from sonm_desktop.worker.guest.senses import Senses
from sonm_desktop.worker.peer_places import Peers
from sonm_desktop.worker.ports import Contact
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.selling.vetting import Levels, Lists
from tests.fakes.worker_chain import WorkerChain

SNM = 10**18
RATE = 10**15
DOMAIN = Domain(ChainId(31_337), Address("0x" + "Aa" * 20))
ENDPOINT = "ab" * 32
CONTACT = Contact(ENDPOINT, ("127.0.0.1:7777",), "")
PLAN = {
    "rate": RATE,
    "duration": 0,
    "notice": 0,
    "window": 48,
    "cpu_percent": 100,
    "ram_bytes": 64 << 20,
    "storage_bytes": 32 << 20,
    "identity": 1,
}
_CALLS = itertools.count()


def key(number: int) -> KeySigner:
    return KeySigner(Secret(number.to_bytes(32, "big")))


MASTER, CONSUMER, OPERATOR, STRANGER = (key(number) for number in (11, 12, 13, 14))


@dataclass(frozen=True, slots=True)
class Shop:
    """A worker and those who talk to it."""

    business: Business
    chain: WorkerChain
    worker: KeySigner
    stopped: asyncio.Event

    async def ask(
        self, who: KeySigner, method: str, body: dict[str, Any] | None = None, role: str = ""
    ) -> dict[str, Any]:
        role = role or ("master" if who is MASTER else "consumer")
        caller = PeerIdentity(role, who.address, ENDPOINT)  # type: ignore[arg-type]
        return await self.business.service.call(caller, method, body or {}, str(next(_CALLS)))

    async def list(self, **changes: Any) -> Ask:
        """Put the plan on sale; the ask as anybody gets it."""
        await self.ask(MASTER, "worker.plan", {"plan": {**PLAN, **changes}})
        return await self.offer()

    async def offer(self) -> Ask:
        (entry,) = (await self.ask(STRANGER, "asks"))["asks"]
        return Ask.from_wire(entry["ask"])

    async def quote(self, who: KeySigner = CONSUMER, **changes: Any) -> Quote:
        offer = await self.offer()
        body = {
            "slice": offer.slice,
            "consumer": CONSUMER.address,
            "duration": 0,
            "max_rate": RATE,
            **changes,
        }
        return Quote.from_wire((await self.ask(who, "quote", body))["quote"])

    async def rent(self, *, escrow: int = 10 * SNM, lease: int = 3600) -> DealId:
        """An active deal of the consumer, its sandbox prepared."""
        await self.list()
        deal = self.chain.take(await self.quote(), escrow=escrow, lease=lease)
        await self.until(deal, "active", ready=True)
        return deal

    async def deal(self, deal: DealId, who: KeySigner = CONSUMER) -> dict[str, Any]:
        return await self.ask(who, "deal.status", {"deal": deal})

    async def until(self, deal: DealId, state: str, *, ready: bool = False) -> dict[str, Any]:
        async with asyncio.timeout(100):
            while True:
                status = await self.deal(deal)
                if status["state"] == state and (status["ready"] or not ready):
                    return status
                await asyncio.sleep(0.05)

    async def run(self, deal: DealId, image: str, script: str, name: str = "t1") -> dict[str, Any]:
        task = {"id": name, "image": image, "command": ["sh", "-c", script], "env": {}}
        return await self.ask(CONSUMER, "task.run", {"deal": deal, "task": task})

    async def task_end(self, deal: DealId, name: str = "t1") -> dict[str, Any]:
        async with asyncio.timeout(100):
            while True:
                status = await self.ask(CONSUMER, "task.status", {"deal": deal, "task": name})
                if status["state"] in {"exited", "failed", "stopped"}:
                    return status
                await asyncio.sleep(0.05)


def signed(who: KeySigner, message: Message) -> bytes:
    return who.sign(message, DOMAIN)


@asynccontextmanager
async def open_shop(
    folder: Path,
    chain: WorkerChain,
    runtime: DockerRuntime,
    worker: KeySigner,
    *,
    find_senses: Callable[[], Senses] = lambda: NO_SENSES,
    levels: Levels | None = None,
    lists: Lists | None = None,
    peers: Peers | None = None,
) -> AsyncIterator[Shop]:
    """One life of a worker over *folder*; its end leaves containers alone."""
    database = Database(folder / "worker.sqlite", "worker")
    await database.open()
    supervisor = Supervisor()
    stopped = asyncio.Event()
    business = build(
        Ground(
            key=worker,
            domain=DOMAIN,
            master=MASTER.address,
            chain=chain,
            confirmations=1,
            look_every_s=0.1,
            runtime=runtime,
            database=database,
            folder=folder / "tasks",
            clock=SystemClock(),
            supervisor=supervisor,
            contact=lambda: CONTACT,
            stopped=stopped,
            effort=Effort(rounds=1, seconds=0.05),
            settle_wait_s=1.0,
            find_senses=find_senses,
            levels=levels,
            lists=lists,
            peers=peers,
        )
    )
    await business.begin(supervisor)
    try:
        yield Shop(business, chain, worker, stopped)
    finally:
        await supervisor.close()
        await business.tasks.close()
        await database.close()
