"""Routes of the history of accounts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from sonm_desktop.api.schema.history import (
    Direction,
    HistoryFilter,
    HistoryRow,
    HistoryView,
    RowKind,
)
from sonm_desktop.api.schema.kinds import AddressText
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.schema.views import LARGEST_PAGE, Rows
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services

AccountPath = Annotated[AddressText, Path()]
ViewPath = Annotated[str, Path(max_length=64)]
Time = Annotated[int | None, Query(ge=0, lt=2**63)]
Kinds = Annotated[list[RowKind] | None, Query()]
Text = Annotated[str, Query(max_length=100)]
Offset = Annotated[int, Query(ge=0, lt=2**63)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]


def history_routes(services: Services, gate: Gate) -> APIRouter:
    """Looking needs the scope read."""
    router = APIRouter(prefix="/wallet", tags=["wallet"], dependencies=gate.needs(Scope.READ))
    history = services.history

    @router.get("/accounts/{account}/history")
    async def open_view(
        account: AccountPath,
        *,
        kind: Kinds = None,
        direction: Direction | None = None,
        since: Time = None,
        until: Time = None,
        text: Text = "",
    ) -> HistoryView:
        wanted = HistoryFilter(
            kinds=tuple(kind or ()), direction=direction, since=since, until=until, text=text
        )
        return await history.open(account, wanted)

    @router.get("/history/{view}/rows")
    async def rows(view: ViewPath, offset: Offset = 0, limit: Limit = 100) -> Rows[HistoryRow]:
        return await history.rows(view, offset, limit)

    return router
