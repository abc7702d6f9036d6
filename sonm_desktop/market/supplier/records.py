"""What a supplier sees and decides: workers, what they sell, deals, money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.dollars import UsdPerSecond
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market.held import NEVER_HELD, Held

DAY_S = 86_400
NO_USD = UsdPerSecond(0)
DEFAULT_MAX_DURATION_S = 30 * DAY_S


@dataclass(frozen=True, slots=True)
class AskPlan:
    """What a worker puts on sale. rate: wei per second. duration: 0 spot, else the longest, s.

    notice: s. window: hours. identity: the least level of a customer. network: none,
    outgoing or incoming, with its rates in bits per second and its prices in wei per GiB, to
    and from jobs. sandbox: strict or compatible. gpus: ids of devices. minimum: s that are paid
    however early a deal ends. usd_rate: 10^-18 USD per second, converted when a deal is
    taken; then rate is 0.
    """

    rate: WeiPerSecond
    duration: int = 0
    notice: int = 0
    window: int = 48
    cpu_percent: int = 100
    ram_bytes: int = 1 << 30
    storage_bytes: int = 1 << 30
    identity: int = 1
    network: str = "none"
    ingress_bps: int = 0
    egress_bps: int = 0
    ingress_price: int = 0
    egress_price: int = 0
    sandbox: str = "strict"
    gpus: tuple[str, ...] = ()
    minimum: int = 0
    usd_rate: UsdPerSecond = NO_USD


@dataclass(frozen=True, slots=True)
class NamedPlan:
    """A plan under the name by which its master speaks of it."""

    name: str
    plan: AskPlan
    paused: bool = False


@dataclass(frozen=True, slots=True)
class NewPrice:
    """One of the two is 0: wei, or 10^-18 USD, per second."""

    rate: WeiPerSecond
    usd_rate: UsdPerSecond = NO_USD


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What happens to a worker's plans, all of it or nothing. only: what is not put goes.

    reprice: new prices by name.
    """

    put: tuple[NamedPlan, ...] = ()
    remove: tuple[str, ...] = ()
    pause: tuple[str, ...] = ()
    resume: tuple[str, ...] = ()
    reprice: Mapping[str, NewPrice] = field(default_factory=dict)
    only: bool = False

    def to_wire(self) -> dict[str, Any]:
        return {
            "put": [
                {"name": one.name, "plan": asdict(one.plan), "paused": one.paused}
                for one in self.put
            ],
            "remove": list(self.remove),
            "pause": list(self.pause),
            "resume": list(self.resume),
            "reprice": [
                {"name": name, "rate": price.rate, "usd_rate": price.usd_rate}
                for name, price in self.reprice.items()
            ],
            "only": self.only,
        }


@dataclass(frozen=True, slots=True)
class EnrolledWorker:
    """A worker of a master account. bound: the binding is on the chain and runs.

    reason: the code of why it is not on sale; empty when it is. reachable: it answered lately.
    announced: the digest of the ask that the chain's log holds, or empty.
    """

    worker: Address
    master: Address
    endpoint: str
    addresses: tuple[str, ...]
    relay: str
    bound: bool
    reachable: bool
    announced: str
    reason: str


@dataclass(frozen=True, slots=True)
class SuppliedDeal:
    """A deal that pays one of my accounts. earned: up to now; paid: a part of it. held: time in
    which our worker held the job, which earned nothing."""

    deal: DealId
    worker: Address
    consumer: Address
    payee: Address
    rate: WeiPerSecond
    earned: Wei
    paid: Wei
    until: int
    end: int
    open: bool
    held: Held = NEVER_HELD


@dataclass(frozen=True, slots=True)
class Earnings:
    """Of one account: owed now in open deals, paid in all, in the vault."""

    claimable: Wei
    paid: Wei
    vault: Wei
