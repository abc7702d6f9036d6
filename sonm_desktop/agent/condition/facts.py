"""What is known of a worker, as far as its state depends on it."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field

from sonm_desktop.agent.pricing.dollars import rate_of
from sonm_desktop.api.schema.dollars import UNKNOWN, UsdFeed
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.network import NetworkStatus
from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.worker import LocalWorker, SuppliedDeal, Worker, WorkerStatus

THIS_PC = ""
"""The key of this machine's state, which exists without a worker too."""


@dataclass(frozen=True, slots=True)
class Facts:
    """local: of this machine; None for a worker elsewhere. silent: it did not answer just now.

    deals: those of the worker. now: the agent's clock. floors: by plan, what it costs at least.
    usd: what one SNM costs, as far as it is known.
    """

    network: NetworkStatus
    local: LocalWorker | None
    worker: Worker | None
    status: WorkerStatus | None
    deals: tuple[SuppliedDeal, ...]
    silent: bool
    now: float
    floors: Mapping[str, int] = field(default_factory=dict)
    usd: UsdFeed | None = None

    @property
    def loses(self) -> bool:
        """A plan on sale takes less than it costs."""
        usd = self.usd.price if self.usd else None
        plans = self.status.plans if self.status else ()
        rates = {one.name: rate_of(one.plan, usd) for one in plans if not one.paused}
        floors = self.floors
        return any(rate is not None and rate < floors.get(name, 0) for name, rate in rates.items())

    @property
    def unpriced(self) -> Worded | None:
        """Why a plan in USD gets no quotes now: the market's feed names no price that counts."""
        plans = self.status.plans if self.status else ()
        sold = any(one.plan.usd_rate and not one.paused for one in plans)
        if not sold or self.usd is None or self.usd.usable or self.usd.state.code == UNKNOWN:
            return None
        return self.usd.state

    @property
    def unpaid(self) -> bool:
        """Every open deal has run out of promised time."""
        time, open_deals = self.network.time, [deal for deal in self.deals if deal.open]
        return bool(open_deals) and time is not None and all(d.until <= time for d in open_deals)

    @property
    def fixed(self) -> bool:
        """Somebody rents it for a time that is agreed."""
        return any(deal.open and deal.end is not None for deal in self.deals)

    @property
    def lan_only(self) -> bool:
        """Nobody outside the owner's network can dial the worker."""
        worker = self.worker
        if worker is None or worker.relay or self.network.practice or not worker.addresses:
            return False
        return all(_is_private(address) for address in worker.addresses)


def facts_of(
    worker: str,
    *,
    network: NetworkStatus,
    local: LocalWorker,
    workers: Mapping[str, Worker],
    statuses: Mapping[str, WorkerStatus],
    supplied: Mapping[str, SuppliedDeal],
    silent: bool,
    now: float,
    floors: Mapping[str, int] | None = None,
    usd: UsdFeed | None = None,
) -> Facts:
    """The facts of *worker*, or with `THIS_PC` of this machine."""
    here = worker in (THIS_PC, local.worker)
    address = local.worker or "" if here else worker
    return Facts(
        network=network,
        local=local if here else None,
        worker=workers.get(address),
        status=statuses.get(address),
        deals=tuple(deal for deal in supplied.values() if deal.worker == address),
        silent=silent,
        now=now,
        floors=floors or {},
        usd=usd,
    )


def facts_in(state: State, worker: str = THIS_PC, *, now: float) -> Facts:
    """As *state* tells them to a face."""
    return facts_of(
        worker,
        network=state.network,
        local=state.local_worker,
        workers=state.workers,
        statuses=state.worker_status,
        supplied=state.supplied,
        silent=False,
        now=now,
        usd=state.usd,
    )


def _is_private(place: str) -> bool:
    """*place*: ``ip:port``; a name that is no address may be anywhere."""
    try:
        return ipaddress.ip_address(place.rpartition(":")[0].strip("[]")).is_private
    except ValueError:
        return False
