"""A waiting transaction is sent again for more, or nothing in its place; never both happen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.chain.sending.fees import Speed, inclusion, speed_prices
from sonm_desktop.chain.sending.transactions import Transactions
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import UserError
from sonm_desktop.store.database import Database
from sonm_desktop.store.transactions import TxState
from tests.chain_fixtures import Keys, eventually, mine, pass_time, test_key

RECEIVER = test_key(77).address


@pytest.fixture
async def transactions(
    rpc: Rpc, tmp_path: Path, network: Network, keys: Keys
) -> AsyncIterator[Transactions]:
    database = Database(tmp_path / "agent.sqlite", "agent")
    await database.open()
    yield Transactions(rpc, database, network, SystemClock())
    await database.close()


async def _waiting(transactions: Transactions, rpc: Rpc, keys: Keys) -> asyncio.Future[object]:
    """A payment that is in the pool and in no block."""
    await rpc.call("evm_setAutomine", [False])
    call = Call(RECEIVER, b"", Wei(5))
    sending = asyncio.ensure_future(transactions.send("pay", keys.consumer, call))

    async def in_pool() -> bool:
        return bool((await rpc.call("txpool_status"))["pending"] == "0x1")

    await eventually(in_pool)
    return sending


async def test_more_is_paid_for_the_same_payment(
    transactions: Transactions, rpc: Rpc, reader: ChainReader, keys: Keys
) -> None:
    sending = await _waiting(transactions, rpc, keys)
    fee = await transactions.replacement("pay", cancel=False)
    await transactions.replace("pay", keys.consumer, cancel=False, most=fee.total)
    await mine(rpc)
    await asyncio.wait_for(sending, 20)

    assert await reader.coin_balance(RECEIVER) == 5
    (entry,) = await transactions.history(keys.consumer.address)
    assert (entry.state, entry.nonce, entry.code) == (TxState.MINED, 0, "")


async def test_a_cancelled_payment_does_not_happen_and_costs_its_fee(
    transactions: Transactions, rpc: Rpc, reader: ChainReader, keys: Keys
) -> None:
    before = await reader.coin_balance(keys.consumer.address)
    sending = await _waiting(transactions, rpc, keys)
    fee = await transactions.replacement("pay", cancel=True)
    await transactions.replace("pay", keys.consumer, cancel=True, most=fee.total)
    await mine(rpc)
    with pytest.raises(UserError) as told:
        await asyncio.wait_for(sending, 20)

    assert told.value.code == "chain.tx_cancelled"
    assert await reader.coin_balance(RECEIVER) == 0
    (entry,) = await transactions.history(keys.consumer.address)
    assert entry.fee == before - await reader.coin_balance(keys.consumer.address) > 0
    with pytest.raises(UserError, match="does not wait"):
        await transactions.replacement("pay", cancel=True)


async def test_when_the_block_of_a_cancelling_is_undone_the_payment_may_still_win(
    transactions: Transactions, rpc: Rpc, reader: ChainReader, keys: Keys
) -> None:
    sending = await _waiting(transactions, rpc, keys)
    first = (await transactions.history(keys.consumer.address))[0].hash
    payment = await rpc.call("eth_getRawTransactionByHash", [first])
    await transactions.replace("pay", keys.consumer, cancel=True, most=Wei(10**18))
    await mine(rpc)
    with pytest.raises(UserError):
        await asyncio.wait_for(sending, 20)
    await rpc.call("anvil_reorg", [1, []])
    await rpc.call("anvil_dropAllTransactions")
    await rpc.call("eth_sendRawTransaction", [payment])
    await mine(rpc)

    await transactions.watch_once()

    (entry,) = await transactions.history(keys.consumer.address)
    assert (entry.state, entry.code, entry.hash) == (TxState.MINED, "", first)
    assert await reader.coin_balance(RECEIVER) == 5


async def test_more_than_was_agreed_is_never_offered(
    transactions: Transactions, rpc: Rpc, keys: Keys
) -> None:
    sending = await _waiting(transactions, rpc, keys)
    fee = await transactions.replacement("pay", cancel=True)
    with pytest.raises(UserError) as told:
        await transactions.replace("pay", keys.consumer, cancel=True, most=Wei(fee.total - 1))
    assert told.value.code == "chain.fee_risen"
    await mine(rpc)
    await asyncio.wait_for(sending, 20)
    with pytest.raises(UserError, match="does not wait"):
        await transactions.replace("pay", keys.consumer, cancel=True, most=fee.total)


async def test_a_payment_costs_at_most_what_was_shown(
    transactions: Transactions, reader: ChainReader, keys: Keys
) -> None:
    call = Call(RECEIVER, b"", Wei(5))
    fee = await transactions.estimate_fee(keys.consumer.address, call)
    with pytest.raises(UserError, match="fee has risen"):
        await transactions.send("pay", keys.consumer, call, most=Wei(fee.likely // 2))
    assert await transactions.history(keys.consumer.address) == []
    tight = Wei((fee.total + fee.likely) // 2)
    receipt = await transactions.send("pay", keys.consumer, call, most=tight)
    assert receipt.fee <= tight


async def test_a_stuck_payment_is_raised_up_to_what_was_agreed_and_no_further(
    rpc: Rpc, tmp_path: Path, network: Network, keys: Keys
) -> None:
    database = Database(tmp_path / "agent.sqlite", "agent")
    await database.open()
    hasty = Transactions(rpc, database, network, SystemClock(), stuck_after_s=0)
    call = Call(RECEIVER, b"", Wei(5))
    fee = await hasty.estimate_fee(keys.consumer.address, call)
    most = Wei(fee.total * 5 // 4)
    await rpc.call("evm_setAutomine", [False])
    sending = asyncio.ensure_future(hasty.send("pay", keys.consumer, call, most=most))

    async def offered() -> int:
        newest = (await hasty.find("pay")).hash
        found = await rpc.call("eth_getTransactionByHash", [newest])
        return 0 if found is None else int(found["gas"], 16) * int(found["maxFeePerGas"], 16)

    async def raised() -> bool:
        return await hasty.was_signed("pay") and await offered() > fee.total

    await eventually(raised, what="a higher fee")
    sending.cancel()
    for _ in range(3):
        await hasty.watch_once(lambda _account: keys.consumer)
        assert fee.total < await offered() <= most
    assert (await hasty.find("pay")).most == most

    shown = await hasty.replacement("pay", cancel=False)
    await hasty.replace("pay", keys.consumer, cancel=False, most=shown.total)
    for _ in range(3):
        await hasty.watch_once(lambda _account: keys.consumer)
        assert most < await offered() <= shown.total
    assert (await hasty.find("pay")).most == shown.total
    await database.close()


async def test_faster_costs_no_less_and_waits_no_longer(
    rpc: Rpc, network: Network, keys: Keys
) -> None:
    for _ in range(3):
        await pass_time(rpc, 60)
    prices = await speed_prices(rpc)

    assert [one.speed for one in prices] == [*Speed]
    costs = [one.price.max_fee for one in prices]
    waits = [one.wait_s for one in prices]
    assert costs == sorted(costs)
    assert waits == sorted(waits, reverse=True)


def test_a_price_waits_for_the_blocks_that_had_room_for_it() -> None:
    history = {
        "reward": [["0x1", "0x2", "0x3"], ["0x9", "0xa", "0xb"], ["0x9", "0xa", "0xb"]],
        "gasUsedRatio": [1, 1, 0.4],
    }
    assert inclusion(history, 9) == 1
    assert inclusion(history, 2) == pytest.approx(2 / 3)
    assert inclusion({**history, "gasUsedRatio": [1, 1, 1]}, 0) == pytest.approx(0.5 / 3)
    assert inclusion({"reward": [], "gasUsedRatio": []}, 0) == 1
