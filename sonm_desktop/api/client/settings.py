"""What a person may choose."""

from __future__ import annotations

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.settings import ChangeSetting, Setting


class SettingsCalls:
    """`AgentClient.settings`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def all(self) -> list[Setting]:
        """Every option with its value."""
        return await self._link.ask_all(Setting, "/settings")

    async def change(self, key: str, value: str) -> Setting:
        """Choose *value*. Raises UserError: settings.unknown_option, settings.bad_value."""
        body = ChangeSetting(value=value)
        return await self._link.ask(Setting, "PUT", f"/settings/{key}", body)
