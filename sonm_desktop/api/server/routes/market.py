"""Routes of offers on sale."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from sonm_desktop.api.schema.kinds import AddressText, HashText
from sonm_desktop.api.schema.market import (
    BenchmarkFacts,
    DepthStep,
    Elimination,
    Offer,
    OpenOffers,
    Presences,
    ProbeOffers,
    SupplierFacts,
)
from sonm_desktop.api.schema.prices import Prices, PricesQuery
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.schema.views import LARGEST_PAGE, Rows, View
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services

ViewPath = Annotated[str, Path(max_length=64)]
WorkerPath = Annotated[AddressText, Path()]
OfferPath = Annotated[HashText, Path()]
Offset = Annotated[int, Query(ge=0, lt=2**63)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]


def market_routes(services: Services, gate: Gate) -> APIRouter:
    """Looking is free: everything here needs the scope read."""
    router = APIRouter(prefix="/market", tags=["market"], dependencies=gate.needs(Scope.READ))
    market = services.market

    @router.post("/views")
    async def open_view(body: OpenOffers) -> View:
        return await market.open(body)

    @router.get("/views/{view}/rows")
    async def rows(view: ViewPath, offset: Offset = 0, limit: Limit = 100) -> Rows[Offer]:
        return await market.rows(view, offset, limit)

    @router.delete("/views/{view}", status_code=204)
    async def close_view(view: ViewPath) -> None:
        await market.close(view)

    @router.post("/offers/{offer}")
    async def offer(offer: OfferPath, body: OpenOffers) -> Offer:
        return await market.offer(offer, body.filter)

    @router.post("/why-nothing")
    async def why_nothing(body: OpenOffers) -> list[Elimination]:
        return await market.why_nothing(body.filter)

    @router.post("/probe")
    async def probe(body: ProbeOffers) -> Presences:
        return await market.probe(body.offers, body.budget_s)

    @router.get("/benchmarks")
    async def benchmarks() -> list[BenchmarkFacts]:
        return await market.benchmarks()

    @router.post("/depth")
    async def depth(body: OpenOffers) -> list[DepthStep]:
        return await market.depth(body.filter)

    @router.get("/prices")
    async def prices(wanted: Annotated[PricesQuery, Query()]) -> Prices:
        return await market.prices(wanted)

    @router.get("/suppliers/{worker}")
    async def supplier(worker: WorkerPath) -> SupplierFacts:
        return await market.supplier(worker)

    return router
