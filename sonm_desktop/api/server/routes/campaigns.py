"""Routes of campaigns; what moves money is a plan, what a sponsor signs is a ticket."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from sonm_desktop.api.schema.campaigns import (
    Campaign,
    CampaignIncome,
    CampaignReport,
    SignCoupon,
    SignedCoupon,
    SignedPlace,
    SignPlace,
)
from sonm_desktop.api.schema.kinds import AddressText, HashText
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services

CampaignPath = Annotated[HashText, Path()]
AccountPath = Annotated[AddressText, Path()]


def campaign_routes(services: Services, gate: Gate) -> APIRouter:
    """Looking needs the scope read; a signed place gives budget away, which is the owner's."""
    router = APIRouter(tags=["campaigns"])
    campaigns = services.campaigns
    read, admin = gate.needs(Scope.READ), gate.needs(Scope.ADMIN)

    @router.get("/campaigns", dependencies=read)
    async def listed() -> list[Campaign]:
        return await campaigns.all()

    @router.get("/campaigns/{campaign}", dependencies=read)
    async def report(campaign: CampaignPath) -> CampaignReport:
        return await campaigns.report(campaign)

    @router.post("/campaigns/{campaign}/places", dependencies=admin)
    async def sign_place(campaign: CampaignPath, body: SignPlace) -> SignedPlace:
        return await campaigns.sign_place(campaign, body)

    @router.post("/campaigns/{campaign}/coupons", dependencies=admin)
    async def sign_coupon(campaign: CampaignPath, body: SignCoupon) -> SignedCoupon:
        return await campaigns.sign_coupon(campaign, body)

    @router.get("/supply/{account}/campaigns", dependencies=read)
    async def income(account: AccountPath) -> CampaignIncome:
        return await campaigns.income(account)

    return router
