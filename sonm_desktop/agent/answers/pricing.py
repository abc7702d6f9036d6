"""Answers about how prices are made."""

from __future__ import annotations

from sonm_desktop.agent.pricing.pricer import Pricer
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.pricing import (
    PlanPricing,
    PriceChange,
    PriceRule,
    PriceSetup,
    Pricing,
)
from sonm_desktop.api.schema.worker import SellPlan
from sonm_desktop.store.price_rules import PriceChangeRecord, PriceRules, RuleRecord
from sonm_desktop.wallet.addresses import parse_address


class PricingAnswers:
    """A `PricingPort`. What is said is recorded; the pricer acts on it."""

    def __init__(self, rules: PriceRules, pricer: Pricer) -> None:
        self._rules = rules
        self._pricer = pricer

    async def show(self, worker: str) -> Pricing:
        return await self._pricer.show(parse_address(worker))

    async def set_up(self, worker: str, setup: PriceSetup) -> Pricing:
        address = parse_address(worker)
        await self._rules.put_setup(address, setup.model_dump_json())
        self._pricer.wake()
        return await self._pricer.show(address)

    async def rule(self, worker: str, plan: str, rule: PriceRule) -> Pricing:
        address = parse_address(worker)
        await self._rules.put_rule(RuleRecord(address, plan, rule.model_dump_json()))
        self._pricer.wake()
        return await self._pricer.show(address)

    async def foresee(self, worker: str, plan: SellPlan) -> PlanPricing:
        return await self._pricer.foresee(parse_address(worker), plan)

    async def log(self, worker: str, limit: int) -> list[PriceChange]:
        changes = await self._rules.changes(parse_address(worker), limit=limit)
        return [_shape(change) for change in changes]


def _shape(change: PriceChangeRecord) -> PriceChange:
    return PriceChange(
        at=change.at,
        plan=change.plan,
        before=change.before,
        after=change.after,
        floor=change.floor,
        market=change.market,
        why=Worded.of(f"agent.price_{change.why}"),
    )
