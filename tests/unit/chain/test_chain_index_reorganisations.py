"""However the chain moves, the index equals one that was built anew."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonm_desktop.chain.index.sync import IndexSync, Progress
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.node import NodeUnreachable
from sonm_desktop.core.errors import UserError
from sonm_desktop.store.database import Database
from tests.fakes.chain import FakeChain, FakeLog, MovingChain
from tests.unit.chain.market_logs import account, logs, opened, transferred

Blocks = Sequence[Sequence[FakeLog]]

_blocks = st.lists(st.lists(logs, max_size=3), min_size=1, max_size=12)
_moves = st.lists(
    st.one_of(
        st.tuples(st.just("extend"), st.just(0), _blocks),
        st.tuples(st.just("quiet"), st.integers(1, 90), st.just(())),
        st.tuples(st.just("reorganise"), st.integers(1, 64), _blocks),
    ),
    min_size=1,
    max_size=8,
)


class _Index:
    """An index over a fake chain, in a file of its own."""

    def __init__(self, folder: Path, network: Network) -> None:
        self._database = Database(folder / "index.sqlite", "index")
        self.owners = [account(0), account(1)]
        self._sync = IndexSync(self._database, network, lambda: self.owners)

    async def __aenter__(self) -> _Index:
        await self._database.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._database.close()

    async def read(self, chain: FakeChain) -> Progress:
        return await self._sync.bring_to_head(chain)

    async def content(self, above: int = 0) -> dict[str, list[tuple[Any, ...]]]:
        """Everything but sequence numbers; blocks remembered *above* a number."""
        queries = {
            "event": "SELECT block, log_index, block_hash, tx, time, subject, party, topics, data"
            " FROM event ORDER BY block, log_index",
            "order": "SELECT block, log_index FROM event ORDER BY seq",
            "deal": "SELECT * FROM deal ORDER BY deal",
            "announcement": "SELECT block, log_index, worker, slice, issued, expiry"
            " FROM announcement LEFT JOIN event USING (seq) ORDER BY seq",
            "token": "SELECT * FROM token_log ORDER BY block, log_index",
            "account": "SELECT * FROM token_account ORDER BY account",
            "block": "SELECT number, hash, parent, time FROM block"
            f" WHERE number > {above} ORDER BY number",
        }
        return await self._database.run(
            lambda connection: {
                name: [tuple(row) for row in connection.execute(query)]
                for name, query in queries.items()
            }
        )


async def _fresh_content(chain: FakeChain, network: Network) -> dict[str, list[tuple[Any, ...]]]:
    with tempfile.TemporaryDirectory() as folder:
        async with _Index(Path(folder), network) as fresh:
            await fresh.read(chain)
            return await fresh.content(above=chain.final)


def _apply(chain: FakeChain, move: tuple[str, int, Blocks]) -> None:
    kind, number, blocks = move
    if kind == "extend":
        chain.extend(blocks)
    elif kind == "quiet":
        chain.extend([()] * number)
    else:
        chain.reorganise(min(number, chain.head, 64), blocks)


@given(moves=_moves, finalizes=st.booleans())
@settings(max_examples=60, deadline=None)
def test_after_any_reorganisations_the_index_equals_a_fresh_one(
    moves: list[tuple[str, int, Blocks]], finalizes: bool
) -> None:
    async def check(folder: Path) -> None:
        chain = FakeChain(finalizes=finalizes)
        network = chain.network(practice=True)
        async with _Index(folder, network) as index:
            index.owners.pop()
            for move in moves:
                _apply(chain, move)
                await index.read(chain)
            index.owners.append(account(1))
            await index.read(chain)
            assert await index.content(chain.final) == await _fresh_content(chain, network)

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(check(Path(folder)))


@given(
    depths=st.lists(st.integers(1, 40), min_size=1, max_size=4),
    every=st.integers(1, 6),
    blocks=_blocks,
)
@settings(max_examples=25, deadline=None)
def test_a_chain_that_moves_while_it_is_read_is_never_mixed(
    depths: list[int], every: int, blocks: Blocks
) -> None:
    async def check(folder: Path) -> None:
        chain = MovingChain()
        chain.extend([[opened(n % 6)] for n in range(80)])
        network = chain.network(practice=True)
        async with _Index(folder, network) as index:
            chain.move_later([(depth, [*blocks, *[()] * depth]) for depth in depths], every)
            while chain.moves:
                await index.read(chain)
            await index.read(chain)
            assert await index.content(chain.final) == await _fresh_content(chain, network)

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(check(Path(folder)))


@pytest.fixture
def chain() -> FakeChain:
    return FakeChain()


async def test_the_deepest_reorganisation_is_rolled_back_without_a_rebuild(
    chain: FakeChain, tmp_path: Path
) -> None:
    chain.extend([[opened(1)], *[()] * 99])
    async with _Index(tmp_path, chain.network()) as index:
        await index.read(chain)
        chain.reorganise(64, [[opened(2)], *[()] * 64])

        progress = await index.read(chain)

        assert progress.rolled_back_to == 100 - 64
        assert await index.content(chain.final) == await _fresh_content(chain, chain.network())


async def test_a_deeper_reorganisation_builds_the_index_anew(
    chain: FakeChain, tmp_path: Path
) -> None:
    chain.extend([[opened(1)], *[()] * 99])
    async with _Index(tmp_path, chain.network()) as index:
        await index.read(chain)
        chain.reorganise(90, [[opened(2)], *[()] * 95])

        progress = await index.read(chain)

        assert progress.rolled_back_to == -1
        assert await index.content(chain.final) == await _fresh_content(chain, chain.network())


async def test_a_node_that_lags_is_no_reorganisation(chain: FakeChain, tmp_path: Path) -> None:
    chain.extend([[opened(1)]] + [()] * 20)
    async with _Index(tmp_path, chain.network()) as index:
        await index.read(chain)
        before = await index.content()
        for blocks in (1, 10, 21):
            chain.lag(blocks)

            assert (await index.read(chain)).rolled_back_to is None
            assert await index.content() == before


async def test_blocks_that_a_practice_node_lost_are_forgotten(
    chain: FakeChain, tmp_path: Path
) -> None:
    chain.extend([(), (), [opened(1)]])
    network = chain.network(practice=True)
    async with _Index(tmp_path, network) as index:
        await index.read(chain)
        chain.rewind(1)

        progress = await index.read(chain)

        assert progress == Progress(head=2, rolled_back_to=2)
        assert await index.content(chain.final) == await _fresh_content(chain, network)


async def test_a_rollback_is_told_even_when_the_node_failed_after_it(
    chain: FakeChain, tmp_path: Path
) -> None:
    chain.extend([(), (), [opened(1)]])
    async with _Index(tmp_path, chain.network()) as index:
        await index.read(chain)
        chain.reorganise(1, [[opened(2)]])
        chain.fail_next("eth_getLogs")
        with pytest.raises(NodeUnreachable):
            await index.read(chain)

        progress = await index.read(chain)

        assert progress == Progress(head=3, rolled_back_to=2)
        assert await index.content(chain.final) == await _fresh_content(chain, chain.network())


async def test_another_chain_at_the_same_address_is_refused(
    chain: FakeChain, tmp_path: Path
) -> None:
    network = chain.network()
    other = FakeChain()
    other.reorganise(1, [(), ()])
    async with _Index(tmp_path, network) as index:
        with pytest.raises(UserError) as caught:
            await index.read(other)

    assert caught.value.code == "chain.wrong_network"


async def test_an_index_that_is_up_to_date_asks_once(chain: FakeChain, tmp_path: Path) -> None:
    chain.extend([()] * 100)
    async with _Index(tmp_path, chain.network()) as index:
        await index.read(chain)
        chain.calls = 0

        again = await index.read(chain)

        assert chain.calls == 1
        assert again == Progress(chain.head, None, still=True)
        chain.reorganise(1, [()])
        assert await index.read(chain) == Progress(chain.head, chain.head - 1)
        index.owners.append(account(2))
        assert not (await index.read(chain)).still
        assert (await index.read(chain)).still


async def test_the_logs_of_an_account_that_comes_late_are_those_of_one_that_was_there(
    chain: FakeChain, tmp_path: Path
) -> None:
    chain.extend([[transferred(0, 1, 5), transferred(1, 4, 7), opened(1)], *[()] * 200])
    chain.extend([[transferred(2, 3, 9)], [transferred(1, 1, 1)]])
    async with _Index(tmp_path, chain.network()) as index:
        index.owners.clear()
        await index.read(chain)
        assert (await index.content())["token"] == []
        index.owners.extend([account(0), account(1)])
        await index.read(chain)

        assert [row[-1] for row in (await index.content())["token"]] == ["5", "7", "1"]
        assert await index.content(chain.final) == await _fresh_content(chain, chain.network())


async def test_a_deal_remembers_what_came_before_a_reorganisation(
    chain: FakeChain, tmp_path: Path
) -> None:
    chain.extend([[opened(1)], ()])
    async with _Index(tmp_path, chain.network()) as index:
        await index.read(chain)
        chain.reorganise(1, [[opened(3)]])
        await index.read(chain)

        deals = (await index.content())["deal"]

    assert [row[2].hex() for row in deals] == [account(1)[2:].lower(), account(1)[2:].lower()]
