"""What the market says about a plan: the price of its like, and how much the like is rented."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sonm_desktop.agent.session import Session
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.pricing import Estimate
from sonm_desktop.api.schema.worker import SellPlan
from sonm_desktop.chain.index.records import IndexedDeal
from sonm_desktop.core.ids import Address
from sonm_desktop.market.prices.comparables import (
    LOOKED_BACK_S,
    Comparable,
    MarketPrice,
    Usage,
    asked,
    market_price,
    paid,
    usage,
)
from sonm_desktop.market.prices.floor import Floor, net
from sonm_desktop.wallet.messages import Ask

MOST_DEALS = 5000
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Street:
    """Deals of the last days, and the machines that they ran on."""

    since: int
    now: int
    deals: Sequence[IndexedDeal]
    asks: dict[Address, Ask]
    own: Collection[Address]


@dataclass(frozen=True, slots=True)
class Outlook:
    """price: None where there is too little to compare with. wide: usage is that of machines of
    any size."""

    price: MarketPrice | None
    usage: Usage | None
    wide: bool = False

    @property
    def basis(self) -> Worded:
        """What the price is made of, in words."""
        if self.price is None:
            return Worded.of("agent.price_of_nothing")
        if self.price.deals:
            return Worded.of("agent.price_of_deals", {"count": self.price.deals})
        return Worded.of("agent.price_of_offers", {"count": self.price.offers})


async def street_of(session: Session, own: Collection[Address]) -> Street:
    """The market of the last days. Raises RemoteError while no node answers."""
    now = int(await session.reader.pending_time())
    since = max(0, now - LOOKED_BACK_S)
    deals = await session.indexer.opened(since, now, most=MOST_DEALS)
    asks = await session.indexer.newest_asks(sorted({deal.worker for deal in deals}))
    return Street(since, now, deals, dict(asks), own)


async def outlook(session: Session, street: Street, plan: SellPlan) -> Outlook:
    """What *street* and the offers of now say about *plan*."""
    wanted = Comparable(
        cpu_percent=plan.cpu_percent,
        ram_bytes=plan.ram_bytes,
        gpus=len(plan.gpus),
        fixed=plan.duration > 0,
    )
    offers = await session.market.like(wanted, besides=street.own)
    deals = paid(wanted, street.deals, street.asks, street.own)
    price = market_price(wanted, deals, asked(offers))
    used = _usage(wanted, street, offers)
    if used is not None:
        return Outlook(price, used)
    anything = replace(wanted, any_size=True)
    others = await session.market.like(anything, besides=street.own)
    return Outlook(price, _usage(anything, street, others), wide=True)


def _usage(wanted: Comparable, street: Street, offers: Sequence[Ask]) -> Usage | None:
    machines = {ask.worker: ask for ask in offers} | street.asks
    return usage(wanted, street.deals, machines, street.own, since=street.since, now=street.now)


def estimate(rate: int, floor: Floor, outlook: Outlook) -> Estimate | None:
    """What a day could bring at *rate*, if it is rented as its like were; where too few of them
    are, as machines of any size were, and the basis says so."""
    seen = outlook.usage
    if seen is None:
        return None
    left = net(rate, floor) + floor.fees
    low, high = (
        left * part * _DAY_S // 1000 - floor.fees * _DAY_S for part in (seen.low, seen.high)
    )
    return Estimate(
        low=min(low, high),
        high=max(low, high),
        basis=Worded.of(
            "agent.estimate_wide" if outlook.wide else "agent.estimate_basis",
            {
                "machines": seen.machines,
                "deals": seen.deals,
                "low": seen.low // 10,
                "high": seen.high // 10,
            },
        ),
    )
