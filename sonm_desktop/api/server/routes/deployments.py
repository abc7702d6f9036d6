"""Routes of deployments: a network's contracts on a chain of one's choice."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from sonm_desktop.api.schema.deployment import (
    CommitDeployment,
    Deployment,
    DeployNetwork,
    SourceBundle,
)
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services

DeploymentPath = Annotated[str, Path(max_length=64)]


def deployment_routes(services: Services, gate: Gate) -> APIRouter:
    router = APIRouter(prefix="/network/deployments", tags=["network"])
    deployments = services.deployments
    read, admin = gate.needs(Scope.READ), gate.needs(Scope.ADMIN)

    @router.post("", dependencies=admin, status_code=201)
    async def plan(body: DeployNetwork) -> Deployment:
        return await deployments.plan(body)

    @router.get("", dependencies=read)
    async def every() -> list[Deployment]:
        return await deployments.all()

    @router.get("/{deployment}", dependencies=read)
    async def get(deployment: DeploymentPath) -> Deployment:
        return await deployments.get(deployment)

    @router.post("/{deployment}/commit", dependencies=admin)
    async def commit(deployment: DeploymentPath, body: CommitDeployment) -> Deployment:
        return await deployments.commit(deployment, body.password, wait_s=body.wait_s)

    @router.get("/{deployment}/sources", dependencies=read)
    async def sources(deployment: DeploymentPath) -> SourceBundle:
        return await deployments.sources(deployment)

    return router
