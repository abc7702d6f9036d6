"""A customer who attacks: his script in a sandbox of ours, and in a plain container beside it."""

from __future__ import annotations

import asyncio
import secrets
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sonm_desktop.core.ids import Address, DealId, TaskId
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.runtime.port import (
    Cell,
    CellTerms,
    Launch,
    Limits,
    Network,
    Phase,
    Sandbox,
)
from tests.hostile.disposable_engine import DisposableEngine
from tests.hostile.town import RESOLVER, Town

LIMITS = Limits(cpu_percent=100, ram_bytes=96 << 20, storage_bytes=16 << 20)
NO_NETWORK = CellTerms()
OUTGOING = CellTerms(Network.OUTGOING, 40_000_000, 20_000_000)
INCOMING = CellTerms(Network.INCOMING, 40_000_000, 20_000_000)


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attack ended, and what it printed."""

    code: int
    out: str
    out_of_memory: bool = False


@dataclass(frozen=True, slots=True)
class Attacker:
    """A deal on the disposable engine."""

    runtime: DockerRuntime
    engine: DisposableEngine
    image: str
    deal: DealId
    compatible: bool = False

    async def cell(self, terms: CellTerms) -> Cell:
        return await self.runtime.open_cell(self.deal, terms)

    async def start(
        self, script: str, terms: CellTerms = NO_NETWORK, limits: Limits = LIMITS
    ) -> Sandbox:
        volume = await self.runtime.prepare(
            self.deal, limits.storage_bytes, compatible=self.compatible
        )
        task = TaskId(f"t{secrets.token_hex(4)}")
        command = ("sh", "-c", script)
        return await self.runtime.start(
            Launch(self.deal, task, self.image, command, {}, limits, volume, terms, self.compatible)
        )

    async def run(
        self,
        script: str,
        terms: CellTerms = NO_NETWORK,
        limits: Limits = LIMITS,
        limit_s: float = 150,
    ) -> Ended:
        """The attack from its start to its end."""
        sandbox = await self.start(script, terms, limits)
        return await self.end(sandbox.id, limit_s)

    async def end(self, sandbox: str, limit_s: float = 150) -> Ended:
        async with asyncio.timeout(limit_s):
            while True:
                now = await self.runtime.status(sandbox)
                assert now is not None
                if now.phase is Phase.EXITED:
                    break
                await asyncio.sleep(0.05)
        stream = await self.runtime.logs(sandbox, 0, follow=False)
        records = await asyncio.to_thread(lambda: list(stream))
        text = b"".join(record.data for record in records).decode(errors="replace")
        await self.runtime.remove(sandbox)
        return Ended(now.exit_code or 0, text, now.out_of_memory)

    async def plainly(self, script: str, *flags: str) -> Ended:
        """The same attack in a container as people start them: what we must prevent."""
        command = ["docker", "--host", self.engine.url, "run", "--rm", *flags, self.image]
        done = await asyncio.to_thread(
            subprocess.run,
            [*command, "sh", "-c", script],
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
        )
        return Ended(done.returncode, done.stdout + done.stderr)


@asynccontextmanager
async def attacker(
    engine: DisposableEngine, town: Town, image: str, *, compatible: bool = False
) -> AsyncIterator[Attacker]:
    """A worker with one deal; its leftovers are removed as the worker does at a deal's end."""
    worker, deal = Address("0x" + secrets.token_hex(20)), DealId("0x" + secrets.token_hex(32))
    runtime = DockerRuntime(
        engine.url, worker, own_images=True, resolver=RESOLVER, own=town.own_networks
    )
    try:
        yield Attacker(runtime, engine, image, deal, compatible)
    finally:
        for sandbox in await runtime.sandboxes():
            await runtime.remove(sandbox.id)
        for volume in await runtime.volumes():
            await runtime.remove_volume(volume)
        for owner in await runtime.cells():
            await runtime.close_cell(owner)
        await runtime.close()
