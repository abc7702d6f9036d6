"""Who people are and what is said of them, on a real node: index, fold and contract agree."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sonm_desktop.chain.index.indexer import Indexer
from sonm_desktop.chain.logs import decode_event, parse_events, place
from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.registries.calls import ProfileCalls, ReputationCalls
from sonm_desktop.chain.registries.identity import IdentityReader
from sonm_desktop.chain.registries.logs import registries
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.core.rating_reason import RATING_REASONS, RatingReason
from sonm_desktop.market.standing.following import StandingBook
from sonm_desktop.market.standing.identity import Trust
from sonm_desktop.market.standing.registry import Registry, recomputed
from sonm_desktop.store.database import Database
from sonm_desktop.wallet.messages import Settle
from tests.chain_deals import bind_worker, fill_vault, fresh_quote, take
from tests.chain_fixtures import Keys, pass_time, submit, test_key

DAY = 86_400


class Town:
    """Two validators, a deal that was closed, and everybody's words about the others."""

    def __init__(self, rpc: Rpc, network: Network, keys: Keys, registrar: Address) -> None:
        self.rpc, self.network, self.keys, self.registrar = rpc, network, keys, registrar
        self.profiles = ProfileCalls(network)
        self.reputation = ReputationCalls(network)
        self.good, self.lesser = test_key(11).address, test_key(12).address

    async def now(self) -> int:
        return await ChainReader(self.rpc, self.network).pending_time()

    async def closed_deal(self, nonce: int) -> DealId:
        quote = await fresh_quote(self.rpc, self.network, self.keys, nonce=nonce)
        deal = await take(self.rpc, self.network, self.keys, quote)
        word = Settle(deal, 12345)
        both = [
            key.sign(word, self.network.domain) for key in (self.keys.consumer, self.keys.master)
        ]
        await pass_time(self.rpc, 600)
        settling = MarketCalls(self.network).settle(word, *both)
        await submit(self.rpc, self.keys.stranger.address, settling)
        return deal

    async def live(self) -> DealId:
        """All of it; the closed deal that both sides have rated."""
        keys, expiry = self.keys, await self.now() + 30 * DAY
        await bind_worker(self.rpc, self.network, keys.worker, keys.master)
        await fill_vault(self.rpc, self.network, keys.consumer.address)
        for validator in (self.good, self.lesser):
            await self.rpc.call("anvil_setBalance", [validator, hex(10**18)])
        await submit(self.rpc, self.registrar, self.profiles.set_validator(self.good, 4))
        await submit(self.rpc, self.registrar, self.profiles.set_validator(self.lesser, 2))
        name = self.profiles.write("Ann\u202e & Co\n", "two\nlines")
        await submit(self.rpc, keys.master.address, name)
        attest = self.profiles.attest
        await submit(self.rpc, self.good, attest(keys.master.address, 3, expiry))
        await submit(self.rpc, self.lesser, attest(keys.consumer.address, 2, expiry))
        await submit(self.rpc, self.lesser, attest(keys.stranger.address, 2, expiry - 29 * DAY))
        deal = await self.closed_deal(1)
        rate = self.reputation.rate
        await submit(self.rpc, keys.consumer.address, rate(deal, 5, RatingReason.FULFILLED.number))
        await submit(self.rpc, keys.master.address, rate(deal, 2, RatingReason.ABUSE.number))
        return deal


@pytest.fixture
async def town(rpc: Rpc, network: Network, keys: Keys) -> Town:
    from sonm_desktop.chain.practice.deploy import unlocked_account

    return Town(rpc, network, keys, await unlocked_account(rpc))


@pytest.fixture
async def indexer(tmp_path: Path, reader: ChainReader, network: Network) -> AsyncIterator[Indexer]:
    database = Database(tmp_path / "index.sqlite", "index")
    await database.open()
    yield Indexer(reader, database, network)
    await database.close()


async def of_raw_logs(rpc: Rpc, network: Network) -> Registry:
    """The registry as somebody without an index computes it: from the node's logs alone."""
    known = registries(network)
    wanted = {"address": [network.market, *known], "fromBlock": "0x0", "toBlock": "latest"}
    rows = parse_events(await rpc.call("eth_getLogs", [wanted]), network.market, known)
    events = [(row, decode_event(row)) for row in rows]
    return recomputed(place(row, event) for row, event in events if event is not None)


async def test_index_raw_logs_and_contract_say_the_same(
    town: Town, indexer: Indexer, rpc: Rpc, network: Network, keys: Keys
) -> None:
    deal = await town.live()
    book = StandingBook(indexer, Trust)
    await indexer.refresh()
    await book.refresh()
    now = await town.now()
    reader = IdentityReader(rpc, network)
    master, consumer = keys.master.address, keys.consumer.address

    profile = book.profile(master)
    assert profile is not None
    assert (profile.name, profile.metadata) == ("Ann & Co", "two\nlines")
    assert book.master_of(keys.worker.address, now) == master
    assert await reader.validators() == sorted([town.good, town.lesser])

    raw = await of_raw_logs(rpc, network)
    for who in (master, consumer, keys.stranger.address, keys.worker.address):
        level = book.level_of(who, now)
        assert level == await reader.level_of(who) == raw.level(who, Trust(), now)
        for as_supplier in (True, False):
            assert raw.standing(who, Trust(), now, as_supplier=as_supplier) == (
                book.supplier(who, now) if as_supplier else book.customer(who, now)
            )
        assert raw.ratings_of(who) == book.registry.ratings_of(who)
    assert [book.level_of(who, now) for who in (master, consumer)] == [3, 2]

    supplied, bought = book.supplier(master, now), book.customer(consumer, now)
    assert (supplied.counted.ratings, supplied.counted.mean_percent) == (1, 500)
    assert supplied.counted.volume == 12345
    assert bought.counted.reasons == ((RatingReason.ABUSE, 1),)
    assert [rating.deal for rating in book.registry.ratings_of(master)] == [deal]


async def test_words_run_out_are_taken_back_and_lose_their_validator(
    town: Town, indexer: Indexer, rpc: Rpc, network: Network, keys: Keys
) -> None:
    await town.live()
    book = StandingBook(indexer, Trust)
    reader = IdentityReader(rpc, network)
    master, consumer = keys.master.address, keys.consumer.address

    async def levels() -> list[int]:
        await indexer.refresh()
        await book.refresh()
        now = await town.now()
        found = [book.level_of(who, now) for who in (master, consumer, keys.stranger.address)]
        assert found == [
            await reader.level_of(who) for who in (master, consumer, keys.stranger.address)
        ]
        return found

    assert await levels() == [3, 2, 2]
    await pass_time(rpc, 2 * DAY)
    assert await levels() == [3, 2, 0]
    await submit(rpc, town.registrar, town.profiles.set_validator(town.good, 1))
    assert await levels() == [1, 2, 0]
    await submit(rpc, consumer, town.profiles.revoke(consumer, town.lesser))
    assert await levels() == [1, 0, 0]
    now = await town.now()
    assert book.supplier(master, now).counted.ratings == 0
    assert book.supplier(master, now).apart.ratings == 1
    mine = StandingBook(indexer, lambda: Trust(accounts=frozenset({consumer})))
    await mine.refresh()
    assert mine.supplier(master, now).counted.ratings == 1


async def test_what_a_reorganisation_takes_back_was_never_said(
    town: Town, indexer: Indexer, rpc: Rpc, network: Network, keys: Keys
) -> None:
    await town.live()
    book = StandingBook(indexer, Trust)
    await indexer.refresh()
    await book.refresh()
    now = await town.now()
    assert book.customer(keys.consumer.address, now).counted.ratings == 1

    await rpc.call("anvil_reorg", [1, []])
    change = await indexer.refresh()
    assert change.rolled_back_to is not None
    await book.begin_again()

    raw = await of_raw_logs(rpc, network)
    assert book.customer(keys.consumer.address, now).counted.ratings == 0
    assert book.supplier(keys.master.address, now).counted.ratings == 1
    assert raw.ratings == book.registry.ratings


async def test_an_index_of_before_the_registries_is_read_again(
    tmp_path: Path, town: Town, reader: ChainReader, network: Network, keys: Keys
) -> None:
    from dataclasses import replace

    await town.live()
    database = Database(tmp_path / "old.sqlite", "index")
    await database.open()
    bare = replace(network, profiles=None, reputation=None)
    without = Indexer(reader, database, bare)
    await without.refresh()
    events = [type(placed.event).__name__ for placed in await without.words()]
    assert events == ["Bound"]

    change = await Indexer(reader, database, network).refresh()

    assert change.rolled_back_to == network.deployed_block - 1
    book = StandingBook(Indexer(reader, database, network), Trust)
    await book.refresh()
    assert book.level_of(keys.master.address, await town.now()) == 3
    await database.close()


async def test_the_contract_and_our_words_have_the_same_reasons(network: Network) -> None:
    source = Path(__file__).parents[3] / "contracts" / "src" / "Reputation.sol"
    inside = source.read_text(encoding="utf-8").split("enum Reason {")[1].split("}")[0]
    assert [word.strip() for word in inside.split(",")] == [
        reason.name for reason in RATING_REASONS
    ]
