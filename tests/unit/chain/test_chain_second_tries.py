"""What has to happen in the end is tried again when a transaction for it came to nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.node import NodeError
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.chain.sending.broadcast import Reception, reception
from sonm_desktop.chain.sending.transactions import Transactions
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import UserError
from sonm_desktop.store.database import Database
from sonm_desktop.store.transactions import TransactionJournal
from tests.chain_fixtures import Keys, eventually, test_key

RECEIVER = test_key(78).address


@dataclass(slots=True)
class Later(SystemClock):
    """This machine's clock, set forward."""

    by_s: float = 0.0

    def now(self) -> float:
        return SystemClock.now(self) + self.by_s


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    file = Database(tmp_path / "agent.sqlite", "agent")
    await file.open()
    yield file
    await file.close()


def _coin(amount: int) -> Call:
    return Call(RECEIVER, b"", Wei(amount))


async def _lose(transactions: Transactions, rpc: Rpc, keys: Keys) -> None:
    """A try whose nonce somebody else used."""
    await rpc.call("evm_setAutomine", [False])
    sending = asyncio.ensure_future(transactions.converge("close", keys.consumer, _coin(1)))

    async def in_pool() -> bool:
        return (await rpc.call("txpool_status"))["pending"] == "0x1"

    await eventually(in_pool)
    await rpc.call("anvil_dropAllTransactions")
    await rpc.call("anvil_setNonce", [keys.consumer.address, "0x1"])
    with pytest.raises(UserError):
        await asyncio.wait_for(sending, 20)
    await rpc.call("evm_setAutomine", [True])


async def test_a_lost_try_is_followed_by_another_a_while_later(
    rpc: Rpc,
    database: Database,
    network: Network,
    keys: Keys,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sonm_desktop.chain.sending.watch.OVERTAKEN_AFTER_S", 0.2)
    clock = Later()
    transactions = Transactions(rpc, database, network, clock)
    await _lose(transactions, rpc, keys)
    with pytest.raises(UserError):
        await transactions.converge("close", keys.consumer, _coin(1))
    clock.by_s = 61
    first = await transactions.converge("close", keys.consumer, _coin(2))
    again = await transactions.converge("close", keys.consumer, _coin(3))
    assert first == again
    assert int(await rpc.call("eth_getBalance", [RECEIVER, "latest"]), 16) == 2


async def test_what_a_crash_left_unsigned_may_be_wanted_otherwise(
    rpc: Rpc, database: Database, network: Network, keys: Keys
) -> None:
    old = _coin(5)
    await TransactionJournal(database, network.identity).record(
        "pay",
        account=keys.master.address,
        to=old.to,
        data=old.data,
        value=old.value,
        now=0.0,
    )
    transactions = Transactions(rpc, database, network, SystemClock())
    assert (await transactions.send("pay", keys.consumer, _coin(6))).succeeded


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("AlreadyKnown", Reception.ACCEPTED),
        ("already known", Reception.ACCEPTED),
        ("OldNonce, Current nonce: 7, nonce of rejected tx: 6.", Reception.OVERTAKEN),
        ("FeeTooLow, MaxFeePerGas too low.", Reception.CHEAP),
        ("nonce too low", Reception.OVERTAKEN),
        ("in-flight transaction limit reached for delegated accounts", Reception.LATER),
        ("gapped-nonce tx from delegated accounts", Reception.LATER),
        ("intrinsic gas too low", Reception.REFUSED),
    ],
)
def test_nodes_say_the_same_with_and_without_blanks(said: str, meaning: Reception) -> None:
    assert reception(NodeError("eth_sendRawTransaction", -32000, said, None)) is meaning
