"""Routes of the settings."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from sonm_desktop.api.schema.settings import ChangeSetting, Setting, SettingKey
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services

KeyPath = Annotated[SettingKey, Path()]


def setting_routes(services: Services, gate: Gate) -> APIRouter:
    """Changing one is the owner's."""
    router = APIRouter(prefix="/settings", tags=["settings"])
    settings = services.settings
    read, admin = gate.needs(Scope.READ), gate.needs(Scope.ADMIN)

    @router.get("", dependencies=read)
    async def all_settings() -> list[Setting]:
        return await settings.all()

    @router.put("/{key}", dependencies=admin)
    async def change(key: KeyPath, body: ChangeSetting) -> Setting:
        return await settings.change(key, body.value)

    return router
