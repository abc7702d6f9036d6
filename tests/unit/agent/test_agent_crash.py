"""kill -9 of the agent in the middle of a commit: the money moves exactly once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from sonm_desktop.api.client import AgentClient, wait_for_agent
from sonm_desktop.api.schema.plans import Deposit
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.paths import Profile
from tests.agent_parts import PASSWORD, agent_program
from tests.chain_fixtures import SNM, eventually
from tests.unit.agent.conftest import furnished
from tests.unit.agent.stalling_node import StallingNode, stalling


async def killed_in_commit(
    stalls: StallingNode,
    file: Path,
    profile: Profile,
    network: Network,
    rpc: Rpc,
    reader: ChainReader,
) -> tuple[str, str]:
    """A plan whose commit was cut off, and its account."""
    with agent_program(profile) as process:
        await wait_for_agent(profile)
        async with AgentClient(profile) as agent:
            bench = await furnished(agent, profile, file, network, rpc, reader)
            plan = await agent.plans.make(Deposit(account=bench.account, amount=5 * SNM))
            commit = asyncio.create_task(agent.plans.commit(plan.id))
            await asyncio.wait_for(stalls.held.wait(), 30)
            process.kill()
            await asyncio.wait({commit})
            assert commit.exception() is not None
    return plan.id, bench.account


@pytest.mark.parametrize(
    ("before", "after", "again"),
    [(1, 0, True), (0, 1, False), (2, 0, False), (0, 2, True), (0, 2, False)],
    ids=[
        "before approve, committed again",
        "after approve, left alone",
        "before deposit, left alone",
        "after deposit, committed again",
        "after deposit, left alone",
    ],
)
async def test_a_commit_that_was_killed_is_done_once(
    profile: Profile,
    tmp_path: Path,
    network: Network,
    rpc: Rpc,
    reader: ChainReader,
    before: int,
    after: int,
    again: bool,
) -> None:
    file = tmp_path / "network.json"
    async with stalling(network.rpc_urls[0]) as (stalls, url):
        replace(network, rpc_urls=(url,)).save(file)
        stalls.hold_before, stalls.hold_after = before, after
        plan, account = await killed_in_commit(stalls, file, profile, network, rpc, reader)
        stalls.hold_before = stalls.hold_after = 0
        with agent_program(profile) as process:
            await wait_for_agent(profile)
            async with AgentClient(profile) as agent:
                await agent.wallet.unlock(PASSWORD)
                if again:
                    committed = await agent.plans.commit(plan)
                    assert len(committed.transactions) == 2
                await eventually(lambda: has_deposited(agent, account), limit_s=30)
                sent = await agent.wallet.transactions(account)
                assert [entry.what.code for entry in sent] == [
                    "agent.tx_deposit",
                    "agent.tx_approve",
                ]
                await agent.shut_down()
            assert await asyncio.to_thread(process.wait, 10) == 0
    assert await reader.token_balance(account) == 995 * SNM  # type: ignore[arg-type]


async def has_deposited(agent: AgentClient, account: str) -> bool:
    return (await agent.wallet.balances(account)).vault == 5 * SNM
