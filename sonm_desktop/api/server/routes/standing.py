"""Routes of people and ratings; writing profiles, vouching and rating are plans."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from sonm_desktop.api.schema.kinds import AddressText, HashText
from sonm_desktop.api.schema.standing import DealRatings, Person, Reputation, Validators
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services

AccountPath = Annotated[AddressText, Path()]
DealPath = Annotated[HashText, Path()]


def standing_routes(services: Services, gate: Gate) -> APIRouter:
    router = APIRouter(tags=["people"])
    standing = services.standing
    read, trade = gate.needs(Scope.READ), gate.needs(Scope.TRADE)

    @router.get("/people/{account}", dependencies=read)
    async def person(account: AccountPath) -> Person:
        return await standing.person(account)

    @router.get("/people/{account}/reputation", dependencies=read)
    async def reputation(account: AccountPath) -> Reputation:
        return await standing.reputation(account)

    @router.get("/validators", dependencies=read)
    async def validators() -> Validators:
        return await standing.validators()

    @router.get("/deals/{deal}/ratings", dependencies=read)
    async def of_deal(deal: DealPath) -> DealRatings:
        return await standing.deal(deal)

    @router.put("/deals/{deal}/ratings/skip", dependencies=trade)
    async def skip(deal: DealPath) -> DealRatings:
        return await standing.skip(deal, skip=True)

    @router.delete("/deals/{deal}/ratings/skip", dependencies=trade)
    async def ask_again(deal: DealPath) -> DealRatings:
        return await standing.skip(deal, skip=False)

    return router
