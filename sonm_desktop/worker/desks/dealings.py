"""What the master is told of the deals, and signs of them."""

from __future__ import annotations

from typing import Any

from sonm_desktop.store.worker_deals import DealPhase, WorkerDeal, WorkerDeals
from sonm_desktop.worker.deals.amendments import Amendments
from sonm_desktop.worker.deals.settlements import Settlements
from sonm_desktop.worker.deals.status import DealStatus
from sonm_desktop.worker.deals.vouchers import VoucherBook
from sonm_desktop.worker.desks.request import number_of, text_of

_MOST_DEALS = 100


class DealingsDesk:
    """The methods ``worker.deals``, ``jobs``, ``vouchers`` and the payee's words; the caller was
    checked before."""

    def __init__(
        self,
        *,
        deals: WorkerDeals,
        status: DealStatus,
        vouchers: VoucherBook,
        settlements: Settlements,
        amendments: Amendments,
    ) -> None:
        self._deals = deals
        self._status = status
        self._vouchers = vouchers
        self._settlements = settlements
        self._amendments = amendments

    async def deals(self, _body: dict[str, Any]) -> dict[str, Any]:
        newest = (await self._deals.all())[:_MOST_DEALS]
        return {"deals": [await self._status.of_deal(deal) for deal in newest]}

    async def jobs(self, _body: dict[str, Any]) -> dict[str, Any]:
        """The deals that hold a part of the machine now, and what their jobs use of it."""
        return {"jobs": [await self._status.of_job(deal) for deal in await open_deals(self._deals)]}

    async def vouchers(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"vouchers": await self._vouchers.after(number_of(body, "after"))}

    async def settlements(self, _body: dict[str, Any]) -> dict[str, Any]:
        """All that customers wait for, so that one question is enough."""
        waiting = self._settlements.waiting()
        asked = {word["settle"]["deal"] for word in waiting}
        deals = [deal for deal in await self._deals.unfinished() if deal.deal not in asked]
        deals += [deal for one in asked if (deal := await self._deals.get(one)) is not None]
        return {
            "settlements": waiting,
            "held": await self._status.unbilled(deals),
            "amendments": self._amendments.waiting(),
            "declined": self._amendments.declined(),
        }

    async def settle(self, body: dict[str, Any]) -> dict[str, Any]:
        """Our signature for the customer, or with *refused* the code of why there is none."""
        if "refused" in body:
            code = text_of(body, "refused")
            return {"accepted": self._settlements.refuse(body.get("settle"), code)}
        return {
            "accepted": await self._settlements.answer(body.get("settle"), body.get("signature"))
        }

    async def amend(self, body: dict[str, Any]) -> dict[str, Any]:
        """Our signature; with *waits* or *refused* the code of why there is none yet, or ever."""
        return {"accepted": await self._amendments.answer(body)}

    async def offers(self, body: dict[str, Any]) -> dict[str, Any]:
        """Other terms that customers may have if they want."""
        self._amendments.put_offers(body.get("offers"))
        return {}


async def open_deals(deals: WorkerDeals) -> list[WorkerDeal]:
    """Those that hold a part of the machine."""
    return [deal for deal in await deals.unfinished() if deal.state is not DealPhase.ENDED]
