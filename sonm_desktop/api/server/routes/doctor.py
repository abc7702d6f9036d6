"""Routes of the doctor and of the bundle for reports of problems."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from sonm_desktop.api.schema.doctor import Check, Checkup
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services


def doctor_routes(services: Services, gate: Gate) -> APIRouter:
    router = APIRouter(tags=["doctor"])

    @router.post("/doctor", dependencies=gate.needs(Scope.ADMIN))
    async def checkup() -> Checkup:
        return await services.doctor.checkup()

    @router.post("/doctor/engine", dependencies=gate.needs(Scope.ADMIN))
    async def engine() -> Check:
        return await services.doctor.engine()

    @router.post("/diagnostics", dependencies=gate.needs(Scope.ADMIN), response_model=None)
    async def bundle() -> Response:
        return Response(await services.diagnostics.bundle(), media_type="application/zip")

    return router
