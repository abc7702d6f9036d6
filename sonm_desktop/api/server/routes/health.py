"""Routes that need no token: who is there, and the proof that it is he."""

from __future__ import annotations

import os
from importlib import metadata

from fastapi import APIRouter, Request

from sonm_desktop.api.proof import proof_of
from sonm_desktop.api.schema.health import API_VERSION, Health, Proof, ProofRequest
from sonm_desktop.api.server.ports import Services
from sonm_desktop.core.errors import UserError

_NOBODY = bytes(32)
"""Stands in for an unknown token, so that the answer does not tell which ones exist."""


def health_routes(services: Services) -> APIRouter:
    router = APIRouter(tags=["health"])
    version = metadata.version("sonm-desktop")

    @router.get("/health")
    async def health() -> Health:
        return Health(
            api=API_VERSION,
            version=version,
            profile=services.profile,
            run=services.run,
            pid=os.getpid(),
            started=services.started,
        )

    @router.post("/proof")
    async def proof(body: ProofRequest, request: Request) -> Proof:
        server = request.scope.get("server")
        if server is None or server[1] is None:
            raise UserError("agent.no_route")
        hashed = await services.tokens.hash_of(body.token) or _NOBODY
        return Proof(proof=proof_of(hashed, nonce=body.nonce, port=int(server[1])))

    return router
