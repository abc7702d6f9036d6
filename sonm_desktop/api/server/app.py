"""The application: all routes behind one gate and one guard."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server import errors
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.guard import Guard
from sonm_desktop.api.server.ports import Services
from sonm_desktop.api.server.routes.admin import admin_routes
from sonm_desktop.api.server.routes.amendments import amendment_routes
from sonm_desktop.api.server.routes.blacklist import blacklist_routes
from sonm_desktop.api.server.routes.campaigns import campaign_routes
from sonm_desktop.api.server.routes.deals import deal_routes
from sonm_desktop.api.server.routes.deployments import deployment_routes
from sonm_desktop.api.server.routes.doctor import doctor_routes
from sonm_desktop.api.server.routes.dollars import dollar_routes
from sonm_desktop.api.server.routes.health import health_routes
from sonm_desktop.api.server.routes.history import history_routes
from sonm_desktop.api.server.routes.income import income_routes
from sonm_desktop.api.server.routes.market import market_routes
from sonm_desktop.api.server.routes.network import network_routes
from sonm_desktop.api.server.routes.notices import notice_routes
from sonm_desktop.api.server.routes.plans import plan_routes
from sonm_desktop.api.server.routes.pricing import pricing_routes
from sonm_desktop.api.server.routes.settings import setting_routes
from sonm_desktop.api.server.routes.standing import standing_routes
from sonm_desktop.api.server.routes.state import state_routes
from sonm_desktop.api.server.routes.tasks import task_routes
from sonm_desktop.api.server.routes.wallet import money_routes, wallet_routes
from sonm_desktop.api.server.routes.why import why_routes
from sonm_desktop.api.server.routes.workers import (
    local_worker_routes,
    supply_routes,
    worker_routes,
)


def guarded_app(services: Services, stopping: asyncio.Event) -> ASGIApp:
    """What listens: the routes, wrapped. *stopping* ends all streams."""
    return Guard(build_app(services, stopping))


def build_app(services: Services, stopping: asyncio.Event) -> FastAPI:
    """The routes. Their description is served to those who may read: GET /openapi.json."""
    app = FastAPI(title="SONM Desktop", openapi_url=None, docs_url=None, redoc_url=None)
    errors.install(app)
    gate = Gate(services.tokens)
    app.include_router(health_routes(services))
    app.include_router(admin_routes(services, gate))
    for build in _GATED:
        app.include_router(build(services, gate))
    app.include_router(task_routes(services, gate, stopping))
    app.include_router(state_routes(services, gate, stopping))

    @app.get("/openapi.json", dependencies=gate.needs(Scope.READ), include_in_schema=False)
    async def description() -> dict[str, Any]:
        return app.openapi()

    return app


_GATED = (
    network_routes,
    deployment_routes,
    wallet_routes,
    money_routes,
    history_routes,
    income_routes,
    local_worker_routes,
    worker_routes,
    pricing_routes,
    why_routes,
    notice_routes,
    supply_routes,
    market_routes,
    dollar_routes,
    plan_routes,
    deal_routes,
    amendment_routes,
    standing_routes,
    blacklist_routes,
    campaign_routes,
    doctor_routes,
    setting_routes,
)
