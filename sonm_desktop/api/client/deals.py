"""Calls about the deals of a customer; buying, topping up and closing are plans."""

from __future__ import annotations

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.deals import Deal, SetStandingLimit, StandingLimit


class DealCalls:
    """`AgentClient.deals`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def all(self, account: str | None = None) -> list[Deal]:
        """Deals that *account* (default: any of mine) pays, newest first."""
        return await self._link.ask_all(Deal, "/deals", query={"account": account})

    async def show(self, deal: str) -> Deal:
        """Raises UserError("rental.no_deal")."""
        return await self._link.ask(Deal, "GET", f"/deals/{deal}")

    async def standing_limit(self, account: str) -> StandingLimit:
        """The most that one purchase may cost without a maximum of its own."""
        return await self._link.ask(StandingLimit, "GET", f"/limits/{account}")

    async def set_standing_limit(self, account: str, limit: int | None) -> StandingLimit:
        body = SetStandingLimit(account=account, limit=limit)
        return await self._link.ask(StandingLimit, "PUT", "/limits", body)
