"""Routes of the network."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from sonm_desktop.api.schema.network import Leaving, NetworkStatus, UseNetwork
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services


def network_routes(services: Services, gate: Gate) -> APIRouter:
    router = APIRouter(prefix="/network", tags=["network"])
    network = services.network
    read, admin = gate.needs(Scope.READ), gate.needs(Scope.ADMIN)

    @router.get("", dependencies=read)
    async def status() -> NetworkStatus:
        return await network.status()

    @router.get("/leaving", dependencies=read)
    async def leaving() -> Leaving:
        return await services.leaving.leaving()

    @router.put("", dependencies=admin)
    async def use(body: UseNetwork) -> NetworkStatus:
        return await network.use(body.network)

    @router.put("/known/{identity}", dependencies=admin)
    async def use_known(identity: Annotated[str, Path(max_length=64)]) -> NetworkStatus:
        return await network.use_known(identity)

    @router.post("/practice", dependencies=admin)
    async def start_practice() -> NetworkStatus:
        return await network.start_practice()

    @router.post("/practice/reset", dependencies=admin)
    async def reset_practice() -> NetworkStatus:
        return await network.reset_practice()

    @router.delete("/practice", dependencies=admin)
    async def stop_practice() -> NetworkStatus:
        return await network.stop_practice()

    return router
