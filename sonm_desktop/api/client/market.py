"""Calls about offers; looking sends no transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.market import (
    BenchmarkFacts,
    DepthStep,
    Elimination,
    Offer,
    OfferFilter,
    OpenOffers,
    Presences,
    ProbeOffers,
    SupplierFacts,
)
from sonm_desktop.api.schema.prices import Prices
from sonm_desktop.api.schema.views import Rows, View
from sonm_desktop.core.offer_order import SortKey

PAGE = 100


class MarketCalls:
    """`AgentClient.market`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def open(
        self,
        filter: OfferFilter | None = None,
        *,
        sort: SortKey = SortKey.PRICE,
        benchmark: int = 0,
        descending: bool = False,
        show_blocked: bool = False,
    ) -> View:
        """The offers that meet *filter*, sorted, as they are now; *show_blocked*: with those
        that your lists refuse."""
        body = OpenOffers(
            filter=filter or OfferFilter(),
            sort=sort,
            benchmark=benchmark,
            descending=descending,
            show_blocked=show_blocked,
        )
        return await self._link.ask(View, "POST", "/market/views", body)

    async def rows(self, view: str, offset: int = 0, limit: int = PAGE) -> Rows[Offer]:
        """Rows of a view. Raises UserError("market.no_view") once it is forgotten."""
        query = {"offset": offset, "limit": limit}
        return await self._link.ask(Rows[Offer], "GET", f"/market/views/{view}/rows", query=query)

    async def close(self, view: str) -> None:
        """Forget a view."""
        await self._link.tell("DELETE", f"/market/views/{view}")

    async def offer(self, offer: str, filter: OfferFilter | None = None) -> Offer:
        """One offer, with every reason why it does not meet *filter*."""
        body = OpenOffers(filter=filter or OfferFilter())
        return await self._link.ask(Offer, "POST", f"/market/offers/{offer}", body)

    async def why_nothing(self, filter: OfferFilter) -> list[Elimination]:
        """Per constraint, how many offers it removes, the most first."""
        body = OpenOffers(filter=filter)
        return await self._link.ask_all(Elimination, "/market/why-nothing", body)

    async def benchmarks(self) -> list[BenchmarkFacts]:
        """Every benchmark that something on sale claims, with its median."""
        return await self._link.ask_all(BenchmarkFacts, "/market/benchmarks")

    async def depth(self, filter: OfferFilter) -> list[DepthStep]:
        """How much that meets *filter* is on sale up to each price."""
        return await self._link.ask_all(DepthStep, "/market/depth", OpenOffers(filter=filter))

    async def prices(self, *, since: int = 0, until: int = 0, buckets: int = 30) -> Prices:
        """What deals opened from *since* to *until* (chain time, s) cost, in equal parts.

        0 is now for the end, and thirty days before the end for the beginning.
        """
        query = {"since": since, "until": until, "buckets": buckets}
        return await self._link.ask(Prices, "GET", "/market/prices", query=query)

    async def supplier(self, worker: str) -> SupplierFacts:
        """What the chain tells about the rentals of *worker*."""
        return await self._link.ask(SupplierFacts, "GET", f"/market/suppliers/{worker}")

    async def probe(self, offers: Sequence[str], *, budget_s: int = 10) -> Presences:
        """Ask the workers of *offers* for life."""
        body = ProbeOffers(offers=tuple(offers), budget_s=budget_s)
        return await self._link.ask(Presences, "POST", "/market/probe", body)
