"""The index beside the contract it reads, on a real node."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from sonm_desktop.chain.events import Announced, Bound, DealOpened, Deposited
from sonm_desktop.chain.index.indexer import Indexer
from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.registries.events import RegistrarChanged
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.errors import UserError
from sonm_desktop.store.database import Database
from sonm_desktop.wallet.messages import Settle
from tests.chain_deals import (
    RATE,
    bind_worker,
    fill_vault,
    fresh_quote,
    sample_ask,
    take,
)
from tests.chain_fixtures import (
    SNM,
    Anvil,
    Keys,
    answering,
    eventually,
    mine,
    pass_time,
    submit,
    test_key,
)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    file = Database(tmp_path / "index.sqlite", "index")
    await file.open()
    yield file
    await file.close()


@pytest.fixture
async def indexer(reader: ChainReader, database: Database, network: Network) -> Indexer:
    return Indexer(reader, database, network)


@pytest.fixture
async def market(rpc: Rpc, network: Network, keys: Keys) -> MarketCalls:
    """A worker is bound and the consumer's vault is full."""
    await bind_worker(rpc, network, keys.worker, keys.master)
    await fill_vault(rpc, network, keys.consumer.address)
    return MarketCalls(network)


async def test_a_deal_is_found_by_each_of_its_parties(
    indexer: Indexer, rpc: Rpc, network: Network, keys: Keys, market: MarketCalls
) -> None:
    deal_id = await take(rpc, network, keys, await fresh_quote(rpc, network, keys))

    await indexer.refresh()

    deal = await indexer.deal(deal_id)
    assert deal is not None
    assert (deal.consumer, deal.payee, deal.worker) == (
        keys.consumer.address,
        keys.master.address,
        keys.worker.address,
    )
    assert (deal.rate, deal.deposited, deal.open) == (RATE, SNM, True)
    for key in (keys.consumer, keys.master, keys.worker):
        assert await indexer.deals(key.address) == [deal]
    assert await indexer.deals(keys.stranger.address) == []
    assert await indexer.closed_deals(keys.master.address) == (0, 0)


async def test_movements_add_up_to_the_vaults(
    indexer: Indexer,
    rpc: Rpc,
    network: Network,
    keys: Keys,
    market: MarketCalls,
    reader: ChainReader,
) -> None:
    consumer, master = keys.consumer, keys.master
    first = await take(rpc, network, keys, await fresh_quote(rpc, network, keys, minimum=60))
    await pass_time(rpc, 600)
    await submit(rpc, keys.stranger.address, market.claim(first))
    await submit(rpc, consumer.address, market.top_up(first, SNM, 0))
    await pass_time(rpc, 600)
    await submit(rpc, master.address, market.request_close(first))
    second = await take(rpc, network, keys, await fresh_quote(rpc, network, keys, nonce=2))
    word = Settle(second, 12345)
    signatures = [key.sign(word, network.domain) for key in (consumer, master)]
    await submit(rpc, keys.stranger.address, market.settle(word, *signatures))
    await submit(rpc, consumer.address, market.withdraw(SNM))

    await indexer.refresh()

    for account in (consumer.address, master.address):
        moved = sum(movement.amount for movement in await indexer.movements(account))
        assert moved == await reader.vault(account) > 0
    for deal_id in (first, second):
        state, deal = await reader.deal(deal_id), await indexer.deal(deal_id)
        assert state is not None
        assert deal is not None
        assert (deal.open, deal.paid) == (False, state.paid)
        assert deal.paid + deal.refunded == deal.deposited
    assert await indexer.closed_deals(master.address) == (2, 0)
    assert await indexer.closed_deals(consumer.address) == (0, 2)
    assert await indexer.closed_deals(keys.worker.address) == (0, 0)


async def test_only_asks_signed_by_their_worker_are_shown(
    indexer: Indexer, rpc: Rpc, network: Network, keys: Keys, reader: ChainReader
) -> None:
    calls, worker = MarketCalls(network), keys.worker
    now = await reader.pending_time()
    ask = sample_ask(worker.address, issued=now, expiry=now + 900)
    forged = replace(ask, issued=now + 1, rate=1)
    await submit(rpc, keys.stranger.address, calls.announce(ask, worker.sign(ask, network.domain)))
    for signature in (keys.stranger.sign(forged, network.domain), b"", b"\0" * 65):
        await submit(rpc, keys.stranger.address, calls.announce(forged, signature))

    await indexer.refresh()

    assert [found.ask for found in await indexer.asks()] == [ask]
    assert [found.ask for found in await indexer.asks()] == [ask]


async def test_the_newest_ask_of_a_slice_counts_until_it_expires(
    indexer: Indexer, rpc: Rpc, network: Network, keys: Keys, reader: ChainReader
) -> None:
    now = await reader.pending_time()
    worker = keys.worker
    old = sample_ask(worker.address, issued=now, expiry=now + 900)
    newer = replace(old, issued=now + 10, rate=5)
    other_slice = sample_ask(worker.address, issued=now, expiry=now + 900, part=2)
    for ask in (newer, old, other_slice):
        call = MarketCalls(network).announce(ask, worker.sign(ask, network.domain))
        await submit(rpc, keys.stranger.address, call)
    await indexer.refresh()
    assert {found.ask for found in await indexer.asks()} == {newer, other_slice}

    taken_back = replace(old, issued=now + 20, expiry=now)
    call = MarketCalls(network).announce(taken_back, worker.sign(taken_back, network.domain))
    await submit(rpc, keys.stranger.address, call)
    await indexer.refresh()
    assert [found.ask for found in await indexer.asks()] == [other_slice]

    await pass_time(rpc, 1000)
    await indexer.refresh()
    assert await indexer.asks() == []


async def test_garbage_announced_as_an_ask_does_no_harm(
    indexer: Indexer, rpc: Rpc, network: Network, keys: Keys
) -> None:
    from sonm_desktop.chain.calldata import encode_call
    from sonm_desktop.chain.market_calls import Call

    for garbage in (b"", b"\xff" * 31, b"\0" * 5000, b"\xff" * 5000):
        data = encode_call(
            "announce(address,bytes,bytes)", keys.worker.address, garbage, garbage[:65]
        )
        await submit(rpc, keys.stranger.address, Call(network.market, data))

    await indexer.refresh()

    assert await indexer.asks() == []
    told = [type(placed.event) for placed in await indexer.events()]
    assert told == [RegistrarChanged, Announced, Announced, Announced, Announced]


async def test_bindings_follow_the_worker(
    indexer: Indexer, rpc: Rpc, network: Network, keys: Keys, market: MarketCalls
) -> None:
    await indexer.refresh()
    assert [found.worker for found in await indexer.bindings(keys.master.address)] == [
        keys.worker.address
    ]

    await submit(rpc, keys.master.address, market.unbind(keys.worker.address))
    await bind_worker(rpc, network, keys.worker, keys.stranger, nonce=2)
    await indexer.refresh()

    assert await indexer.bindings(keys.master.address) == []
    assert len(await indexer.bindings(keys.stranger.address)) == 1


async def test_events_can_be_followed_by_their_sequence(
    indexer: Indexer, rpc: Rpc, network: Network, keys: Keys, market: MarketCalls
) -> None:
    await indexer.refresh()
    first = await indexer.events()
    assert [type(placed.event) for placed in first] == [RegistrarChanged, Bound, Deposited]

    await take(rpc, network, keys, await fresh_quote(rpc, network, keys))
    await indexer.refresh()

    later = await indexer.events(first[-1].seq)
    assert [type(placed.event) for placed in later] == [DealOpened]
    assert later[0].time is not None


async def test_ten_blocks_around_a_take_are_replaced(
    indexer: Indexer,
    rpc: Rpc,
    network: Network,
    keys: Keys,
    market: MarketCalls,
    reader: ChainReader,
) -> None:
    await mine(rpc, 5)
    quote = await fresh_quote(rpc, network, keys)
    deal_id = await take(rpc, network, keys, quote)
    await mine(rpc, 5)
    await indexer.refresh()
    listener = indexer.subscribe()
    assert await indexer.deal(deal_id) is not None

    await rpc.call("anvil_reorg", [10, []])
    change = await indexer.refresh()

    assert change.rolled_back_to == change.head - 10
    assert await anext(listener) == change
    assert await reader.deal(deal_id) is None
    assert await indexer.deal(deal_id) is None
    assert await indexer.deals(keys.consumer.address) == []

    assert await take(rpc, network, keys, quote) == deal_id
    await indexer.refresh()
    assert len(await indexer.deals(keys.consumer.address)) == 1


async def test_what_a_killed_node_forgot_is_forgotten(
    anvil: Anvil,
    indexer: Indexer,
    rpc: Rpc,
    network: Network,
    keys: Keys,
    market: MarketCalls,
    reader: ChainReader,
) -> None:
    vault_before = await reader.vault(keys.consumer.address)
    await _written(anvil, rpc)
    quote = await fresh_quote(rpc, network, keys)
    state = anvil.setup.state.read_bytes()
    deal_id = await take(rpc, network, keys, quote)
    await indexer.refresh()
    anvil.kill()
    anvil.setup.state.write_bytes(state)
    anvil.restart()
    await answering(anvil.url)

    await indexer.refresh()

    assert await indexer.deal(deal_id) is None
    assert await reader.vault(keys.consumer.address) == vault_before


async def test_long_histories_are_read_in_ranges(
    indexer: Indexer, rpc: Rpc, network: Network, keys: Keys, market: MarketCalls
) -> None:
    deal_id = await take(rpc, network, keys, await fresh_quote(rpc, network, keys))
    await mine(rpc, 200)
    await submit(rpc, keys.stranger.address, market.claim(deal_id))

    change = await indexer.refresh()

    kinds = [type(placed.event).__name__ for placed in await indexer.events()]
    assert kinds == ["RegistrarChanged", "Bound", "Deposited", "DealOpened", "Claimed"]
    assert change.head == int(await rpc.call("eth_blockNumber"), 16)


async def test_a_slow_listener_gets_the_changes_joined(
    indexer: Indexer, rpc: Rpc, network: Network, keys: Keys
) -> None:
    listener = indexer.subscribe()
    await indexer.refresh()
    await mine(rpc, 3)
    await rpc.call("anvil_reorg", [2, []])
    await indexer.refresh()
    await mine(rpc)
    last = await indexer.refresh()

    joined = await asyncio.wait_for(anext(listener), 5)

    assert (joined.seq, joined.head) == (last.seq, last.head)
    nothing = asyncio.ensure_future(anext(listener))
    done, _ = await asyncio.wait([nothing], timeout=0.1)
    nothing.cancel()
    assert not done


async def test_another_network_is_refused_by_its_deployment(
    rpc: Rpc, database: Database, network: Network
) -> None:
    other = replace(network, deployment_hash="0x" + "12" * 32)

    with pytest.raises(UserError) as caught:
        await Indexer(ChainReader(rpc, other), database, other).refresh()

    assert caught.value.code == "chain.wrong_network"


async def _written(anvil: Anvil, rpc: Rpc) -> None:
    """Wait until the state file holds the newest block."""
    marker = test_key(55).address
    await rpc.call("anvil_setBalance", [marker, "0x1"])

    async def written() -> bool:
        return marker[2:].lower() in anvil.setup.state.read_text()

    await eventually(lambda: _exists(anvil))
    await eventually(written)


async def _exists(anvil: Anvil) -> bool:
    return anvil.setup.state.exists()
