"""Routes of the price of SNM in USD."""

from __future__ import annotations

from fastapi import APIRouter

from sonm_desktop.api.schema.dollars import PracticePrice, UsdFeed
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services


def dollar_routes(services: Services, gate: Gate) -> APIRouter:
    router = APIRouter(prefix="/usd", tags=["market"])

    @router.get("", dependencies=gate.needs(Scope.READ))
    async def feed() -> UsdFeed:
        return await services.dollars.feed()

    @router.put("/practice", dependencies=gate.needs(Scope.ADMIN))
    async def set_practice_price(body: PracticePrice) -> UsdFeed:
        return await services.dollars.set_practice_price(body.answer)

    return router
