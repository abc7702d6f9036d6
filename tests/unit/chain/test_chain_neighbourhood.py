"""A practice network comes with a month of history, whatever cuts its making short."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from sonm_desktop.chain.index.indexer import Indexer
from sonm_desktop.chain.neighbourhood.history import (
    RENTALS,
    Rental,
    seeded_consumers,
    seeded_rentals,
)
from sonm_desktop.chain.neighbourhood.machines import (
    DAY_S,
    HISTORY_S,
    LIVELY,
    MACHINES,
    SEED,
    seeded_machines,
)
from sonm_desktop.chain.neighbourhood.process import NeighbourPlace
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.practice.anvil import process_of
from sonm_desktop.chain.practice.network import PracticeNetwork
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.market.standing.following import StandingBook
from sonm_desktop.market.standing.identity import Trust
from sonm_desktop.store.database import Database
from sonm_desktop.worker.benchmarks.ids import COUNT, VERSIONS
from tests.chain_fixtures import eventually

NOW = 1_800_000_000


async def test_the_market_has_a_month_behind_it_and_the_time_of_now(
    practice_folder: Path, tmp_path: Path
) -> None:
    practice = PracticeNetwork(practice_folder, seed=SEED)
    network = await practice.ensure()
    async with _speaking(network) as rpc:
        reader = ChainReader(rpc, network)
        assert abs(await reader.pending_time() - time.time()) < 60
        database = Database(tmp_path / "index.sqlite", "index")
        await database.open()
        indexer = Indexer(reader, database, network)
        await indexer.refresh()
        now = int(time.time())
        asks = await indexer.asks()
        deals = await indexer.opened(now - HISTORY_S - DAY_S, now, most=1000)
        known = await indexer.newest_asks([deal.worker for deal in deals])
        book = StandingBook(indexer, Trust)
        await book.refresh()
        await database.close()
    workers = practice.seeded(network)
    assert len(asks) == MACHINES
    assert {ask.ask.worker for ask in asks} == workers
    assert all(ask.ask.expiry > now + DAY_S for ask in asks)
    assert len(deals) == RENTALS
    assert {deal.worker for deal in deals} <= workers == known.keys() | workers
    assert min(deal.opened_at or now for deal in deals) < now - 20 * DAY_S
    assert 0 < sum(deal.open for deal in deals) < 20
    assert any(deal.stopped for deal in deals)
    assert all(deal.paid + deal.refunded == deal.deposited for deal in deals if not deal.open)
    assert all(deal.paid for deal in deals)
    masters = {machine.master.address for machine in seeded_machines(SEED)}
    said = [book.supplier(master, now) for master in masters]
    assert all(one.counted.ratings for one in said)
    assert any(one.apart.ratings for one in said)
    levels = Counter(book.level_of(master, now) for master in masters)
    assert levels.keys() == {0, 1, 2, 3, 4}
    names = [book.profile(master) for master in masters]
    assert len(masters) > len([one for one in names if one is not None]) > 10
    assert any(book.registry.namesakes(master) for master in masters)


@pytest.mark.parametrize("node_too", [False, True])
async def test_a_start_that_was_cut_short_begins_again(
    practice_folder: Path, node_too: bool
) -> None:
    """As after kill -9 of the agent, and of its node with it."""
    starting = asyncio.create_task(PracticeNetwork(practice_folder, seed=SEED).ensure())
    await eventually(lambda: _is_half_done(practice_folder))
    if node_too:
        node = process_of(practice_folder / "state.json")
        assert node is not None
        node.kill()
    else:
        starting.cancel()
    with pytest.raises((RemoteError, asyncio.CancelledError)):
        await starting

    practice = PracticeNetwork(practice_folder, seed=SEED)
    network = await practice.ensure()

    async with _speaking(network) as rpc:
        calls = [("eth_getBlockByNumber", [tag, False]) for tag in ("earliest", "latest")]
        first, last = [int(block["timestamp"], 16) for block in await rpc.batch(calls)]
    assert last - first > HISTORY_S
    assert len(practice.seeded(network)) == MACHINES


async def test_an_empty_network_has_nobody_seeded(practice_folder: Path) -> None:
    practice = PracticeNetwork(practice_folder)
    network = await practice.ensure()
    assert practice.seeded(network) == frozenset()


def test_neighbours_are_ended_even_before_they_have_said_their_number(
    practice_folder: Path,
) -> None:
    place = NeighbourPlace(practice_folder)
    process = psutil.Process(place.start())
    place.end()
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_the_same_number_makes_the_same_people() -> None:
    first, second = (
        seeded_rentals(seeded_machines(7), seeded_consumers(7), seed=7, now=NOW) for _ in range(2)
    )
    other = seeded_rentals(seeded_machines(8), seeded_consumers(8), seed=8, now=NOW)
    assert [_told(rental) for rental in first] == [_told(rental) for rental in second]
    assert [_told(rental) for rental in first] != [_told(rental) for rental in other]


def test_machines_differ_and_the_lively_ones_fit_any_pc() -> None:
    machines = seeded_machines()
    assert len({machine.worker.address for machine in machines}) == MACHINES
    assert len({machine.cpu_percent for machine in machines}) >= 8
    assert sum(machine.gpus > 0 for machine in machines) >= 4
    assert {bool(machine.max_duration) for machine in machines} == {True, False}
    assert all(machine.rate() > machine.rate(HISTORY_S) for machine in machines)
    in_usd = [machine for machine in machines if machine.usd_rate()]
    assert 5 < len(in_usd) < MACHINES // 2
    assert any(machine.usd_rate() for machine in machines[:LIVELY])
    for machine in in_usd:
        ask = machine.ask(issued=0, expiry=1, ago_s=0)
        assert (ask.rate, ask.usd_rate) == (0, machine.usd_rate())
    lively = machines[:LIVELY]
    assert all(machine.cpu_percent <= 100 and machine.ram_bytes <= 1 << 30 for machine in lively)


def test_machines_claim_every_benchmark_that_is_measured_and_nothing_that_they_lack() -> None:
    machines = seeded_machines()
    for number in VERSIONS:
        claiming = [one for one in machines if one.figures.get(number, 0) > 0]
        assert len(claiming) >= 3, number
    for one in machines:
        figures = one.figures
        assert one.ask(issued=1, expiry=2, ago_s=0).benchmarks == tuple(
            figures.get(number, 0) for number in range(COUNT)
        )
        assert figures.get(13, 0) + figures.get(14, 0) == (1 if one.gpus else 0)
        assert bool(figures.get(16)) is bool(one.gpus)
        assert figures.get(5, 0) == figures.get(6, 0) == one.bps
        assert bool(figures.get(22)) is bool(one.bps)
        assert not any(figures.get(number) for number in (9, 10, 11, 12, 15))


@pytest.mark.parametrize(
    "least",
    [{13: 1}, {14: 1}, {16: 30_000, 13: 1}, {8: 24 << 30}, {20: 50_000}, {22: 20}, {19: 10**10}],
)
def test_filters_by_results_find_somebody_and_not_everybody(least: dict[int, int]) -> None:
    machines = seeded_machines()
    found = [one for one in machines if all(one.figures.get(n, 0) >= v for n, v in least.items())]
    assert 0 < len(found) < len(machines)


def test_no_machine_serves_two_at_once() -> None:
    machines = seeded_machines()
    rentals = seeded_rentals(machines, seeded_consumers(SEED), seed=SEED, now=NOW)
    ends: Counter[str] = Counter()
    assert len(rentals) == RENTALS
    for rental in rentals:
        assert rental.opened >= ends[rental.machine.slice]
        ends[rental.machine.slice] = rental.opened + rental.lasts_s


@asynccontextmanager
async def _speaking(network: Network) -> AsyncIterator[Rpc]:
    rpc = Rpc(network.rpc_urls)
    try:
        yield rpc
    finally:
        await rpc.close()


async def _is_half_done(folder: Path) -> bool:
    state = folder / "state.json"
    return state.exists() and b'"to":"0x' in await asyncio.to_thread(state.read_bytes)


def _told(rental: Rental) -> tuple[object, ...]:
    machine = rental.machine.worker.address
    return machine, rental.nonce, rental.opened, rental.duration, rental.rate, rental.ending
