"""Routes of the whole state and of its changes."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services
from sonm_desktop.api.server.streams import LineStream

Run = Annotated[str, Query(max_length=64)]
After = Annotated[int, Query(ge=0, lt=2**63)]


def state_routes(services: Services, gate: Gate, stopping: asyncio.Event) -> APIRouter:
    router = APIRouter(tags=["state"], dependencies=gate.needs(Scope.READ))

    @router.get("/state")
    async def read() -> State:
        return await services.state.read()

    @router.get("/events", response_model=None)
    async def events(run: Run = "", after: After = 0) -> Response:
        return LineStream(services.state.events(run, after), stopping)

    return router
