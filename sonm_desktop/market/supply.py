"""The supplier's side of a master account: its workers, their offers and their money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Address, DealId

DAY_S = 86_400
DEFAULT_MAX_DURATION_S = 30 * DAY_S
DEFAULT_BINDING_S = 365 * DAY_S


@dataclass(frozen=True, slots=True)
class AskPlan:
    """What a worker puts on sale. rate: wei per second. duration: 0 spot, else the longest, s.

    notice: s. window: hours. identity: the least level of a customer.
    """

    rate: WeiPerSecond
    duration: int = 0
    notice: int = 0
    window: int = 48
    cpu_percent: int = 100
    ram_bytes: int = 1 << 30
    storage_bytes: int = 1 << 30
    identity: int = 1


@dataclass(frozen=True, slots=True)
class EnrolledWorker:
    """A worker of a master account. bound: the binding is on the chain and runs.

    reason: the code of why it is not on sale; empty when it is. reachable: it answered lately.
    announced: the digest of the ask that the chain's log holds.
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


class SupplierService:
    """Everything it promises is recorded first; `run` converges after any stop."""

    async def enrol(
        self,
        master: Address,
        *,
        worker: Address,
        endpoint: str,
        addresses: Sequence[str],
        relay: str = "",
        max_duration: int = DEFAULT_MAX_DURATION_S,
    ) -> EnrolledWorker:
        """Bind a worker to *master*, signed by the account's key: the wallet is unlocked.

        Doing it again renews what is missing. Raises UserError, RemoteError.
        """
        raise NotImplementedError

    async def workers(self, master: Address | None = None) -> list[EnrolledWorker]:
        """From the records; nobody is asked."""
        raise NotImplementedError

    async def status(self, worker: Address) -> dict[str, Any]:
        """What the worker says of itself now (`worker.status`)."""
        raise NotImplementedError

    async def set_plan(self, worker: Address, plan: AskPlan | None) -> dict[str, Any]:
        """Put on sale, or take off; the worker's status."""
        raise NotImplementedError

    async def benchmark(self, worker: Address, *, force: bool = False) -> dict[str, Any]:
        """Start measuring; progress stands in the status."""
        raise NotImplementedError

    async def stop(self, worker: Address, *, finish: bool = True) -> None:
        """End the worker's program, after its deals when *finish*."""
        raise NotImplementedError

    async def deals(self, account: Address) -> list[SuppliedDeal]:
        """Deals that pay *account*, newest first."""
        raise NotImplementedError

    async def earnings(self, account: Address) -> Earnings:
        """What *account* has earned."""
        raise NotImplementedError

    async def claim(self, account: Address) -> Wei:
        """Claim everything that is owed now, whatever the gas; what it paid."""
        raise NotImplementedError

    def subscribe(self, listener: Callable[[Address], None]) -> None:
        """Call *listener* with a worker whose enrolment, offer or deals changed."""
        raise NotImplementedError

    async def run(self) -> None:
        """Serve all workers for ever, for a supervisor: bind, announce, copy vouchers,
        answer settlements, claim."""
        raise NotImplementedError
