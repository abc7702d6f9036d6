"""Gathers what chain, market, wallet and worker say about a worker that earns nothing."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from sonm_desktop.agent.condition.keeper import Conditions
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.pricing.dollars import rate_of
from sonm_desktop.agent.pricing.outlook import outlook, street_of
from sonm_desktop.agent.session import Session
from sonm_desktop.agent.state import StateBoard
from sonm_desktop.agent.why.chain import Demand, Evidence, why
from sonm_desktop.api.schema.pricing import PlanPricing, Pricing
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.why import Why
from sonm_desktop.api.schema.worker import (
    JobCounts,
    QuoteCounts,
    SellPlan,
    SuppliedDeal,
    Worker,
    WorkerStatus,
)
from sonm_desktop.core.errors import CodedError, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.prices.comparables import Comparable
from sonm_desktop.wallet.addresses import parse_address

logger = logging.getLogger(__name__)

_CORE = 100
_DAY_S = 86_400


class WhyAnswers:
    """A `WhyPort`. What the board holds is not asked again."""

    def __init__(
        self,
        networking: Networking,
        board: StateBoard,
        conditions: Conditions,
        show: Callable[[Address], Awaitable[Pricing]],
    ) -> None:
        """show: the prices of a worker."""
        self._networking = networking
        self._board = board
        self._conditions = conditions
        self._show = show

    async def why(self, worker: str) -> Why:
        """Raises UserError("market.no_worker"), RemoteError while no node answers."""
        address = parse_address(worker)
        condition = self._conditions.now(address)
        enrolled = self._board.shelf(Topic.WORKERS).get(address)
        if condition is None or not isinstance(enrolled, Worker):
            raise UserError("market.no_worker", worker=worker)
        status = self._board.shelf(Topic.WORKER_STATUS).get(address)
        known = status if isinstance(status, WorkerStatus) else None
        deals = [
            deal
            for deal in self._board.shelf(Topic.SUPPLIED).values()
            if isinstance(deal, SuppliedDeal) and deal.worker == address
        ]
        plans = _plans(known)
        session = self._networking.session()
        now = int(await session.reader.pending_time())
        return why(
            Evidence(
                worker=address,
                condition=condition,
                indexed=await _indexed(session, address, now),
                identity=min((plan.identity for plan in plans), default=1),
                demand=await self._demand(session, address, plans),
                quotes=known.quotes or QuoteCounts() if known else QuoteCounts(),
                jobs=known.jobs or JobCounts() if known else JobCounts(),
                open_deals=sum(deal.open for deal in deals),
                earned=sum(deal.earned for deal in deals if _lately(deal, now)),
                owed=sum(max(0, deal.earned - deal.paid) for deal in deals),
                gas=await _pays_gas(session, parse_address(enrolled.master)),
            )
        )

    async def _floor(self, worker: Address, plan: SellPlan) -> int:
        """0 while nobody can tell the costs."""
        try:
            pricing = await self._show(worker)
        except CodedError as error:
            logger.info("the costs of %s are not known: %s", worker, error.code)
            return 0
        price = (plan.rate, plan.usd_rate)
        return next((one.floor.total for one in pricing.plans if _price(one) == price), 0)

    async def _demand(
        self, session: Session, worker: Address, plans: list[SellPlan]
    ) -> Demand | None:
        """Of the plan that is on sale; with several of the cheapest for a core."""
        if not plans:
            return None
        usd = await session.market.dollars.price()
        known = [(rate, one) for one in plans if (rate := rate_of(one, usd)) is not None]
        if not known:
            return None
        now, plan = min(known, key=lambda one: one[0] * _CORE // one[1].cpu_percent)
        own = {parse_address(worker) for worker in self._board.shelf(Topic.WORKERS)}
        street = await street_of(session, own)
        seen = await outlook(session, street, plan)
        wanted = Comparable(
            cpu_percent=plan.cpu_percent,
            ram_bytes=plan.ram_bytes,
            gpus=len(plan.gpus),
            fixed=plan.duration > 0,
        )
        offers = await session.market.like(wanted, besides=own)
        of_core = now * _CORE // plan.cpu_percent
        like = [
            deal
            for deal in street.deals
            if deal.worker not in own
            and deal.worker in street.asks
            and wanted.like(street.asks[deal.worker])
        ]
        return Demand(
            rate=now,
            floor=await self._floor(worker, plan),
            market=seen.price.rate if seen.price else None,
            offers=len(offers),
            cheaper=sum(ask.rate * _CORE // ask.cpu_percent < of_core for ask in offers),
            deals=len(like),
        )


def _price(one: PlanPricing) -> tuple[int, int]:
    return 0 if one.usd_rate else one.rate, one.usd_rate


def _plans(status: WorkerStatus | None) -> list[SellPlan]:
    """Those that are not paused."""
    if status is None:
        return []
    several = [one.plan for one in status.plans if not one.paused]
    return several or ([status.plan] if status.plan else [])


def _lately(deal: SuppliedDeal, now: int) -> bool:
    return deal.open or (deal.end or deal.until) > now - _DAY_S


async def _indexed(session: Session, worker: Address, now: int) -> bool:
    """The chain's log holds an offer of *worker* that has not run out."""
    found = (await session.indexer.newest_asks([worker])).get(worker)
    return found is not None and found.expiry > now


async def _pays_gas(session: Session, master: Address) -> bool:
    try:
        signer = await session.acting.sender(master)
    except UserError:
        return False
    return await session.reader.coin_balance(signer.address) > 0
