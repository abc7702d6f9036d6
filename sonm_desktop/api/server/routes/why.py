"""The route of the question why a worker earns nothing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from sonm_desktop.api.schema.kinds import AddressText
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.schema.why import Why
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services

WorkerPath = Annotated[AddressText, Path()]


def why_routes(services: Services, gate: Gate) -> APIRouter:
    """Costs some questions to chain and market: asked when somebody wants to know."""
    router = APIRouter(prefix="/workers/{worker}", tags=["workers"])

    @router.get("/why", dependencies=gate.needs(Scope.READ))
    async def why(worker: WorkerPath) -> Why:
        return await services.why.why(worker)

    return router
