"""The neighbours as a program: opened together, served to peers, gone with their network."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from pathlib import Path

from sonm_desktop.chain.neighbourhood.machines import seeded_machines
from sonm_desktop.chain.neighbourhood.record import Neighbourhood
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader, network_rpc
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.neighbour.announcer import Announcer, node_is_gone
from sonm_desktop.neighbour.masters import Masters
from sonm_desktop.neighbour.stall import Stall
from sonm_desktop.worker.runtime.discovery import find_engine

logger = logging.getLogger(__name__)

NODE_LOOK_S = 30.0
MOST_MISSES = 4


class NeighbourProgram:
    """Ends by itself when the practice network has been away for two minutes."""

    def __init__(self, folder: Path, network: Network, neighbourhood: Neighbourhood) -> None:
        self._folder = folder
        self._network = network
        self._neighbourhood = neighbourhood
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """End the program; tasks run on and are found again by the next start."""
        self._stop.set()

    async def run(self) -> None:
        """Serve until `stop`. Raises CodedError."""
        async with AsyncExitStack() as stack:
            rpc = network_rpc(self._network)
            stack.push_async_callback(rpc.close)
            chain = ChainReader(rpc, self._network)
            await chain.check_network()
            supervisor = Supervisor()
            stack.push_async_callback(supervisor.close)
            stalls = await self._open(stack, supervisor, chain)
            supervisor.keep("announcements", Announcer(stalls, self._network, chain).run)
            supervisor.keep("masters", Masters(stalls, self._network.domain, chain).run)
            supervisor.keep("node", lambda: self._watch(chain))
            logger.info("%d neighbours answer", len(stalls))
            await self._stop.wait()
            logger.info("the neighbours leave")

    async def _open(
        self, stack: AsyncExitStack, supervisor: Supervisor, chain: ChainReader
    ) -> list[Stall]:
        """One that cannot open, as its slice is too large for this PC, stays away."""
        machines = seeded_machines(self._neighbourhood.seed)[: self._neighbourhood.lively]
        engine = await asyncio.to_thread(find_engine)
        found: list[Stall] = []
        for number, machine in enumerate(machines):
            stall = Stall(
                machine,
                folder=self._folder / f"{number:02}",
                network=self._network,
                chain=chain,
                clock=SystemClock(),
            )
            try:
                await stall.open(stack, supervisor, engine)
            except CodedError as error:
                logger.warning("neighbour %d stays away: %s", number, error)
                continue
            found.append(stall)
        return found

    async def _watch(self, chain: ChainReader) -> None:
        misses = 0
        while misses < MOST_MISSES:
            await asyncio.sleep(NODE_LOOK_S)
            misses = misses + 1 if await node_is_gone(chain) else 0
        logger.warning("the practice network is gone")
        self._stop.set()
