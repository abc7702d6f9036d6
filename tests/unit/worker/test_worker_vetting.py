"""A worker vets who asks for a quote by the chain alone, and names the matcher's reasons."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sonm_desktop.chain.network import Network
from sonm_desktop.chain.registries.lists import ListReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.errors import BadReply, RemoteError, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.offers.matching import mismatches
from sonm_desktop.market.offers.requirement import Requirement
from sonm_desktop.market.offers.wants import wants_to_wire
from sonm_desktop.wallet.messages import Quote
from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from tests.fakes.worker_chain import WorkerChain
from tests.random_pairs import pairs
from tests.unit.worker.business_fixtures import CONSUMER, MASTER, RATE, Shop, open_shop

SAMPLE = 300


class Registries:
    """A chain's registries: levels by account, and who refuses whom; away as a dead node is."""

    def __init__(self) -> None:
        self.levels: dict[Address, int] = {}
        self.refusing: set[tuple[Address, Address]] = set()
        self.away = False

    async def level_of(self, account: Address) -> int:
        self._read()
        return self.levels.get(account, 0)

    async def refuses(self, reader: Address, account: Address) -> bool:
        self._read()
        return (reader, account) in self.refusing

    def _read(self) -> None:
        if self.away:
            raise RemoteError("chain.unreachable")


@pytest.fixture
def registries() -> Registries:
    return Registries()


@pytest.fixture
async def vetting_shop(
    tmp_path: Path,
    chain: WorkerChain,
    shop_runtime: DockerRuntime,
    worker_key: KeySigner,
    registries: Registries,
) -> AsyncIterator[Shop]:
    async with open_shop(
        tmp_path, chain, shop_runtime, worker_key, levels=registries, lists=registries
    ) as shop:
        yield shop


async def refused(shop: Shop, **changes: Any) -> str:
    """The code of why there is no quote; empty when there is one."""
    try:
        await shop.quote(**changes)
    except UserError as error:
        return error.code
    return ""


async def test_lists_and_levels_count_from_the_next_request_on_and_a_boast_does_not(
    vetting_shop: Shop, registries: Registries
) -> None:
    shop = vetting_shop
    await shop.list(identity=3)
    boast = {"wants": {**wants_to_wire(Requirement(identity=4)), "identity": 4}}
    assert await refused(shop, **boast) == "market.identity_too_low"
    registries.levels[CONSUMER.address] = 3
    assert await refused(shop) == ""

    registries.refusing.add((MASTER.address, CONSUMER.address))
    with pytest.raises(UserError) as caught:
        await shop.quote()
    assert (caught.value.code, caught.value.params) == ("market.customer_not_served", {})
    registries.refusing.clear()
    assert await refused(shop) == ""


async def test_the_masters_private_list_refuses_like_a_public_one(
    vetting_shop: Shop, registries: Registries
) -> None:
    shop = vetting_shop
    await shop.list()
    told = await shop.ask(MASTER, "worker.blocked", {"accounts": [CONSUMER.address.lower()]})
    assert told == {"accounts": [CONSUMER.address]}
    assert await refused(shop) == "market.customer_not_served"
    registries.away = True
    assert await refused(shop) == "market.customer_not_served"
    registries.away = False
    await shop.ask(MASTER, "worker.blocked", {"accounts": []})
    assert await refused(shop) == ""
    with pytest.raises(UserError) as stranger:
        await shop.ask(CONSUMER, "worker.blocked", {"accounts": []})
    assert stranger.value.code == "p2p.not_allowed"
    for garbage in ("all", ["0x12"], [CONSUMER.address] * 1001):
        with pytest.raises(UserError) as caught:
            await shop.ask(MASTER, "worker.blocked", {"accounts": garbage})
        assert caught.value.code == "worker.bad_request"


async def test_while_the_chain_cannot_be_asked_nothing_is_sold(
    vetting_shop: Shop, registries: Registries
) -> None:
    await vetting_shop.list()
    registries.away = True
    with pytest.raises(RemoteError):
        await vetting_shop.quote()


async def test_the_quote_endpoint_names_the_matchers_first_reason_or_quotes(
    vetting_shop: Shop, registries: Registries
) -> None:
    shop = vetting_shop
    ask = await shop.list(identity=2, duration=7200)
    given = 0
    for pair in pairs(5, SAMPLE):
        wanted = pair.requirement
        duration = wanted.duration if wanted.duration % 2 else 60 + wanted.duration % 7200
        needs = replace(
            wanted,
            duration=duration,
            max_rate=wanted.max_rate or RATE,  # type: ignore[arg-type]
            max_total=None,
            excluded=frozenset(),
            blocked=frozenset(),
            supplier_identity=0,
            unwilling=frozenset({shop.worker.address} if wanted.unwilling else ()),
            usd=None,
        )
        registries.levels = {CONSUMER.address: needs.identity}
        registries.refusing = {(MASTER.address, CONSUMER.address)} if needs.unwilling else set()
        expected = [one.code for one in mismatches(needs, ask, shop.chain.now)]
        code = await refused(
            shop,
            duration=min(duration, 2**32 - 1),
            max_rate=needs.max_rate,
            wants=wants_to_wire(needs),
        )
        assert code == (expected[0] if expected else "")
        given += not code
    assert 0 < given < SAMPLE


@pytest.mark.parametrize(
    "wants",
    [
        7,
        {},
        {**wants_to_wire(Requirement()), "terms": "all"},
        {**wants_to_wire(Requirement()), "strict": 1},
        {**wants_to_wire(Requirement()), "gpus": -1},
        {**wants_to_wire(Requirement()), "gpus": True},
        {**wants_to_wire(Requirement()), "architecture": "x" * 33},
        {**wants_to_wire(Requirement()), "benchmarks": [[1]]},
        {**wants_to_wire(Requirement()), "benchmarks": [[1, 1]] * 65},
    ],
)
async def test_garbled_needs_are_refused(vetting_shop: Shop, wants: Any) -> None:
    await vetting_shop.list()
    assert await refused(vetting_shop, wants=wants) == "worker.bad_quote_request"


class Liar:
    """A node that answers the log with what it likes."""

    def __init__(self, log: Any) -> None:
        self._log = log

    async def call(self, method: str, _params: Any = ()) -> Any:
        return "0x9" if method == "eth_blockNumber" else [self._log]


@pytest.mark.parametrize("log", [7, {}, {"topics": ["0x1", "0x2", "0x3"]}, {"topics": [7, 8, 9]}])
async def test_a_log_that_was_not_asked_for_is_no_answer(network: Network, log: Any) -> None:
    reader = ListReader(Liar(log), network)  # type: ignore[arg-type]
    with pytest.raises(BadReply):
        await reader.refuses(MASTER.address, CONSUMER.address)


async def test_a_network_without_lists_refuses_nobody(network: Network, rpc: Rpc) -> None:
    bare = replace(network, blacklists=None)
    assert not await ListReader(rpc, bare).refuses(MASTER.address, CONSUMER.address)


async def test_a_quote_names_no_more_than_it_must(vetting_shop: Shop) -> None:
    """Needs are an aid: a quote without them is the same."""
    await vetting_shop.list()
    plain: Quote = await vetting_shop.quote()
    told = await vetting_shop.quote(wants=wants_to_wire(Requirement(cpu_percent=50)))
    assert replace(told, expiry=plain.expiry) == plain
