"""Answers about offers on sale."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

from sonm_desktop.agent.dollar_limit import in_snm, told_in_usd
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.shapes.market import (
    eliminations_shape,
    offer_shape,
    requirement_of,
    supplier_shape,
)
from sonm_desktop.agent.shapes.prices import bucket_shape
from sonm_desktop.agent.shapes.standing import supplier_of
from sonm_desktop.api.schema.market import (
    BenchmarkFacts,
    DepthStep,
    Elimination,
    Offer,
    OfferFilter,
    OpenOffers,
    Presences,
    SupplierFacts,
)
from sonm_desktop.api.schema.prices import Prices, PricesQuery
from sonm_desktop.api.schema.views import Rows, View
from sonm_desktop.core.amounts import per_hour
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Digest
from sonm_desktop.market.prices.history import price_history
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.wallet import Wallet

USUAL_SPAN_S = 30 * 86_400
MOST_DEALS = 20_000
"""That are summed up at once, which takes about a quarter of a second."""


class MarketAnswers:
    """A `MarketPort`. A new view begins with the newest blocks, so that nothing is missing."""

    def __init__(self, networking: Networking, wallet: Wallet) -> None:
        self._networking = networking
        self._wallet = wallet
        self._counts: dict[str, int] = {}

    async def open(self, request: OpenOffers) -> View:
        session = self._networking.session()
        change = await session.indexer.refresh()
        await session.market.refresh(change.seq)
        await session.acquaintance.follow(change)
        wanted = await in_snm(request.filter, session.market.dollars)
        view = await session.market.open_view(
            requirement_of(wanted),
            sort=request.sort,
            benchmark=request.benchmark,
            descending=request.descending,
            show_blocked=request.show_blocked,
        )
        self._counts[view.id] = view.count
        return View(id=view.id, count=view.count, blocked=view.blocked)

    async def rows(self, view: str, offset: int, limit: int) -> Rows[Offer]:
        session = self._networking.session()
        offers = await session.market.rows(view, offset, limit)
        now = await session.market.now()
        seeded, accounts = self._networking.seeded(), self._accounts()
        return Rows[Offer](
            view=view,
            offset=offset,
            count=self._counts.get(view, 0),
            rows=tuple(
                offer_shape(
                    offer,
                    seeded=seeded,
                    supplier=supplier_of(session.standing, offer.ask.worker, now),
                    accounts=accounts,
                )
                for offer in offers
            ),
        )

    async def close(self, view: str) -> None:
        self._counts.pop(view, None)
        self._networking.session().market.close_view(view)

    async def offer(self, offer: str, wanted: OfferFilter) -> Offer:
        session = self._networking.session()
        reckoned = await in_snm(wanted, session.market.dollars)
        found = await session.market.offer(Digest(offer.lower()), requirement_of(reckoned))
        now = await session.market.now()
        return offer_shape(
            found,
            seeded=self._networking.seeded(),
            supplier=supplier_of(session.standing, found.ask.worker, now),
            accounts=self._accounts(),
        )

    async def why_nothing(self, wanted: OfferFilter) -> list[Elimination]:
        market = self._networking.session().market
        reckoned = await in_snm(wanted, market.dollars)
        found = eliminations_shape(await market.why_nothing(requirement_of(reckoned)))
        return told_in_usd(found, wanted, reckoned, await market.dollars.price())

    async def benchmarks(self) -> list[BenchmarkFacts]:
        found = await self._networking.session().market.benchmarks()
        return [BenchmarkFacts(**asdict(facts)) for facts in found]

    async def depth(self, wanted: OfferFilter) -> list[DepthStep]:
        market = self._networking.session().market
        steps = await market.depth(requirement_of(await in_snm(wanted, market.dollars)))
        return [
            DepthStep(
                per_hour=per_hour(step.rate), cpu_percent=step.cpu_percent, offers=step.offers
            )
            for step in steps
        ]

    async def prices(self, wanted: PricesQuery) -> Prices:
        session = self._networking.session()
        until = wanted.until or int(await session.reader.pending_time())
        since = wanted.since or max(0, until - USUAL_SPAN_S)
        if since > until:
            raise UserError("market.prices_backwards")
        deals = await session.indexer.opened(since, until, most=MOST_DEALS)
        asks = await session.indexer.newest_asks(sorted({deal.worker for deal in deals}))
        parts = await asyncio.to_thread(
            price_history,
            deals,
            since=since,
            until=until,
            buckets=wanted.buckets,
            cpu_percent={worker: ask.cpu_percent for worker, ask in asks.items()},
            seeded=self._networking.seeded(),
        )
        return Prices(
            since=since,
            until=until,
            deals=len(deals),
            seeded=sum(part.seeded for part in parts),
            complete=len(deals) < MOST_DEALS,
            buckets=tuple(bucket_shape(part) for part in parts),
        )

    async def supplier(self, worker: str) -> SupplierFacts:
        address = parse_address(worker)
        found = await self._networking.session().indexer.deals(address)
        return supplier_shape(address, [deal for deal in found if deal.worker == address])

    async def probe(self, offers: tuple[str, ...], budget_s: float) -> Presences:
        market = self._networking.session().market
        accounts = self._wallet.accounts()
        if not accounts:
            raise UserError("wallet.none")
        digests = [Digest(offer.lower()) for offer in offers]
        found = await market.probe(accounts[0].address, digests, budget_s=budget_s)
        return Presences(presence={offer: presence.value for offer, presence in found.items()})

    def _accounts(self) -> frozenset[str]:
        return frozenset(account.address for account in self._wallet.accounts())
