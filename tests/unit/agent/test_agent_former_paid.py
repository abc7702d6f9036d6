"""A supplier goes to new contracts on the same chain, and is paid by the old ones all the same."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.practice.deploy import deploy
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.secret import Secret
from tests.agent_parts import PASSWORD, agent_here
from tests.chain_deals import RATE, bind_worker, fill_vault, fresh_quote, take
from tests.chain_fixtures import SNM, Anvil, Keys, eventually, keys, pass_time, submit

__all__ = ["keys"]

_MASTER = Secret("0x" + (0x50_4E_4D_02).to_bytes(32, "big").hex())


def _file(network: Network, folder: Path, name: str) -> Path:
    path = folder / f"{name}.json"
    dataclasses.replace(network, name=name).save(path)
    return path


async def test_what_a_deal_owes_comes_home_while_the_profile_is_elsewhere(
    profile: Profile,
    tmp_path: Path,
    anvil: Anvil,
    rpc: Rpc,
    network: Network,
    reader: ChainReader,
    keys: Keys,
) -> None:
    old = _file(network, tmp_path, "of May")
    new = _file(await deploy(rpc, rpc_urls=(anvil.url,)), tmp_path, "of June")
    async with agent_here(profile) as agent:
        await agent.network.use(old)
        await agent.wallet.create(PASSWORD)
        master = (await agent.wallet.import_key(_MASTER, PASSWORD)).address
        assert master == keys.master.address
        await bind_worker(rpc, network, keys.worker, keys.master)
        await fill_vault(rpc, network, keys.consumer.address)
        deal = await take(rpc, network, keys, await fresh_quote(rpc, network, keys), escrow=SNM)

        async def at_stake() -> bool:
            return (await agent.network.leaving()).selling == 1

        await eventually(at_stake, limit_s=20, what="the deal to be seen")
        await pass_time(rpc, 60)
        await agent.network.use(new)
        await submit(rpc, keys.consumer.address, MarketCalls(network).request_close(deal))
        await pass_time(rpc, 3600)
        await agent.wallet.lock()
        await agent.wallet.unlock(PASSWORD)

        async def paid() -> bool:
            state = await reader.deal(deal)
            return state is not None and not state.open

        await eventually(paid, limit_s=30, what="the claim on the network of before")
        assert await reader.vault(keys.master.address) >= RATE

        async def told() -> bool:
            (one,) = (await agent.network.status()).others
            return (one.name, one.selling, one.held >= RATE) == ("of May", 0, True)

        await eventually(told, limit_s=20, what="the news of it")
