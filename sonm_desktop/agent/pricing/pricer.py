"""Prices that follow costs and market by themselves, for workers here and anywhere.

Runs in the agent, with or without a window. A change is recorded with its why before the worker
is told; what was recorded and not done is found again, because the next look compares with the
price that the worker has.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from sonm_desktop.agent.answers.income import IncomeAnswers
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.pricing.costs import (
    Circumstances,
    Costs,
    costs_of,
    floor_of,
    floor_shape,
    milliwatts,
)
from sonm_desktop.agent.pricing.dollars import new_price, rate_of
from sonm_desktop.agent.pricing.outlook import Outlook, Street, estimate, outlook, street_of
from sonm_desktop.agent.session import Session
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.pricing import PlanPricing, PriceRule, PriceSetup, Pricing
from sonm_desktop.api.schema.worker import PlanOnSale, SellPlan, WorkerStatus
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.dollars import UsdPrice, usd
from sonm_desktop.core.errors import BadReply, CodedError, RemoteError, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.wake import Wake
from sonm_desktop.market.prices.automatic import CONFIRMATIONS, Patience, decide
from sonm_desktop.market.prices.comparables import LOOKED_BACK_S
from sonm_desktop.market.prices.floor import Tariff
from sonm_desktop.market.supplier.records import NewPrice, PlanChange
from sonm_desktop.store.price_rules import PriceChangeRecord, PriceRules, RuleRecord

logger = logging.getLogger(__name__)

LOOK_S = 60.0
_UNKNOWN = Costs(Tariff(), 0)
_WAIT_S = 1.0


class Pricer:
    """*status*: asks a worker how it is, and lets faces see that."""

    def __init__(
        self,
        *,
        networking: Networking,
        rules: PriceRules,
        income: IncomeAnswers,
        clock: Clock,
        status: Callable[[str], Awaitable[WorkerStatus]],
        look_s: float = LOOK_S,
    ) -> None:
        self._networking = networking
        self._rules = rules
        self._income = income
        self._clock = clock
        self._status = status
        self._look_s = look_s
        self._turn = asyncio.Lock()
        self._wake = Wake()

    def wake(self) -> None:
        """A rule or a cost has changed: look now."""
        self._wake.ring()

    async def run(self) -> None:
        """For ever, for a supervisor."""
        while True:
            if self._networking.held() is None:
                await asyncio.sleep(_WAIT_S)
                continue
            await self.look()
            await self._wake.within(self._look_s)

    async def look(self) -> None:
        """One look at every plan whose price is automatic; who is away is looked at later."""
        async with self._turn:
            automatic: dict[Address, list[RuleRecord]] = {}
            for record in await self._rules.rules():
                if rule_of(record).automatic:
                    automatic.setdefault(record.worker, []).append(record)
            for worker, records in automatic.items():
                try:
                    await self._price(worker, records)
                except CodedError as error:
                    logger.info("the prices of %s wait: %s", worker, error.code)

    async def show(self, worker: Address) -> Pricing:
        """Everything about the prices of *worker* now. Raises UserError, RemoteError."""
        session = self._networking.session()
        setup, status = await self._setup(worker), await self._status(worker)
        around, power = await self._around(session, worker, status)
        street = await self._street(session)
        records = {one.plan: one for one in await self._rules.rules() if one.worker == worker}
        price = await session.market.dollars.price()
        plans = []
        for one in status.plans:
            record = records.get(one.name, RuleRecord(worker, one.name, "{}"))
            seen = await outlook(session, street, one.plan)
            plans.append(_shown(one.plan, record, setup, around, seen, price=price))
        return Pricing(
            worker=worker,
            setup=setup,
            watts=around.watts if setup.watts is None else setup.watts,
            power=power if setup.watts is None else Worded.of("agent.power_said"),
            usd=await _converting(session) if setup.in_usd else None,
            plans=tuple(plans),
        )

    async def foresee(self, worker: Address, plan: SellPlan) -> PlanPricing:
        """As `show`, of a plan that is not on sale yet; nothing is changed."""
        session = self._networking.session()
        setup, status = await self._setup(worker), await self._status(worker)
        around, _ = await self._around(session, worker, status)
        alone = replace(around, plans=max(1, around.plans))
        seen = await outlook(session, await self._street(session), plan)
        price = await session.market.dollars.price()
        return _shown(plan, RuleRecord(worker, "", "{}"), setup, alone, seen, price=price)

    async def _price(self, worker: Address, records: list[RuleRecord]) -> None:
        session = self._networking.session()
        setup, status = await self._setup(worker), await self._status(worker)
        plans = {one.name: one for one in status.plans}
        around, _ = await self._around(session, worker, status)
        street = await self._street(session)
        price = await session.market.dollars.price()
        costs = costs_of(setup, price)
        if costs is None:
            raise UserError("agent.costs_in_usd")
        changes: dict[str, NewPrice] = {}
        for record in records:
            one = plans.get(record.plan)
            before = None if one is None else rate_of(one.plan, price)
            if one is None or before is None:
                continue
            seen = await outlook(session, street, one.plan)
            floor = floor_of(
                one.plan,
                rule_of(record),
                costs,
                around,
                drawn=milliwatts(one.plan, around, setup),
            )
            rate = await self._decide(record, one, floor.total, seen, before=before)
            if rate != before:
                changes[one.name] = new_price(one.plan, rate, price)
        if changes:
            await session.supplier.change_plans(worker, PlanChange(reprice=changes))
            await self._status(worker)

    async def _decide(
        self, record: RuleRecord, one: PlanOnSale, floor: int, seen: Outlook, *, before: int
    ) -> int:
        """The next rate after *before*, which the plan comes to now; never below *floor*."""
        market = seen.price.rate if seen.price else None
        decision = decide(before, floor, market, Patience(record.seen, record.least))
        patience = decision.patience
        await self._rules.put_rule(replace(record, seen=patience.seen, least=patience.least))
        if decision.rate != before:
            logger.info("the price of %s of %s: %s", one.name, record.worker, decision.why)
            await self._rules.add_change(
                PriceChangeRecord(
                    worker=record.worker,
                    plan=one.name,
                    at=int(self._clock.now()),
                    before=before,
                    after=decision.rate,
                    floor=floor,
                    market=market,
                    why=str(decision.why),
                )
            )
        return decision.rate

    async def _setup(self, worker: Address) -> PriceSetup:
        known = await self._rules.setup(worker)
        return PriceSetup() if known is None else PriceSetup.model_validate_json(known)

    async def _street(self, session: Session) -> Street:
        own = {one.worker for one in await session.supplier.workers()}
        return await street_of(session, own)

    async def _around(
        self, session: Session, worker: Address, status: WorkerStatus
    ) -> tuple[Circumstances, Worded]:
        told = await session.supplier.power(worker)
        watts, graphics = told.get("watts"), told.get("gpus")
        if type(watts) is not int or type(graphics) is not int or not 0 <= graphics <= watts:
            raise BadReply("the power of a worker")
        now = datetime.fromtimestamp(self._clock.now())
        processor = status.hardware.get("processor")
        cores = processor.get("cores") if isinstance(processor, dict) else 0
        gpus = status.hardware.get("gpus")
        around = Circumstances(
            watts=watts,
            gpu_watts=graphics,
            cores=cores if type(cores) is int else 0,
            gpus=len(gpus) if isinstance(gpus, list) else 0,
            spent=await self._gas(session, worker),
            spent_s=LOOKED_BACK_S,
            minute=now.hour * 60 + now.minute,
            plans=len(status.plans),
        )
        known = "agent.power_read" if told.get("measured") is True else "agent.power_guessed"
        return around, Worded.of(known)

    async def _gas(self, session: Session, worker: Address) -> int:
        """Wei of coin that the worker's account spent on gas in the days looked at."""
        row = next((one for one in await session.supplier.workers() if one.worker == worker), None)
        if row is None:
            raise UserError("market.no_worker", worker=worker)
        since = int(await session.reader.pending_time()) - LOOKED_BACK_S
        try:
            income = await self._income.income(
                row.master, since=max(0, since), until=None, by="day"
            )
        except UserError as error:
            logger.debug("the gas of %s is not known: %s", row.master, error.code)
            return 0
        return income.total.fees


def rule_of(record: RuleRecord) -> PriceRule:
    return PriceRule.model_validate_json(record.rule)


def _shown(
    plan: SellPlan,
    record: RuleRecord,
    setup: PriceSetup,
    around: Circumstances,
    seen: Outlook,
    *,
    price: UsdPrice | None,
) -> PlanPricing:
    rule, rate = rule_of(record), rate_of(plan, price)
    costs, drawn = costs_of(setup, price), milliwatts(plan, around, setup)
    floor = floor_of(plan, rule, costs or _UNKNOWN, around, drawn=drawn)
    return PlanPricing(
        plan=record.plan,
        rule=rule,
        rate=rate or 0,
        usd_rate=plan.usd_rate,
        floor=floor_shape(floor, known=costs is not None),
        milliwatts=drawn,
        market=seen.price.rate if seen.price else None,
        basis=seen.basis,
        seen=record.seen,
        needed=CONFIRMATIONS,
        estimate=None if rate is None or costs is None else estimate(rate, floor, seen),
    )


async def _converting(session: Session) -> Worded:
    """What one SNM costs in USD, or why nobody can tell."""
    try:
        price = await session.market.dollars.require()
    except (UserError, RemoteError) as error:
        return Worded.of_error(error)
    return Worded.of("agent.usd_price", {"price": usd(price.one_snm)})
