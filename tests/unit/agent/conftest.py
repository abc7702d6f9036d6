"""An agent on a chain of its own, and the chain's fixtures."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sonm_desktop.api.client import AgentClient
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address
from sonm_desktop.core.paths import Profile
from tests.agent_parts import PASSWORD, agent_here, home, profile
from tests.chain_fixtures import COIN, SNM, anvil, give, network, reader, rpc

__all__ = ["anvil", "home", "network", "profile", "reader", "rpc"]


@dataclass(frozen=True, slots=True)
class Bench:
    """An unlocked agent whose first account has 10 ETH and 1000 SNM in its wallet."""

    agent: AgentClient
    account: Address
    profile: Profile
    reader: ChainReader


@pytest.fixture
def network_file(network: Network, tmp_path: Path) -> Path:
    path = tmp_path / "network.json"
    network.save(path)
    return path


@pytest.fixture
async def bench(
    profile: Profile, network_file: Path, network: Network, rpc: Rpc, reader: ChainReader
) -> AsyncIterator[Bench]:
    async with agent_here(profile) as agent:
        yield await furnished(agent, profile, network_file, network, rpc, reader)


async def furnished(
    agent: AgentClient,
    profile: Profile,
    network_file: Path,
    network: Network,
    rpc: Rpc,
    reader: ChainReader,
) -> Bench:
    """*agent* on *network* with a wallet, and money in it."""
    await agent.network.use(network_file)
    created = await agent.wallet.create(PASSWORD)
    account = Address(created.wallet.accounts[0].address)
    await give(rpc, network, account, coin=Wei(10 * COIN), snm=Wei(1000 * SNM))
    return Bench(agent, account, profile, reader)
