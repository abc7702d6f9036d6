"""The worker as a program: opened on its folder, served to peers, closed in reverse order."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack

from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader, network_rpc
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.p2p.node import EVERYWHERE, LOOPBACK, PeerNode
from sonm_desktop.store.database import Database
from sonm_desktop.wallet.keychain import load_or_create_key, load_or_create_secret
from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.worker.benchmarks.effort import practice_effort
from sonm_desktop.worker.benchmarks.enumeration import portable_gpus
from sonm_desktop.worker.business import Business, build
from sonm_desktop.worker.folder import WorkerFolder
from sonm_desktop.worker.ground import Ground
from sonm_desktop.worker.listening import remember_place, usual_place
from sonm_desktop.worker.options import Options
from sonm_desktop.worker.ports import Contact
from sonm_desktop.worker.runtime.discovery import find_engine
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.selling.vetting import registries_of

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
            key = await asyncio.to_thread(load_or_create_key, self._folder.key)
            node = await self._node(key)
            supervisor = Supervisor()
            business = await self._business(stack, key, node, supervisor)
            stack.push_async_callback(business.tasks.close)
            stack.push_async_callback(supervisor.close)
            await business.begin(supervisor)
            stack.push_async_callback(node.close)
            await node.start(self._place())
            await node.serve(business.service)
            self._publish(key.address, node)
            await self._stop.wait()
            logger.info("the worker ends")
            self._folder.withdraw()

    async def _business(
        self, stack: AsyncExitStack, key: KeySigner, node: PeerNode, supervisor: Supervisor
    ) -> Business:
        rpc = network_rpc(self._network)
        stack.push_async_callback(rpc.close)
        chain = ChainReader(rpc, self._network)
        await self._require_network(chain)
        database = Database(self._folder.database(self._network.identity), "worker")
        await database.open()
        stack.push_async_callback(database.close)
        engine = self._options.engine or await asyncio.to_thread(find_engine)
        runtime = DockerRuntime(engine, key.address, own_images=self._network.practice)
        stack.push_async_callback(runtime.close)
        levels, lists = registries_of(rpc, self._network)
        return build(
            Ground(
                key=key,
                domain=self._network.domain,
                master=self._options.master,
                chain=chain,
                confirmations=self._network.confirmations,
                look_every_s=PRACTICE_LOOK_S if self._network.practice else REAL_LOOK_S,
                runtime=runtime,
                database=database,
                folder=self._folder.tasks,
                clock=self._clock,
                supervisor=supervisor,
                contact=lambda: self._contact(node),
                stopped=self._stop,
                effort=practice_effort() if self._network.practice else None,
                portable_gpus=portable_gpus,
                peers=node,
                levels=levels,
                lists=lists,
            )
        )

    async def _require_network(self, chain: ChainReader) -> None:
        """A wrong network is refused; a node that is away may come back. Raises UserError."""
        try:
            await chain.check_network()
        except RemoteError as error:
            logger.warning("the network was not checked: %s", error.text)

    async def _node(self, key: KeySigner) -> PeerNode:
        secret = await asyncio.to_thread(load_or_create_secret, self._folder.endpoint_key)
        return PeerNode(
            endpoint_key=secret,
            role="worker",
            signer=key,
            domain=self._network.domain,
            clock=self._clock,
            relays=self._network.relays,
        )

    def _contact(self, node: PeerNode) -> Contact:
        relay = self._network.relays[0] if self._network.relays else ""
        return Contact(node.endpoint_id, node.addresses(), relay)

    def _place(self) -> str:
        """Where it listens: as told, or where the last run did when any port will do."""
        if self._told_port():
            return self._options.listen
        return usual_place(self._host(), self._folder.last_place)

    def _publish(self, address: Address, node: PeerNode) -> None:
        if not self._told_port():
            remember_place(self._host(), node.addresses(), self._folder.last_place)
        self._folder.publish(address, self._contact(node))
        logger.info("worker %s serves %s", address, self._options.master)

    def _told_port(self) -> bool:
        return self._options.listen.rpartition(":")[2] not in ("", "0")

    def _host(self) -> str:
        place = self._options.listen or (LOOPBACK if self._network.practice else EVERYWHERE)
        return place.rpartition(":")[0]
