"""Routes of how the prices of a worker's plans are made."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from sonm_desktop.api.schema.kinds import AddressText
from sonm_desktop.api.schema.pricing import (
    PlanPricing,
    PriceChange,
    PriceRule,
    PriceSetup,
    Pricing,
)
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.schema.worker import PlanName, SellPlan
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services

WorkerPath = Annotated[AddressText, Path()]
PlanPath = Annotated[PlanName, Path()]
Limit = Annotated[int, Query(ge=1, le=1000)]


def pricing_routes(services: Services, gate: Gate) -> APIRouter:
    """Costs and rules are the owner's; the prices follow by themselves."""
    router = APIRouter(prefix="/workers/{worker}", tags=["workers"])
    pricing = services.pricing
    read, trade = gate.needs(Scope.READ), gate.needs(Scope.TRADE)

    @router.get("/pricing", dependencies=read)
    async def show(worker: WorkerPath) -> Pricing:
        return await pricing.show(worker)

    @router.put("/pricing", dependencies=trade)
    async def set_up(worker: WorkerPath, body: PriceSetup) -> Pricing:
        return await pricing.set_up(worker, body)

    @router.put("/pricing/{plan}", dependencies=trade)
    async def rule(worker: WorkerPath, plan: PlanPath, body: PriceRule) -> Pricing:
        return await pricing.rule(worker, plan, body)

    @router.post("/pricing/foreseen", dependencies=read)
    async def foresee(worker: WorkerPath, body: SellPlan) -> PlanPricing:
        return await pricing.foresee(worker, body)

    @router.get("/price-log", dependencies=read)
    async def log(worker: WorkerPath, limit: Limit = 100) -> list[PriceChange]:
        return await pricing.log(worker, limit)

    return router
