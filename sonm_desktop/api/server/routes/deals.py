"""Routes of deals, and of the limit on buying them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from sonm_desktop.api.schema.deals import Deal, SetStandingLimit, StandingLimit
from sonm_desktop.api.schema.kinds import AddressText, HashText
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services

DealPath = Annotated[HashText, Path()]
AccountPath = Annotated[AddressText, Path()]
Account = Annotated[AddressText | None, Query()]


def deal_routes(services: Services, gate: Gate) -> APIRouter:
    router = APIRouter(tags=["deals"])
    deals = services.deals
    read, admin = gate.needs(Scope.READ), gate.needs(Scope.ADMIN)

    @router.get("/deals", dependencies=read)
    async def all_deals(account: Account = None) -> list[Deal]:
        return await deals.all(account)

    @router.get("/deals/{deal}", dependencies=read)
    async def show(deal: DealPath) -> Deal:
        return await deals.show(deal)

    @router.get("/limits/{account}", dependencies=read)
    async def standing_limit(account: AccountPath) -> StandingLimit:
        return await deals.standing_limit(account)

    @router.put("/limits", dependencies=admin)
    async def set_standing_limit(body: SetStandingLimit) -> StandingLimit:
        return await deals.set_standing_limit(body.account, body.limit)

    return router
