"""Routes of the agent itself: its tokens, and its end."""

from __future__ import annotations

from fastapi import APIRouter

from sonm_desktop.api.schema.tokens import IssuedToken, NewToken, Scope, Token
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services


def admin_routes(services: Services, gate: Gate) -> APIRouter:
    router = APIRouter(tags=["agent"], dependencies=gate.needs(Scope.ADMIN))
    tokens = services.tokens

    @router.get("/tokens")
    async def all_tokens() -> list[Token]:
        return await tokens.all()

    @router.post("/tokens", status_code=201)
    async def issue(body: NewToken) -> IssuedToken:
        return await tokens.issue(body)

    @router.delete("/tokens/{token}", status_code=204)
    async def revoke(token: str) -> None:
        await tokens.revoke(token)

    @router.post("/shutdown", status_code=204)
    async def shut_down() -> None:
        await services.shut_down()

    return router
