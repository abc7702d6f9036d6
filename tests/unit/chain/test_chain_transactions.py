"""Own transactions on a real node: once, whatever happens in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sonm_desktop.chain.events import Deposited
from sonm_desktop.chain.market_calls import Call, MarketCalls, TokenCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.chain.sending.transactions import Transactions
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.store.database import Database
from sonm_desktop.store.transactions import TxState
from tests.chain_fixtures import SNM, Anvil, Keys, answering, eventually, mine, test_key

RECEIVER = test_key(77).address


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    file = Database(tmp_path / "agent.sqlite", "agent")
    await file.open()
    yield file
    await file.close()


@pytest.fixture
async def transactions(rpc: Rpc, database: Database, network: Network, keys: Keys) -> Transactions:
    return Transactions(rpc, database, network, SystemClock(), stuck_after_s=0.3)


def _coin(amount: int) -> Call:
    return Call(RECEIVER, b"", Wei(amount))


async def _automine(rpc: Rpc, on: bool) -> None:
    await rpc.call("evm_setAutomine", [on])


async def test_a_deposit_is_in_the_vault_and_in_the_receipt(
    transactions: Transactions, network: Network, reader: ChainReader, keys: Keys
) -> None:
    await transactions.send("a", keys.consumer, TokenCalls(network).approve_market(Wei(SNM)))

    receipt = await transactions.send("b", keys.consumer, MarketCalls(network).deposit(Wei(SNM)))

    assert [placed.event for placed in receipt.events] == [
        Deposited(keys.consumer.address, Wei(SNM))
    ]
    assert await reader.vault(keys.consumer.address) == SNM
    history = await transactions.history(keys.consumer.address)
    assert [(entry.intent, entry.state, entry.nonce) for entry in history] == [
        ("b", TxState.MINED, 1),
        ("a", TxState.MINED, 0),
    ]


async def test_the_same_intent_is_sent_once(
    transactions: Transactions, reader: ChainReader, keys: Keys
) -> None:
    receipts = await asyncio.gather(
        *(transactions.send("pay", keys.consumer, _coin(5)) for _ in range(5))
    )

    assert len({receipt.hash for receipt in receipts}) == 1
    assert await reader.coin_balance(RECEIVER) == 5


async def test_an_intent_cannot_change_its_mind(transactions: Transactions, keys: Keys) -> None:
    await transactions.send("pay", keys.consumer, _coin(5))

    with pytest.raises(UserError) as caught:
        await transactions.send("pay", keys.consumer, _coin(6))

    assert caught.value.code == "chain.intent_changed"


async def test_many_intents_at_once_get_a_nonce_each(
    transactions: Transactions, reader: ChainReader, keys: Keys
) -> None:
    await asyncio.gather(
        *(transactions.send(f"pay {n}", keys.consumer, _coin(1)) for n in range(10))
    )

    assert await reader.coin_balance(RECEIVER) == 10


async def test_a_refused_call_is_not_sent_and_may_be_tried_again(
    transactions: Transactions, network: Network, keys: Keys
) -> None:
    calls = MarketCalls(network)

    with pytest.raises(UserError) as caught:
        await transactions.send("out", keys.consumer, calls.withdraw(Wei(SNM)))
    assert caught.value.code == "chain.vault_too_low"
    assert caught.value.params == {"available": "0 SNM"}

    await transactions.send("allow", keys.consumer, TokenCalls(network).approve_market(Wei(SNM)))
    await transactions.send("in", keys.consumer, calls.deposit(Wei(SNM)))
    assert (await transactions.send("out", keys.consumer, calls.withdraw(Wei(SNM)))).succeeded


async def test_no_coin_for_gas_is_said_before_anything_is_sent(
    transactions: Transactions, rpc: Rpc, keys: Keys
) -> None:
    poor = keys.worker

    with pytest.raises(UserError) as caught:
        await transactions.send("pay", poor, Call(RECEIVER, b""))

    assert caught.value.code == "chain.no_gas_money"
    assert await transactions.history(poor.address) == []


async def test_too_few_tokens_are_named(
    transactions: Transactions, network: Network, keys: Keys
) -> None:
    call = TokenCalls(network).transfer(RECEIVER, Wei(10_001 * SNM))

    with pytest.raises(UserError) as caught:
        await transactions.simulate(keys.consumer.address, call)

    assert caught.value.code == "chain.token_too_low"
    assert caught.value.params == {"has": "10000 SNM", "needs": "10001 SNM"}


async def test_a_stuck_transaction_is_replaced_under_the_same_nonce(
    transactions: Transactions, rpc: Rpc, database: Database, reader: ChainReader, keys: Keys
) -> None:
    await _automine(rpc, False)
    sending = asyncio.ensure_future(transactions.send("pay", keys.consumer, _coin(5)))

    async def replaced() -> bool:
        return await _attempts(database) >= 2

    await eventually(replaced)
    await mine(rpc)
    receipt = await asyncio.wait_for(sending, 20)

    assert receipt.succeeded
    assert await reader.coin_balance(RECEIVER) == 5
    assert await _used(rpc, keys.consumer.address) == 1


async def test_the_loser_of_a_replacement_may_win(
    transactions: Transactions, rpc: Rpc, database: Database, keys: Keys
) -> None:
    """A node that never saw the replacement mines the first attempt."""
    await _automine(rpc, False)
    sending = asyncio.ensure_future(transactions.send("pay", keys.consumer, _coin(5)))

    async def replaced() -> bool:
        return await _attempts(database) >= 2

    await eventually(replaced)
    first = await database.run(
        lambda c: c.execute("SELECT raw FROM own_transaction_attempt ORDER BY number").fetchone()[0]
    )
    await rpc.call("anvil_dropAllTransactions")
    await rpc.call("eth_sendRawTransaction", ["0x" + first.hex()])
    await mine(rpc)

    receipt = await asyncio.wait_for(sending, 20)

    assert receipt.succeeded
    assert await _used(rpc, keys.consumer.address) == 1


class _Crash(Exception):
    """The process died here."""


@pytest.mark.parametrize("point", ["recorded", "signed", "handed in"])
async def test_a_crash_at_any_point_never_pays_twice(
    point: str,
    rpc: Rpc,
    database: Database,
    network: Network,
    keys: Keys,
    reader: ChainReader,
) -> None:
    dying = Transactions(rpc, database, network, SystemClock())
    _die_after(dying, point)
    with pytest.raises(_Crash):
        await dying.send("pay", keys.consumer, _coin(5))

    restarted = Transactions(rpc, database, network, SystemClock())
    if point != "recorded":
        await restarted.watch_once()
    await restarted.send("pay", keys.consumer, _coin(5))
    await restarted.send("pay", keys.consumer, _coin(5))

    assert await reader.coin_balance(RECEIVER) == 5
    assert await _used(rpc, keys.consumer.address) == 1


def _die_after(transactions: Transactions, point: str) -> None:
    async def die(*_: Any, **__: Any) -> Any:
        raise _Crash

    watch = transactions._watch
    if point == "recorded":
        transactions._free_nonce = die  # type: ignore[method-assign]
    elif point == "signed":
        watch.hand_in = die  # type: ignore[method-assign]
    else:
        watch.step = die  # type: ignore[method-assign]


async def test_a_transaction_lost_with_the_node_is_sent_again(
    transactions: Transactions, rpc: Rpc, reader: ChainReader, keys: Keys
) -> None:
    await transactions.send("pay", keys.consumer, _coin(5))
    await rpc.call("anvil_reorg", [1, []])
    assert await reader.coin_balance(RECEIVER) == 0

    async def back() -> bool:
        await transactions.watch_once()
        return await reader.coin_balance(RECEIVER) == 5

    await eventually(back)
    assert await _used(rpc, keys.consumer.address) == 1


async def test_a_lost_transaction_keeps_its_nonce_for_itself(
    transactions: Transactions, rpc: Rpc, reader: ChainReader, keys: Keys
) -> None:
    await transactions.send("first", keys.consumer, _coin(5))
    await rpc.call("anvil_reorg", [1, []])
    await rpc.call("anvil_dropAllTransactions")

    second = asyncio.ensure_future(transactions.send("second", keys.consumer, _coin(6)))

    async def both() -> bool:
        await transactions.watch_once()
        return await reader.coin_balance(RECEIVER) == 11

    await eventually(both)
    await asyncio.wait_for(second, 20)
    history = await transactions.history(keys.consumer.address)
    assert [(entry.intent, entry.nonce) for entry in history] == [("second", 1), ("first", 0)]


async def test_a_transaction_whose_block_is_gone_is_no_longer_called_mined(
    transactions: Transactions, rpc: Rpc, keys: Keys
) -> None:
    await transactions.send("pay", keys.consumer, _coin(5))
    await rpc.call("anvil_reorg", [1, []])
    await _automine(rpc, False)

    await transactions.watch_once()

    (entry,) = await transactions.history(keys.consumer.address)
    assert (entry.state, entry.block, entry.fee) == (TxState.SIGNED, None, None)


async def test_a_node_killed_and_restarted_in_between_changes_nothing(
    anvil: Anvil, transactions: Transactions, rpc: Rpc, reader: ChainReader, keys: Keys
) -> None:
    await _state_written(anvil, keys)
    anvil.kill()
    sending = asyncio.ensure_future(transactions.send("pay", keys.consumer, _coin(5)))
    with pytest.raises(RemoteError):
        await sending
    anvil.restart()
    await answering(anvil.url)

    await transactions.send("pay", keys.consumer, _coin(5))

    assert await reader.coin_balance(RECEIVER) == 5


async def test_a_failure_in_a_block_is_told_with_its_reason(
    transactions: Transactions, rpc: Rpc, network: Network, keys: Keys
) -> None:
    """Simulated, it would work; another transaction of the block takes the money first."""
    calls = MarketCalls(network)
    await transactions.send("allow", keys.consumer, TokenCalls(network).approve_market(Wei(SNM)))
    await transactions.send("in", keys.consumer, calls.deposit(Wei(SNM)))
    await _automine(rpc, False)
    sending = asyncio.ensure_future(
        transactions.send("out", keys.consumer, calls.withdraw(Wei(SNM)))
    )

    async def in_pool() -> bool:
        return (await rpc.call("txpool_status"))["pending"] == "0x1"

    await eventually(in_pool)
    await _take_from_vault(rpc, network, keys.consumer.address)
    await mine(rpc)

    with pytest.raises(UserError) as caught:
        await asyncio.wait_for(sending, 20)

    assert caught.value.code == "chain.vault_too_low"
    with pytest.raises(UserError):
        await transactions.send("out", keys.consumer, calls.withdraw(Wei(SNM)))


async def test_a_nonce_used_by_another_program_is_noticed(
    transactions: Transactions, rpc: Rpc, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sonm_desktop.chain.sending.watch.OVERTAKEN_AFTER_S", 0.2)
    await _automine(rpc, False)
    sending = asyncio.ensure_future(transactions.send("pay", keys.consumer, _coin(5)))

    async def in_pool() -> bool:
        return (await rpc.call("txpool_status"))["pending"] == "0x1"

    await eventually(in_pool)
    await rpc.call("anvil_dropAllTransactions")
    await rpc.call("anvil_setNonce", [keys.consumer.address, "0x1"])

    with pytest.raises(UserError) as caught:
        await asyncio.wait_for(sending, 20)

    assert caught.value.code == "chain.tx_replaced"


async def test_confirmations_are_waited_for(
    transactions: Transactions, rpc: Rpc, keys: Keys
) -> None:
    await transactions.send("pay", keys.consumer, _coin(5))
    waiting = asyncio.ensure_future(transactions.confirmed("pay", 3))
    await mine(rpc, 2)
    done, _ = await asyncio.wait([waiting], timeout=0.3)
    assert not done

    await mine(rpc)

    assert (await asyncio.wait_for(waiting, 20)).succeeded


async def test_a_deep_transaction_is_final_and_no_longer_watched(
    transactions: Transactions, rpc: Rpc, keys: Keys
) -> None:
    await transactions.send("pay", keys.consumer, _coin(5))
    await mine(rpc, 64)

    await transactions.watch_once()

    assert [entry.state for entry in await transactions.history(keys.consumer.address)] == [
        TxState.FINAL
    ]


async def test_an_estimate_covers_what_is_paid(
    transactions: Transactions, network: Network, keys: Keys
) -> None:
    call = TokenCalls(network).approve_market(Wei(SNM))
    fee = await transactions.estimate_fee(keys.consumer.address, call)

    receipt = await transactions.send("allow", keys.consumer, call)

    assert receipt.gas_used <= fee.gas
    assert receipt.fee <= fee.total


async def _attempts(database: Database) -> int:
    return await database.run(
        lambda c: int(c.execute("SELECT count(*) FROM own_transaction_attempt").fetchone()[0])
    )


async def _used(rpc: Rpc, account: Address) -> int:
    return int(await rpc.call("eth_getTransactionCount", [account, "latest"]), 16)


async def _state_written(anvil: Anvil, keys: Keys) -> None:
    wanted = keys.stranger.address.lower()

    async def written() -> bool:
        return anvil.setup.state.exists() and wanted in anvil.setup.state.read_text()

    await eventually(written)


async def _take_from_vault(rpc: Rpc, network: Network, account: Address) -> None:
    """Set the vault's storage to nothing behind the contract's back."""
    from eth_abi.abi import encode
    from eth_utils.crypto import keccak

    for slot in range(8):
        place = keccak(encode(["address", "uint256"], [account, slot])).hex()
        value = await rpc.call("eth_getStorageAt", [network.market, "0x" + place, "latest"])
        if int(value, 16) == SNM:
            await rpc.call("anvil_setStorageAt", [network.market, "0x" + place, "0x" + "0" * 64])
            return
    raise AssertionError("vault not found")
