"""Routes of other terms for running deals; a customer asks for them by a plan."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from sonm_desktop.api.schema.amendments import (
    Amendment,
    AmendmentSide,
    AnswerAmendment,
    OfferTerms,
)
from sonm_desktop.api.schema.kinds import HashText
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services

AmendmentPath = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
DealQuery = Annotated[HashText | None, Query()]


def amendment_routes(services: Services, gate: Gate) -> APIRouter:
    router = APIRouter(prefix="/amendments", tags=["deals"])
    amendments = services.amendments
    read, trade = gate.needs(Scope.READ), gate.needs(Scope.TRADE)

    @router.get("", dependencies=read)
    async def all_amendments(deal: DealQuery = None) -> list[Amendment]:
        return await amendments.all(deal)

    @router.post("", dependencies=trade)
    async def offer(body: OfferTerms) -> Amendment:
        return await amendments.offer(body)

    @router.post("/selling/{amendment}/answer", dependencies=trade)
    async def answer(amendment: AmendmentPath, body: AnswerAmendment) -> Amendment:
        return await amendments.answer(amendment, agree=body.agree)

    @router.post("/{side}/{amendment}/drop", dependencies=trade)
    async def drop(side: AmendmentSide, amendment: AmendmentPath) -> Amendment:
        return await amendments.drop(side, amendment)

    return router
