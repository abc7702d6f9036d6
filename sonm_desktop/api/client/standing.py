"""Calls about who people are and what is said of them; writing and rating are plans."""

from __future__ import annotations

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.standing import DealRatings, Person, Reputation, Validators


class StandingCalls:
    """`AgentClient.standing`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def person(self, account: str) -> Person:
        """The profile of *account* and who vouches for it."""
        return await self._link.ask(Person, "GET", f"/people/{account}")

    async def reputation(self, account: str) -> Reputation:
        """What is said of *account*: what counts for you, and apart the rest."""
        return await self._link.ask(Reputation, "GET", f"/people/{account}/reputation")

    async def validators(self) -> Validators:
        """Whose word counts on this network, and for you."""
        return await self._link.ask(Validators, "GET", "/validators")

    async def deal(self, deal: str) -> DealRatings:
        """What both sides said of *deal*, and whether you can. Raises "standing.no_deal"."""
        return await self._link.ask(DealRatings, "GET", f"/deals/{deal}/ratings")

    async def skip(self, deal: str, *, skip: bool = True) -> DealRatings:
        """Never ask about *deal* again, or do."""
        method = "PUT" if skip else "DELETE"
        return await self._link.ask(DealRatings, method, f"/deals/{deal}/ratings/skip")
