"""What a supplier sees and decides: workers, what they sell, deals, money."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Address, DealId

DAY_S = 86_400
DEFAULT_MAX_DURATION_S = 30 * DAY_S


@dataclass(frozen=True, slots=True)
class AskPlan:
    """What a worker puts on sale. rate: wei per second. duration: 0 spot, else the longest, s.

    notice: s. window: hours. identity: the least level of a customer. network: none,
    outgoing or incoming, with its rates in bits per second and its prices in wei per GiB, to
    and from jobs. sandbox: strict or compatible.
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
    """A deal that pays one of my accounts. earned: entitled to up to now; paid: a part of it."""

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


@dataclass(frozen=True, slots=True)
class Earnings:
    """Of one account: owed now in open deals, paid in all, in the vault."""

    claimable: Wei
    paid: Wei
    vault: Wei
