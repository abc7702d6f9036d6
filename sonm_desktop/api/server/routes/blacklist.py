"""Routes of whom you deal with no more; what everybody can read is changed by plans."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from sonm_desktop.api.schema.blacklist import Blacklist, BlockVerdict, KeepBlocked
from sonm_desktop.api.schema.kinds import AddressText
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services

AccountPath = Annotated[AddressText, Path()]


def blacklist_routes(services: Services, gate: Gate) -> APIRouter:
    """Looking needs the scope read; whom to deal with is for the owner to say."""
    router = APIRouter(prefix="/blacklist", tags=["blacklist"])
    blacklist = services.blacklist
    read, admin = gate.needs(Scope.READ), gate.needs(Scope.ADMIN)

    @router.get("", dependencies=read)
    async def show() -> Blacklist:
        return await blacklist.show()

    @router.get("/{account}", dependencies=read)
    async def check(account: AccountPath) -> BlockVerdict:
        return await blacklist.check(account)

    @router.put("/private/{account}", dependencies=admin)
    async def keep(account: AccountPath, body: KeepBlocked) -> BlockVerdict:
        return await blacklist.keep(account, body)

    @router.delete("/private/{account}", dependencies=admin)
    async def forget(account: AccountPath) -> BlockVerdict:
        return await blacklist.forget(account)

    return router
