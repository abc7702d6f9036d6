"""Deals and tasks as their customer sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Address, ChainTime, DealId, TaskId
from sonm_desktop.core.secret import Secret
from sonm_desktop.rental.deal_told import NOTHING_TOLD, DealTold
from sonm_desktop.rental.usage import DealUsage


class Phase(StrEnum):
    """opening: sent, not in a block. paused: its jobs stand still: nothing accrues, because the
    lease or the escrow is over, or the supplier says why. ending: closed by one side, claims may
    still come. failed: never opened."""

    OPENING = "opening"
    RUNNING = "running"
    PAUSED = "paused"
    ENDING = "ending"
    CLOSED = "closed"
    FAILED = "failed"


class Who(StrEnum):
    """Who ended something."""

    YOU = "you"
    SUPPLIER = "supplier"
    NETWORK = "network"
    APP = "app"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Why it ended, worded in the catalogue with the next step."""

    who: Who
    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RentedDeal:
    """A deal of one of my accounts at chain time *now*.

    spent: what the supplier is entitled to by now; paid: the part that it has claimed.
    left: of the escrow, after spent. lease_until: promised to the supplier up to here.
    funded_until: when the escrow is used up. paid_until: the earlier of end, and of what is
    funded and, where the app does not renew it, promised. then: code of what happens then.
    end: None for spot. seen: when the worker answered last, by this machine's clock, s.
    """

    id: DealId
    account: Address
    worker: Address
    payee: Address
    rate: WeiPerSecond
    phase: Phase
    now: ChainTime
    spent: Wei
    paid: Wei
    left: Wei
    refunded: Wei
    max_total: Wei | None
    lease_until: int
    funded_until: int
    paid_until: int
    then: str
    end: int | None
    notice: int
    window: int
    renew: bool
    seen: float | None
    outcome: Outcome | None
    mine: bool
    """Bought by this profile: it has the endpoint, the limits and the vouchers."""

    told: DealTold = NOTHING_TOLD
    hosts: tuple[str, ...] = ()
    """Where the machine is reached, as far as it is known."""

    usage: DealUsage | None = None
    netflags: int = 0
    """What the offer that was bought lets jobs reach, see `NetFlag`."""

    ended: ChainTime | None = None
    """When it was closed; None before, and where the node does not tell."""


@dataclass(frozen=True, slots=True)
class RegistryLogin:
    """Who asks a registry for an image, once; it is never written down."""

    username: str
    password: Secret[str]


@dataclass(frozen=True, slots=True)
class Pull:
    """How far an image is. done, total: bytes of the layers that have begun. left_s: about."""

    layers: int
    layers_done: int
    done: int
    total: int
    unpacking: bool
    left_s: int | None = None


class TaskState(StrEnum):
    """As the worker says; recorded: it has not been told yet."""

    RECORDED = "recorded"
    PREPARING = "preparing"
    RUNNING = "running"
    EXITED = "exited"
    FAILED = "failed"
    STOPPED = "stopped"


FINAL_STATES = frozenset({TaskState.EXITED, TaskState.FAILED, TaskState.STOPPED})


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file that a task left. path: relative, of its output folder."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """The newest that is known of a task. reason: code of a failure. image: by digest.

    started, ended: by the worker's clock, s.
    """

    deal: DealId
    task: TaskId
    image: str
    command: tuple[str, ...]
    state: TaskState
    exit_code: int | None = None
    reason: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    started: float | None = None
    ended: float | None = None
    files: tuple[OutputFile, ...] = ()
    pull: Pull | None = None
