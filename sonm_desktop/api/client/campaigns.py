"""Calls about campaigns; opening, joining and all that moves money are plans."""

from __future__ import annotations

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.campaigns import (
    Campaign,
    CampaignIncome,
    CampaignReport,
    SignCoupon,
    SignedCoupon,
    SignedPlace,
    SignPlace,
)


class CampaignCalls:
    """`AgentClient.campaigns`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def all(self) -> list[Campaign]:
        """The network's campaigns, newest first."""
        return await self._link.ask_all(Campaign, "/campaigns")

    async def report(self, campaign: str) -> CampaignReport:
        """One with all its places. Raises UserError("campaign.unknown")."""
        return await self._link.ask(CampaignReport, "GET", f"/campaigns/{campaign}")

    async def income(self, account: str) -> CampaignIncome:
        """What campaigns pay to *account*."""
        return await self._link.ask(CampaignIncome, "GET", f"/supply/{account}/campaigns")

    async def sign_place(self, campaign: str, wanted: SignPlace) -> SignedPlace:
        """As its sponsor: a ticket for a place."""
        path = f"/campaigns/{campaign}/places"
        return await self._link.ask(SignedPlace, "POST", path, wanted)

    async def sign_coupon(self, campaign: str, wanted: SignCoupon) -> SignedCoupon:
        """As its sponsor: a ticket for the pay of what somebody did."""
        path = f"/campaigns/{campaign}/coupons"
        return await self._link.ask(SignedCoupon, "POST", path, wanted)
