"""Calls about how the prices of a worker's plans are made."""

from __future__ import annotations

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.pricing import (
    PlanPricing,
    PriceChange,
    PriceRule,
    PriceSetup,
    Pricing,
)
from sonm_desktop.api.schema.worker import SellPlan


class PricingCalls:
    """`AgentClient.pricing`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def show(self, worker: str) -> Pricing:
        """Costs, floors, the market and estimates of a worker's plans now."""
        return await self._link.ask(Pricing, "GET", f"/workers/{worker}/pricing")

    async def set_up(self, worker: str, setup: PriceSetup) -> Pricing:
        """What electricity and gas cost, and the watts of the machine."""
        return await self._link.ask(Pricing, "PUT", f"/workers/{worker}/pricing", setup)

    async def rule(self, worker: str, plan: str, rule: PriceRule) -> Pricing:
        """Whether a plan's price is automatic, and what must be left of it."""
        return await self._link.ask(Pricing, "PUT", f"/workers/{worker}/pricing/{plan}", rule)

    async def foresee(self, worker: str, plan: SellPlan) -> PlanPricing:
        """What *plan* would cost its owner and could bring; nothing is put on sale."""
        path = f"/workers/{worker}/pricing/foreseen"
        return await self._link.ask(PlanPricing, "POST", path, plan)

    async def log(self, worker: str, limit: int = 100) -> list[PriceChange]:
        """The newest changes of its prices first, each with its why."""
        return await self._link.ask_all(
            PriceChange, f"/workers/{worker}/price-log", query={"limit": limit}
        )
