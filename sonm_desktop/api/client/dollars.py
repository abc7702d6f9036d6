"""Calls about the price of SNM in USD."""

from __future__ import annotations

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.dollars import PracticePrice, UsdFeed


class DollarCalls:
    """`AgentClient.dollars`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def feed(self) -> UsdFeed:
        """What one SNM costs, or why nobody can tell."""
        return await self._link.ask(UsdFeed, "GET", "/usd")

    async def set_practice_price(self, answer: int) -> UsdFeed:
        """Let one SNM of the practice network cost *answer* / 10^8 USD."""
        body = PracticePrice(answer=answer)
        return await self._link.ask(UsdFeed, "PUT", "/usd/practice", body)
