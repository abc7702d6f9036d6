"""Routes of what a person was told."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from sonm_desktop.api.schema.notices import Notice, NoticeBoard, ReadNotices
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services

Limit = Annotated[int, Query(ge=1, le=500)]
Since = Annotated[int, Query(ge=0, lt=2**40)]
After = Annotated[int, Query(ge=0, lt=2**63)]


def notice_routes(services: Services, gate: Gate) -> APIRouter:
    """Looking needs the scope read; what is news is for the owner to say."""
    router = APIRouter(prefix="/notices", tags=["notices"])
    answers = services.notices

    @router.get("", dependencies=gate.needs(Scope.READ))
    async def newest(limit: Limit = 100, since: Since = 0, after: After = 0) -> list[Notice]:
        return await answers.newest(limit=limit, since=since, after=after)

    @router.post("/read", dependencies=gate.needs(Scope.ADMIN))
    async def read(request: ReadNotices) -> NoticeBoard:
        return await answers.read_up_to(request.up_to)

    return router
