"""Who asks to buy, and what became of it: counted for the owner, who wants to know why nobody
rents."""

from __future__ import annotations

from typing import Any

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.store.worker_quotes import WorkerQuotes
from sonm_desktop.wallet.messages import Quote
from sonm_desktop.worker.selling.quote_request import QuoteRequest
from sonm_desktop.worker.selling.supply import Supply

_HOUR_S = 3600
_DAY_HOURS = 24


class Demand:
    """Stands before the supply; every quote that is asked for goes through it."""

    def __init__(self, supply: Supply, counts: WorkerQuotes, clock: Clock) -> None:
        self._supply = supply
        self._counts = counts
        self._clock = clock

    async def quote(self, caller: Address, request: QuoteRequest) -> tuple[Quote, bytes]:
        """As `Supply.quote`, counted."""
        try:
            quoted = await self._supply.quote(caller, request)
        except UserError as refusal:
            await self._counts.count(self._hour(), refusal.code)
            raise
        await self._counts.count(self._hour(), "")
        return quoted

    async def of_a_day(self) -> dict[str, Any]:
        """The last 24 hours, for the status. refused: by code, the most frequent first."""
        counts = await self._counts.since(self._hour() - _DAY_HOURS + 1)
        given = counts.pop("", 0)
        return {"asked": given + sum(counts.values()), "given": given, "refused": counts}

    def _hour(self) -> int:
        return int(self._clock.now()) // _HOUR_S
