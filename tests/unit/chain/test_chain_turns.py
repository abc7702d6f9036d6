"""Two networks on one chain, each with a node of its own, send for the same account."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.chain.sending.transactions import Transactions
from sonm_desktop.chain.sending.turns import Turns
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.ids import BlockHash
from sonm_desktop.store.database import Database
from tests.chain_fixtures import Keys, eventually, mine, test_key

RECEIVER = test_key(78).address


@pytest.mark.parametrize("same_chain", [True, False])
async def test_what_one_node_has_not_heard_from_the_other_yet_keeps_its_nonce(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rpc: Rpc,
    network: Network,
    reader: ChainReader,
    keys: Keys,
    *,
    same_chain: bool,
) -> None:
    """Chains of developers may share an id; what was sent on one of them is none of the other's."""
    asked = rpc.call

    async def knows_blocks_only(method: str, params: list[Any] | None = None) -> Any:
        if method == "eth_getTransactionCount" and params:
            params = [params[0], "latest"]
        return await asked(method, params or [])

    monkeypatch.setattr(rpc, "call", knows_blocks_only)
    journal, turns, clock = Database(tmp_path / "agent.sqlite", "agent"), Turns(), SystemClock()
    await journal.open()
    other = replace(network, market=test_key(79).address)
    if not same_chain:
        other = replace(other, deployment_hash=BlockHash("0x" + "99" * 32))
    senders = [Transactions(rpc, journal, one, clock, turns=turns) for one in (other, network)]
    payment = Call(RECEIVER, b"", Wei(1))
    await rpc.call("evm_setAutomine", [False])
    sent: list[asyncio.Task[Any]] = []
    try:
        for at, sender in enumerate(senders):
            sent.append(asyncio.create_task(sender.send("pay", keys.consumer, payment)))

            async def on_its_way(sender: Transactions = sender, at: int = at) -> bool:
                return sent[at].done() or await sender.was_signed("pay")

            await eventually(on_its_way, what="the transaction to be signed")
        await rpc.call("evm_setAutomine", [True])
        await mine(rpc)
        first, second = await asyncio.gather(*sent)
    finally:
        await rpc.call("evm_setAutomine", [True])
        await asyncio.gather(*sent, return_exceptions=True)
        await journal.close()
    assert (first.hash != second.hash) is same_chain
    assert await reader.coin_balance(RECEIVER) == (2 if same_chain else 1)
