"""Automatic prices: told to workers near and far, recorded with their why, kept in restarts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sonm_desktop.agent.answers.pricing import PricingAnswers
from sonm_desktop.agent.pricing.pricer import Pricer
from sonm_desktop.api.schema.pricing import PriceRule, PriceSetup, TariffHours
from sonm_desktop.api.schema.worker import PlanOnSale, SellPlan, WorkerStatus
from sonm_desktop.core.amounts import WeiPerSecond
from sonm_desktop.core.dollars import UsdPrice
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.prices.automatic import CONFIRMATIONS
from sonm_desktop.market.prices.comparables import Comparable
from sonm_desktop.market.supplier.records import NewPrice, PlanChange
from sonm_desktop.store.database import Database
from sonm_desktop.store.price_rules import PriceRules
from sonm_desktop.wallet.messages import Ask
from tests.fakes.sample_state import sample_state
from tests.market_asks import make_ask

WORKER = Address("0x" + "77" * 20)
SNM = 10**18
HOUR = 3600


class _World:
    """One own worker with one plan, a market of others' offers, and a clock."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0
        self.away = False
        self.rate = 1000 * 10**12
        self.others: list[int] = []
        self.told: list[dict[str, NewPrice]] = []
        self.usd: UsdPrice | None = None
        self.usd_rate = 0
        self.supplier = self.reader = self.indexer = self.market = self.dollars = self

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    def held(self) -> _World:
        return self

    def session(self) -> _World:
        return self

    async def status(self, worker: str) -> WorkerStatus:
        self._answer()
        plan = PlanOnSale.model_validate(
            {
                "name": "main",
                "slice": "s",
                "plan": SellPlan(
                    rate=self.rate,
                    usd_rate=self.usd_rate,
                    cpu_percent=400,
                    ram_bytes=8 << 30,
                ),
                "paused": False,
                "state": {"code": "worker.plan_listed", "text": "", "action": ""},
            }
        )
        known = next(iter(sample_state().worker_status.values()))
        return known.model_copy(update={"worker": worker, "plans": (plan,)})

    async def power(self, _worker: Address) -> dict[str, Any]:
        return {"watts": 200, "gpus": 0, "measured": False, "now": None}

    async def workers(self) -> list[Any]:
        return [SimpleNamespace(worker=WORKER, master=WORKER)]

    async def change_plans(self, _worker: Address, change: PlanChange) -> None:
        self._answer()
        self.told.append(dict(change.reprice))
        self.rate, self.usd_rate = change.reprice["main"].rate, change.reprice["main"].usd_rate

    async def price(self) -> UsdPrice | None:
        return self.usd

    async def require(self) -> UsdPrice:
        if self.usd is None:
            raise UserError("chain.feed_no_price")
        return self.usd

    async def pending_time(self) -> int:
        return int(self.time)

    async def opened(self, _since: int, _until: int, *, most: int) -> list[Any]:
        return []

    async def newest_asks(self, _workers: Any) -> dict[Address, Ask]:
        return {}

    async def like(self, wanted: Comparable, *, besides: Any) -> list[Ask]:
        assert WORKER in besides
        asks = [
            make_ask(rate=rate, cpu_percent=400, ram_bytes=8 << 30, worker=f"0x{at:040x}")
            for at, rate in enumerate(self.others, 1)
        ]
        return [ask for ask in asks if wanted.like(ask)]

    async def income(self, _master: Address, **_span: Any) -> Any:
        return SimpleNamespace(total=SimpleNamespace(fees=7 * 86_400 * 10**9))

    def _answer(self) -> None:
        if self.away:
            raise RemoteError("p2p.unreachable")


@pytest.fixture
async def rules(tmp_path: Path) -> AsyncIterator[PriceRules]:
    database = Database(tmp_path / "agent.sqlite", "agent")
    await database.open()
    yield PriceRules(database)
    await database.close()


def priced(world: Any, rules: PriceRules) -> tuple[PricingAnswers, Pricer]:
    pricer = Pricer(networking=world, rules=rules, income=world, clock=world, status=world.status)
    return PricingAnswers(rules, pricer), pricer


async def test_a_price_falls_at_once_rises_with_patience_and_says_why(rules: PriceRules) -> None:
    world = _World()
    answers, pricer = priced(world, rules)
    world.others = [400 * 10**12, 600 * 10**12, 900 * 10**12]
    await answers.rule(WORKER, "main", PriceRule(automatic=True))
    await pricer.look()
    assert world.rate == 600 * 10**12
    world.others = [1200 * 10**12] * 3
    for _ in range(CONFIRMATIONS - 1):
        await pricer.look()
    assert world.rate == 600 * 10**12
    shown = (await answers.show(WORKER)).plans[0]
    assert (shown.seen, shown.needed, shown.market) == (
        CONFIRMATIONS - 1,
        CONFIRMATIONS,
        1200 * 10**12,
    )
    _, after_restart = priced(world, rules)
    await after_restart.look()
    assert world.rate == 1200 * 10**12
    rose, fell = await answers.log(WORKER, 10)
    assert (fell.why.code, fell.before, fell.after) == (
        "agent.price_market_fell",
        1000 * 10**12,
        600 * 10**12,
    )
    assert (rose.why.code, rose.market) == ("agent.price_market_rose", 1200 * 10**12)


async def test_a_plan_in_usd_stays_in_usd_and_comes_to_what_the_market_pays(
    rules: PriceRules,
) -> None:
    world = _World()
    answers, pricer = priced(world, rules)
    world.usd = UsdPrice(answer=5 * 10**6, decimals=8)
    world.rate, world.usd_rate = 0, 50 * 10**12
    world.others = [600 * 10**12] * 3
    await answers.rule(WORKER, "main", PriceRule(automatic=True))
    await pricer.look()
    assert (world.rate, world.usd_rate) == (0, 30 * 10**12)

    world.usd = None
    world.others = [300 * 10**12] * 3
    await pricer.look()
    assert (world.rate, world.usd_rate) == (0, 30 * 10**12)


async def test_the_floor_counts_power_gas_and_the_owners_minimum(rules: PriceRules) -> None:
    world = _World()
    world.others = [1] * 3
    answers, pricer = priced(world, rules)
    all_day = TariffHours(start=0, end=1439, kwh=36 * SNM // 10)
    await answers.set_up(WORKER, PriceSetup(kwh=36 * SNM // 10, hours=(all_day,), coin=10 * SNM))
    await answers.rule(WORKER, "main", PriceRule(automatic=True, minimum=5))
    await pricer.look()
    (plan,) = (await answers.show(WORKER)).plans
    half = 100 * 36 * SNM // 10 // 1000 // HOUR
    assert plan.milliwatts == 100_000
    assert (plan.floor.electricity, plan.floor.fees, plan.floor.minimum) == (half, 10**10, 5)
    assert world.rate == plan.floor.total == half + 10**10 + 5
    assert plan.estimate is not None
    assert plan.estimate.low <= plan.estimate.high
    fixed = await answers.rule(WORKER, "main", PriceRule(automatic=False, minimum=10**18))
    await pricer.look()
    assert fixed.plans[0].rate == world.rate


async def test_costs_in_usd_are_counted_at_what_snm_costs_now_and_never_as_nothing(
    rules: PriceRules,
) -> None:
    world = _World()
    world.others = [1] * 3
    world.usd = UsdPrice(answer=5 * 10**6, decimals=8)
    answers, pricer = priced(world, rules)
    night = TariffHours(start=0, end=1439, kwh=18 * SNM // 100)
    in_usd = PriceSetup(kwh=SNM, hours=(night,), currency="usd", coin=SNM // 2, coin_currency="usd")
    shown = await answers.set_up(WORKER, in_usd)
    await answers.rule(WORKER, "main", PriceRule(automatic=True))
    await pricer.look()
    power = 100 * 36 * SNM // 10 // 1000 // HOUR
    assert world.rate == power + 10**10
    assert shown.plans[0].floor.known
    assert shown.usd is not None
    assert shown.usd.text == "One SNM costs 0.05 USD."

    world.usd = None
    lost = await answers.show(WORKER)
    await pricer.look()
    assert world.rate == power + 10**10
    assert (lost.plans[0].floor.known, lost.plans[0].estimate) == (False, None)
    assert lost.usd is not None
    assert lost.usd.code == "chain.feed_no_price"
    in_snm = await answers.set_up(WORKER, PriceSetup(kwh=SNM, coin_currency="usd"))
    assert in_snm.plans[0].floor.known
    assert in_snm.usd is None


async def test_what_a_plan_could_bring_is_told_before_it_is_on_sale(rules: PriceRules) -> None:
    world = _World()
    world.others = [400 * 10**12] * 3
    answers, _ = priced(world, rules)
    await answers.set_up(WORKER, PriceSetup(kwh=36 * SNM // 10))
    wish = SellPlan(rate=500 * 10**12, cpu_percent=400, ram_bytes=8 << 30)
    foreseen = await answers.foresee(WORKER, wish)
    assert (foreseen.rate, foreseen.market, foreseen.plan) == (wish.rate, 400 * 10**12, "")
    assert foreseen.floor.electricity == 100 * 36 * SNM // 10 // 1000 // HOUR
    assert foreseen.estimate is not None
    assert foreseen.basis.code == "agent.price_of_offers"
    assert foreseen.estimate.basis.code == "agent.estimate_basis"
    large = await answers.foresee(WORKER, wish.model_copy(update={"cpu_percent": 6400}))
    assert large.market is None
    assert large.estimate is not None
    assert large.estimate.basis.code == "agent.estimate_wide"
    assert "3 machines of any size" in large.estimate.basis.text
    assert world.told == []
    (on_sale,) = (await answers.show(WORKER)).plans
    assert on_sale.rate == world.rate


async def test_a_worker_that_is_away_is_priced_when_it_is_back(rules: PriceRules) -> None:
    world = _World()
    answers, pricer = priced(world, rules)
    world.others = [10**12] * 3
    await answers.rule(WORKER, "main", PriceRule(automatic=True))
    world.away = True
    await pricer.look()
    assert (world.told, await answers.log(WORKER, 10)) == ([], [])
    world.away = False
    await pricer.look()
    await pricer.look()
    assert world.told == [{"main": NewPrice(WeiPerSecond(10**12))}]
