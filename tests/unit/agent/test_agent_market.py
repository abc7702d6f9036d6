"""What the agent answers about a market: an announced offer, why nothing matches, what is known."""

from __future__ import annotations

import pytest

from sonm_desktop.agent.shapes.market import offer_shape
from sonm_desktop.api.schema.market import OfferFilter
from sonm_desktop.api.schema.standing import Supplier
from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Digest
from sonm_desktop.core.offer_order import SortKey
from sonm_desktop.market.offers.offer import Offer, Presence
from tests.chain_fixtures import submit
from tests.market_asks import WORKER, make_ask
from tests.unit.agent.conftest import Bench

RATE = 10**12


async def test_an_announced_offer_is_found_explained_and_summed_up(
    bench: Bench, network: Network, rpc: Rpc, reader: ChainReader
) -> None:
    now = await reader.pending_time()
    ask = make_ask(rate=RATE, cpu_percent=400, issued=now - 1, expiry=now + 3600)
    signature = WORKER.sign(ask, network.domain)
    await submit(rpc, bench.account, MarketCalls(network).announce(ask, signature))
    market = bench.agent.market
    view = await market.open(sort=SortKey.BENCHMARK, benchmark=1, descending=True)
    (offer,) = (await market.rows(view.id)).rows
    assert (offer.worker, offer.total, offer.seeded) == (WORKER.address, 3600 * RATE, False)
    assert (await market.open(OfferFilter(liveness="not_silent"))).count == 1
    assert (await market.open(OfferFilter(liveness="answering"))).count == 0
    (too_small,) = await market.why_nothing(OfferFilter(cpu_percent=800))
    assert too_small.relaxed == OfferFilter(cpu_percent=400)
    assert (too_small.removes, too_small.alone, too_small.matches) == (1, 1, 1)
    facts = [(each.number, each.median) for each in await market.benchmarks()]
    assert facts == [(0, 100), (1, 50), (2, 1)]
    (step,) = await market.depth(OfferFilter())
    assert (step.per_hour, step.cpu_percent, step.offers) == (3600 * RATE, 400, 1)
    supplier = await market.supplier(WORKER.address)
    assert (supplier.open, supplier.closed, supplier.paid, supplier.first) == (0, 0, 0, None)


async def test_the_facts_of_no_address_are_refused(bench: Bench) -> None:
    with pytest.raises(UserError):
        await bench.agent.market.supplier("0x" + "aB" * 20)


def test_an_offer_whose_worker_serves_an_account_of_ours_says_so() -> None:
    none = {"rate": None, "total": None, "per_hour": None, "checked": None}
    offer = Offer(
        Digest("0x" + "1" * 64), make_ask(), b"", presence=Presence.UNKNOWN, mismatches=(), **none
    )
    mine = Supplier(account=WORKER.address)
    assert offer_shape(offer, supplier=mine, accounts=[WORKER.address]).mine
    assert not offer_shape(offer, supplier=mine, accounts=[]).mine
    assert not offer_shape(offer, supplier=Supplier(), accounts=[WORKER.address]).mine
