"""Calls about whom you deal with no more; public lists are changed by plans."""

from __future__ import annotations

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.blacklist import Blacklist, BlockVerdict, KeepBlocked


class BlacklistCalls:
    """`AgentClient.blacklist`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def show(self) -> Blacklist:
        """Whom you have blocked, and whose lists you follow."""
        return await self._link.ask(Blacklist, "GET", "/blacklist")

    async def check(self, account: str) -> BlockVerdict:
        """What your lists say of *account*, or of the owner of that machine."""
        return await self._link.ask(BlockVerdict, "GET", f"/blacklist/{account}")

    async def keep(self, account: str, reason: str = "") -> BlockVerdict:
        """Refuse *account* without telling the chain."""
        body = KeepBlocked(reason=reason)
        return await self._link.ask(BlockVerdict, "PUT", f"/blacklist/private/{account}", body)

    async def forget(self, account: str) -> BlockVerdict:
        """Take *account* off the private list."""
        return await self._link.ask(BlockVerdict, "DELETE", f"/blacklist/private/{account}")
