"""The practice network: one anvil per user that outlives every program and survives kill -9."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from sonm_desktop.chain import wire
from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.contract_code import FOREIGN_PRACTICE
from sonm_desktop.chain.neighbourhood.keeper import NeighbourKeeper
from sonm_desktop.chain.neighbourhood.machines import SEED
from sonm_desktop.chain.neighbourhood.process import NeighbourPlace
from sonm_desktop.chain.neighbourhood.record import NeighbourhoodFile
from sonm_desktop.chain.neighbourhood.seeding import BEFORE_S, seed_neighbourhood
from sonm_desktop.chain.network import Network, load_network
from sonm_desktop.chain.practice import anvil
from sonm_desktop.chain.practice.anvil import AnvilSetup
from sonm_desktop.chain.practice.deploy import deploy, send_unlocked, unlocked_account
from sonm_desktop.chain.practice.pulse import Pulse
from sonm_desktop.chain.practice.state import StateFile
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import NotThisNetwork, Rpc
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.file_lock import file_lock
from sonm_desktop.core.ids import Address, ChainId
from sonm_desktop.core.paths import private_folder, write_private

logger = logging.getLogger(__name__)

LOWEST_CHAIN_ID = 10**9
"""Above every public chain's id, so that no signature of a real network is valid here."""

MOOD_VARIABLE = "SONM_PRACTICE"
BARE = "bare"

_LOCK_LIMIT_S = 60.0
_START_LIMIT_S = 30.0
_ANSWER_LIMIT_S = 5.0
_WATCH_INTERVAL_S = 5.0
_POLL_S = 0.05


def usual_seed() -> int | None:
    """Of the neighbourhood of a new network; none where ``SONM_PRACTICE=bare`` asks for that."""
    return None if os.environ.get(MOOD_VARIABLE) == BARE else SEED


class PracticeNetwork:
    """Lives in *folder*; any number of programs may hold one object each."""

    def __init__(self, folder: Path, *, seed: int | None = None) -> None:
        """*seed*: of the neighbourhood that a new network comes with; None for an empty one."""
        self._folder = folder
        self._seed = seed
        self._lock = folder / "practice.lock"
        self._bank_lock = folder / "bank.lock"
        self._setup_file = folder / "practice.json"
        self._network_file = folder / "network.json"
        self._state = StateFile(folder)
        self._neighbourhood = NeighbourhoodFile(folder)
        self._neighbours = NeighbourKeeper(NeighbourPlace(folder))

    async def ensure(self) -> Network:
        """The living practice network: found, restarted from its state, or started fresh.

        Raises UserError: chain.no_anvil, chain.foreign_practice for one that another version
        made; RemoteError("chain.practice_failed").
        """
        network = await self._living()
        if network is not None:
            return network
        async with file_lock(self._lock, limit_s=_LOCK_LIMIT_S):
            return await self._living() or await self._start()

    async def run(self) -> None:
        """Keep the node alive, its neighbours, and a good copy of its state, for ever."""
        while True:
            pulse = Pulse(network := await self.ensure(), timeout_s=_ANSWER_LIMIT_S)
            try:
                await self._follow(network, pulse)
            finally:
                await pulse.close()

    async def _follow(self, network: Network, pulse: Pulse) -> None:
        """Until *network* lives no more."""
        while True:
            if self._neighbourhood.of(network.identity) is not None:
                await self._neighbours.ensure()
            await self._state.copy(pulse.head)
            await asyncio.sleep(_WATCH_INTERVAL_S)
            if not await pulse.beats():
                return

    async def stop(self) -> None:
        """End the node and its neighbours; its state stays on disk for the next `ensure`."""
        async with file_lock(self._lock, limit_s=_LOCK_LIMIT_S):
            await self._neighbours.end()
            await self._end_process()

    def seeded(self, network: Network) -> frozenset[Address]:
        """Workers that *network* came with; nobody on a network that is not for practice."""
        held = self._neighbourhood.of(network.identity) if network.practice else None
        return frozenset(held.workers) if held else frozenset()

    async def fund(self, address: Address, *, coin: Wei, snm: Wei) -> None:
        """Give play money to *address*, in a block when this returns.

        One at a time, among all programs: the node would number two payments of its account
        alike and refuse one.
        """
        network = await self.ensure()
        async with (
            file_lock(self._bank_lock, limit_s=_LOCK_LIMIT_S),
            _speaking_to(network.rpc_urls[0]) as rpc,
        ):
            bank = await unlocked_account(rpc)
            if coin:
                await send_unlocked(rpc, {"from": bank, "to": address, "value": hex(coin)})
            if snm:
                call = encode_call("transfer(address,uint256)", address, snm)
                await send_unlocked(
                    rpc, {"from": bank, "to": network.token, "data": "0x" + call.hex()}
                )

    async def _living(self) -> Network | None:
        if not self._network_file.exists():
            return None
        network = load_network(self._network_file)
        return network if await _serves(network) else None

    async def _start(self) -> Network:
        """Held under the lock."""
        if self._network_file.exists():
            known = await self._known_again(load_network(self._network_file))
            if known is not None:
                return known
        return await self._anew()

    async def _known_again(self, network: Network) -> Network | None:
        """*network* on its node, started where it does not run; None when its state is lost."""
        setup = self._load_setup()
        if setup is None or not await _answers(setup):
            await self._end_process()
            setup = await self._start_process(self._next_setup(setup))
        known = replace(network, rpc_urls=(setup.url,))
        if not await _serves(known):
            return None
        if known != network:
            known.save(self._network_file)
            await self._neighbours.end()
        return known

    async def _anew(self) -> Network:
        """A new network. Until its file is written, a start that was cut short begins again."""
        await self._neighbours.end()
        await self._end_process()
        await self._state.forget()
        begins = None if self._seed is None else int(time.time()) - BEFORE_S
        setup = await self._start_process(replace(self._next_setup(None), begins=begins))
        return await self._deploy(setup)

    async def _start_process(self, setup: AnvilSetup) -> AnvilSetup:
        await self._state.repair()
        if setup.begins is None:
            setup = replace(setup, begins=await self._state.time_ahead())
        pid = anvil.start_anvil(setup)
        logger.info("practice network: process %d on port %d", pid, setup.port)
        deadline = time.monotonic() + _START_LIMIT_S
        while not await _answers(setup):
            lost = not anvil.is_alive(pid)
            if lost or time.monotonic() > deadline:
                raise RemoteError("chain.practice_failed", log=setup.log.name)
            await asyncio.sleep(_POLL_S)
        return setup

    async def _deploy(self, setup: AnvilSetup) -> Network:
        async with _speaking_to(setup.url) as rpc:
            network = await deploy(rpc, rpc_urls=(setup.url,))
            mark: str = network.campaigns or network.market
            if self._seed is not None:
                self._neighbourhood.save(await seed_neighbourhood(rpc, network, seed=self._seed))
                mark = await _newest_parent(rpc)
        await self._state.saved(mark)
        network.save(self._network_file)
        return network

    async def _end_process(self) -> None:
        process = await asyncio.to_thread(anvil.process_of, self._state.path)
        if process is not None:
            await asyncio.to_thread(anvil.end, process)

    def _load_setup(self) -> AnvilSetup | None:
        try:
            recorded = json.loads(self._setup_file.read_text(encoding="utf-8"))
            return self._setup(ChainId(int(recorded["chain_id"])), int(recorded["port"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def _next_setup(self, before: AnvilSetup | None) -> AnvilSetup:
        """The same chain again, on the same port where that is still free; recorded."""
        private_folder(self._folder)
        chain_id = (
            ChainId(LOWEST_CHAIN_ID + secrets.randbelow(LOWEST_CHAIN_ID))
            if before is None
            else before.chain_id
        )
        same_port = before is not None and anvil.is_free(before.port)
        setup = self._setup(chain_id, before.port if before and same_port else anvil.free_port())
        content = json.dumps({"chain_id": setup.chain_id, "port": setup.port})
        write_private(self._setup_file, content.encode())
        return setup

    def _setup(self, chain_id: ChainId, port: int) -> AnvilSetup:
        return AnvilSetup(chain_id, port, self._state.path, self._folder / "anvil.log")


@asynccontextmanager
async def _speaking_to(url: str) -> AsyncIterator[Rpc]:
    rpc = Rpc((url,), timeout_s=_ANSWER_LIMIT_S)
    try:
        yield rpc
    finally:
        await rpc.close()


async def _newest_parent(rpc: Rpc) -> str:
    """What only the newest block names: found in the state file once that block is."""
    block = wire.fields(await rpc.call("eth_getBlockByNumber", ["latest", False]), "a block")
    return wire.block_hash(block.get("parentHash"))


async def _answers(setup: AnvilSetup) -> bool:
    async with _speaking_to(setup.url) as rpc:
        try:
            return bool(await rpc.call("eth_chainId") == hex(setup.chain_id))
        except RemoteError:
            return False


async def _serves(network: Network) -> bool:
    """Raises UserError("chain.foreign_practice"): what a person played there is not thrown away."""
    async with _speaking_to(network.rpc_urls[0]) as rpc:
        try:
            await ChainReader(rpc, network).check_network()
        except NotThisNetwork as error:
            if error.code == FOREIGN_PRACTICE:
                raise
            return False
        except (UserError, RemoteError):
            return False
        return True
