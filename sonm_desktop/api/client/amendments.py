"""Calls about other terms for running deals; a customer asks for them by a plan."""

from __future__ import annotations

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.amendments import (
    Amendment,
    AmendmentSide,
    AnswerAmendment,
    OfferTerms,
)


class AmendmentCalls:
    """`AgentClient.amendments`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def all(self, deal: str | None = None) -> list[Amendment]:
        """The newest first; of *deal*, also what the chain alone tells."""
        return await self._link.ask_all(Amendment, "/amendments", query={"deal": deal})

    async def offer(self, request: OfferTerms) -> Amendment:
        """As the supplier; what only favours the customer is done at once. Raises UserError."""
        return await self._link.ask(Amendment, "POST", "/amendments", request)

    async def answer(self, amendment: str, *, agree: bool) -> Amendment:
        """As the supplier, to what a customer asks for. Raises UserError."""
        body = AnswerAmendment(agree=agree)
        return await self._link.ask(
            Amendment, "POST", f"/amendments/selling/{amendment}/answer", body
        )

    async def drop(self, side: AmendmentSide, amendment: str) -> Amendment:
        """Want it no longer, or as the customer not have what was offered. Raises UserError."""
        return await self._link.ask(Amendment, "POST", f"/amendments/{side}/{amendment}/drop")
