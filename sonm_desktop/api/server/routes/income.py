"""Routes of what accounts make."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from sonm_desktop.api.schema.income import Grouping, Income
from sonm_desktop.api.schema.kinds import AddressText
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services

AccountPath = Annotated[AddressText, Path()]
Time = Annotated[int | None, Query(ge=0, lt=2**40)]


def income_routes(services: Services, gate: Gate) -> APIRouter:
    """Looking needs the scope read."""
    router = APIRouter(prefix="/supply/{account}", tags=["workers"])
    answers = services.income

    @router.get("/income", dependencies=gate.needs(Scope.READ))
    async def income(
        account: AccountPath, *, by: Grouping = "day", since: Time = None, until: Time = None
    ) -> Income:
        return await answers.income(account, since=since, until=until, by=by)

    return router
