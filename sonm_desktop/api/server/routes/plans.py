"""Routes of plans: made, read, committed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Path, Request

from sonm_desktop.api.schema.plans import CommitPlan, Committed, Plan, PlanRequest
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import Gate, caller_of
from sonm_desktop.api.server.ports import Services

PlanPath = Annotated[str, Path(max_length=64)]


def plan_routes(services: Services, gate: Gate) -> APIRouter:
    """Which kinds a caller may plan and commit is the service's business."""
    router = APIRouter(prefix="/plans", tags=["plans"])
    plans = services.plans
    read, trade = gate.needs(Scope.READ), gate.needs(Scope.TRADE)

    @router.post("", dependencies=trade, status_code=201)
    async def make(body: Annotated[PlanRequest, Body()], request: Request) -> Plan:
        return await plans.make(body, caller_of(request))

    @router.get("/{plan}", dependencies=read)
    async def get(plan: PlanPath) -> Plan:
        return await plans.get(plan)

    @router.post("/{plan}/commit", dependencies=trade)
    async def commit(plan: PlanPath, body: CommitPlan, request: Request) -> Committed:
        return await plans.commit(
            plan, caller_of(request), password=body.password, wait_s=body.wait_s
        )

    return router
