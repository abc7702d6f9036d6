"""The prices of the agent in memory."""

from __future__ import annotations

from typing import Any

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.pricing import (
    Estimate,
    FloorParts,
    PlanPricing,
    PriceChange,
    PriceRule,
    PriceSetup,
    Pricing,
)
from sonm_desktop.api.schema.worker import SellPlan
from tests.fakes.sample_state import NOW, RATE


class FakePricing:
    """`AgentClient.pricing`; what is said is kept. changes: the log."""

    def __init__(self, agent: Any) -> None:
        self._agent = agent
        self._setup = PriceSetup(kwh=8 * 10**17)
        self._rules: dict[str, PriceRule] = {}
        self.changes: list[PriceChange] = [
            _change(1, "agent.price_market_fell", RATE * 2, RATE),
            _change(2, "agent.price_below_floor", RATE // 2, RATE * 2),
        ]

    async def show(self, worker: str) -> Pricing:
        self._agent.note("pricing", worker)
        status = self._agent.now.worker_status[worker]
        return Pricing(
            worker=worker,
            setup=self._setup,
            watts=self._setup.watts or 97,
            power=Worded.of("agent.power_guessed"),
            plans=tuple(self._plan(one.name, one.plan.rate) for one in status.plans),
        )

    async def set_up(self, worker: str, setup: PriceSetup) -> Pricing:
        self._agent.note("set_up_prices", setup)
        self._setup = setup
        return await self.show(worker)

    async def rule(self, worker: str, plan: str, rule: PriceRule) -> Pricing:
        self._agent.note("price_rule", (plan, rule))
        self._rules[plan] = rule
        return await self.show(worker)

    async def foresee(self, worker: str, plan: SellPlan) -> PlanPricing:
        self._agent.note("foresee", plan)
        return self._plan("", plan.rate)

    async def log(self, worker: str, limit: int = 100) -> list[PriceChange]:
        self._agent.note("price_log", worker)
        return self.changes[:limit]

    def _plan(self, name: str, rate: int) -> PlanPricing:
        rule = self._rules.get(name, PriceRule())
        power, fees = RATE // 10, RATE // 100
        return PlanPricing(
            plan=name,
            rule=rule,
            rate=rate,
            floor=FloorParts(
                electricity=power,
                fees=fees,
                minimum=rule.minimum,
                total=power + fees + rule.minimum,
            ),
            milliwatts=48_500,
            market=RATE * 11 // 10,
            basis=Worded.of("agent.price_of_offers", {"count": 14}),
            seen=2 if rule.automatic else 0,
            needed=5,
            estimate=Estimate(
                low=RATE * 10_000,
                high=RATE * 60_000,
                basis=Worded.of(
                    "agent.estimate_basis", {"machines": 14, "deals": 31, "low": 12, "high": 70}
                ),
            ),
        )


def _change(ago: int, why: str, before: int, after: int) -> PriceChange:
    return PriceChange(
        at=NOW - ago * 3600,
        plan="main",
        before=before,
        after=after,
        floor=RATE // 9,
        market=after,
        why=Worded.of(why),
    )
