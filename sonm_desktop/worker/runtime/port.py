"""What the worker asks of a place where tasks run; Docker is the first of them.

Every method may raise RemoteError with a code of the worker's catalogue: the engine is
absent, stopped or refuses us, an image does not exist. What an engine says is checked here
and never shown raw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from sonm_desktop.core.ids import DealId, TaskId
from sonm_desktop.core.secret import Secret

AWAY = frozenset(
    {
        "worker.engine_absent",
        "worker.engine_stopped",
        "worker.engine_no_permission",
        "worker.engine_remote",
    }
)
"""Codes of an engine that may come back: wait for it, nothing is lost."""


@dataclass(frozen=True, slots=True)
class EngineState:
    """Whether tasks can run now. code: of the catalogue, empty when ok.

    storage_folder: where the engine keeps its volumes, if this machine can see it.
    cores, ram_bytes: what the engine has, which may be a virtual machine's; 0 is unknown.
    user_namespaces: whether root in a container is nobody outside.
    gpus: whether it can give single GPUs of NVIDIA to a container. render_nodes: whether it
    runs on the very kernel whose device files we see, and whoever may open one here may there.
    """

    ok: bool
    code: str = ""
    version: str = ""
    architecture: str = ""
    storage_folder: str = ""
    cores: int = 0
    ram_bytes: int = 0
    user_namespaces: bool = False
    gpus: bool = False
    render_nodes: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a task may use. cpu_percent: 100 is one core."""

    cpu_percent: int
    ram_bytes: int
    storage_bytes: int


@dataclass(frozen=True, slots=True)
class Share:
    """What a sandbox that runs may have from now on, besides its limits.

    cpu_percent: 100 is one core. ram_reserved: bytes that it keeps when memory is short.
    io_weight: against others' reads and writes, 10 to 1000.
    """

    cpu_percent: int
    ram_reserved: int
    io_weight: int


class Network(StrEnum):
    """What a deal may reach. outgoing: public addresses; incoming: is reached as well."""

    NONE = "none"
    OUTGOING = "outgoing"
    INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class CellTerms:
    """What a deal's cell allows. Rates in bits per second, as the deal sees them."""

    network: Network = Network.NONE
    ingress_bps: int = 0
    egress_bps: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of one deal in the engine: its network namespace, guarded, and its ports.

    ports: inside port -> port of this machine.
    """

    id: str
    ports: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Launch:
    """One task, checked. image: a digest reference or a local image id, never a tag.

    compatible: the weaker confinement for images that insist on root, where the engine has
    user namespaces. gpus: ids of the devices that it gets, and no others.
    """

    deal: DealId
    task: TaskId
    image: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    limits: Limits = Limits(100, 256 << 20, 1 << 30)
    volume: str = ""
    terms: CellTerms = CellTerms()
    compatible: bool = False
    gpus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Login:
    """Who asks a registry, for one pull; never written down."""

    username: str
    password: Secret[str]


@dataclass(frozen=True, slots=True)
class PullProgress:
    """layers: known so far. done, total: bytes to download of those that have begun.

    unpacking: everything is here and is being written out.
    """

    layers: int = 0
    layers_done: int = 0
    done: int = 0
    total: int = 0
    unpacking: bool = False


def _untold(_progress: PullProgress) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class PullTerms:
    """How an image may be fetched.

    download_bytes, unpacked_bytes: the most it may have, 0 is no limit. known: whoever asks is
    known to be entitled to an image that is here already, so no registry is asked.
    tell: hears of progress, in another thread.
    """

    login: Login | None = None
    download_bytes: int = 0
    unpacked_bytes: int = 0
    known: bool = False
    tell: Callable[[PullProgress], None] = _untold


USUAL_PULL = PullTerms()


@dataclass(frozen=True, slots=True)
class HeldImage:
    """An image that is here. size: unpacked bytes. fetched: it was not here before."""

    id: str
    size: int
    fetched: bool


class Phase(StrEnum):
    """Where a sandbox stands."""

    CREATED = "created"
    RUNNING = "running"
    EXITED = "exited"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A task's container as the engine reports it; times in s since 1970.

    paused: it runs, and is frozen.
    """

    id: str
    deal: DealId
    task: TaskId
    phase: Phase
    exit_code: int | None = None
    out_of_memory: bool = False
    started: float | None = None
    ended: float | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class LineReading:
    """The counters of a deal's cell now, in bytes; they begin at 0 with each *birth* of it."""

    birth: str
    received: int
    sent: int


@dataclass(frozen=True, slots=True)
class TaskReading:
    """A running sandbox now; its CPU time begins at 0 with each *birth*.

    ram_peak: 0 where the engine does not tell.
    """

    birth: str
    cpu_ns: int
    ram_bytes: int
    ram_peak: int = 0


@dataclass(frozen=True, slots=True)
class EngineRecord:
    """A piece of a task's output as the engine kept it. ts: ns since 1970; fd: 1 or 2."""

    ts: int
    fd: int
    data: bytes


class LogStream(Protocol):
    """A running follow of a task's output; iterated in a thread of its owner."""

    def __iter__(self) -> Iterator[EngineRecord]: ...

    def close(self) -> None:
        """End the iteration from another thread."""
        ...


class Runtime(Protocol):
    """Runs tasks in sandboxes that carry the worker's, the deal's and the task's label."""

    async def state(self) -> EngineState:
        """Whether the engine works; never raises."""
        ...

    async def resolve(self, image: str, login: Login | None = None) -> str:
        """The digest reference that *image* means now."""
        ...

    async def offered_image(self, image: str) -> str:
        """The id of the owner's own image of that name, if it is for customers; else empty."""
        ...

    async def holds_image(self, image: str) -> bool:
        """Whether *image* is here already."""
        ...

    async def ensure_image(self, image: str, terms: PullTerms = USUAL_PULL) -> HeldImage:
        """Have *image* here, fetching it when absent; cancelled, it leaves off fetching."""
        ...

    async def remove_image(self, image: str) -> bool:
        """Remove the reference *image*, and its content unless it has other names.

        False when something uses it. Absent is fine.
        """
        ...

    async def ports(self, deal: DealId) -> dict[int, int]:
        """The ports of the cell of *deal* as they are now: inside -> of this machine."""
        ...

    async def prepare(self, deal: DealId, storage_bytes: int, *, compatible: bool = False) -> str:
        """A fresh output volume for the next task of *deal*, writable by it; its name.

        compatible: it belongs to root in the engine's user namespace.
        """
        ...

    async def open_cell(self, deal: DealId, terms: CellTerms) -> Cell:
        """The cell of *deal*, made or repaired where that is needed; its guard is in force."""
        ...

    async def close_cell(self, deal: DealId) -> None:
        """Remove the cell of *deal* and what belongs to it. Absent is fine."""
        ...

    async def cells(self) -> set[DealId]:
        """The deals that have anything of a cell in the engine."""
        ...

    async def line(self, deal: DealId) -> LineReading | None:
        """What went through the cell of *deal*; None without a running cell with a network."""
        ...

    async def usage(self, sandbox: str) -> TaskReading | None:
        """What the sandbox uses; None when it does not run. Takes up to two seconds."""
        ...

    async def start(self, launch: Launch) -> Sandbox:
        """Create and start the sandbox of *launch*, whose image is here, in its deal's cell.

        A sandbox of the same task that exists already is started or returned instead.
        """
        ...

    async def status(self, sandbox: str) -> Sandbox | None:
        """The sandbox now; None when it does not exist any more."""
        ...

    async def stop(self, sandbox: str, grace_s: int) -> None:
        """Ask it to end, and kill it after *grace_s* seconds; a paused one goes on for that."""
        ...

    async def pause(self, sandbox: str) -> None:
        """Freeze it: it keeps its memory and gets no processor. Ended, gone or frozen is fine."""
        ...

    async def limit(self, sandbox: str, share: Share) -> None:
        """Have it obey *share* at once. Ended or gone is fine."""
        ...

    async def narrow(self, deal: DealId, terms: CellTerms) -> None:
        """Bound the line of *deal* by the rates of *terms* at once. Without a cell it is fine."""
        ...

    async def resume(self, sandbox: str) -> None:
        """Let it go on. Not paused is fine."""
        ...

    async def logs(self, sandbox: str, since: int, *, follow: bool) -> LogStream:
        """Its output from the second of *since* (ns) on; with *follow* until it ends."""
        ...

    async def files(self, sandbox: str, receive: Callable[[Iterator[bytes]], None]) -> None:
        """Pass the tar stream of its output volume to *receive*, in a thread."""
        ...

    async def output_size(self, volume: str) -> int | None:
        """Bytes in an output volume; None where that cannot be told cheaply."""
        ...

    async def root_size(self, sandbox: str) -> int:
        """Bytes that the task has written to its own root file system."""
        ...

    async def remove(self, sandbox: str) -> None:
        """Remove the sandbox, running or not. Absent is fine."""
        ...

    async def remove_volume(self, volume: str) -> None:
        """Remove an output volume. Absent is fine."""
        ...

    async def sandboxes(self) -> list[Sandbox]:
        """Every sandbox with this worker's label, running or not."""
        ...

    async def volumes(self) -> dict[str, DealId]:
        """Every output volume with this worker's label, and the deal it was made for."""
        ...

    async def close(self) -> None:
        """Let go of the engine; sandboxes stay as they are."""
        ...
