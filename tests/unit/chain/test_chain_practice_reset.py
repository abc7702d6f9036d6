"""A practice network that was forgotten is followed by another one."""

from __future__ import annotations

from pathlib import Path

from sonm_desktop.chain.practice.network import PracticeNetwork
from sonm_desktop.chain.practice.reset import forget_practice
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei
from tests.chain_fixtures import test_key

OWNER = test_key(5).address


async def test_nothing_of_the_old_network_is_in_the_new_one(practice_folder: Path) -> None:
    practice = PracticeNetwork(practice_folder)
    before = await practice.ensure()
    await practice.fund(OWNER, coin=Wei(7), snm=Wei(9))
    await practice.stop()
    await forget_practice(practice_folder)
    await forget_practice(practice_folder)

    after = await practice.ensure()

    assert after.identity != before.identity
    rpc = Rpc(after.rpc_urls, chain_id=after.chain_id)
    reader = ChainReader(rpc, after)
    assert (await reader.coin_balance(OWNER), await reader.token_balance(OWNER)) == (0, 0)
    await rpc.close()
    await practice.stop()
