"""Own workers: the machine, what it sells, and what it earned."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from sonm_desktop.api.schema.devices import GpuNow
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.guest import GuestStatus
from sonm_desktop.api.schema.images import ImageFetch, ImageRules, Kept
from sonm_desktop.api.schema.kinds import AddressText, Reply, Request, Seconds, WeiText

DAY_S = 86_400

PlanName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
DeviceId = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,128}$")]


class EnrolWorker(Request):
    """What a worker writes to its ``worker.json``, and the account that it will serve.

    endpoint: its key, 64 hex digits. max_duration: the longest deal it may sell, s.
    """

    master: AddressText
    worker: AddressText
    endpoint: Annotated[str, Field(pattern=r"^(0x)?[0-9a-fA-F]{64}$")]
    addresses: tuple[Annotated[str, Field(max_length=128)], ...] = Field(default=(), max_length=64)
    relay: Annotated[str, Field(max_length=512)] = ""
    max_duration: Seconds = 30 * DAY_S


class StartLocalWorker(Request):
    """The worker of this machine. listen: ``ip:port`` for peers; empty is the usual place."""

    master: AddressText
    listen: Annotated[str, Field(max_length=128, pattern=r"^[0-9A-Za-z.:\[\]-]*$")] = ""
    max_duration: Seconds = 30 * DAY_S


class LocalWorker(Reply):
    """The worker process of this machine.

    state: agent.worker_none, _starting, _serving, _enrolling, _ready, _restarting, _stopped.
    restarts: since the agent started. log: of the worker's own file.
    """

    state: Worded
    ready: bool
    master: str | None = None
    worker: str | None = None
    pid: int | None = None
    restarts: int = 0
    log: str = ""


class Worker(Reply):
    """An enrolled worker. local: the one of this machine. state: agent.worker_on_sale, or why not.

    bound: the chain says that it serves its master. announced: digest of its ask on the chain.
    """

    worker: str
    master: str
    local: bool
    endpoint: str
    addresses: tuple[str, ...]
    relay: str
    bound: bool
    reachable: bool
    announced: str
    state: Worded


DEFAULT_MINIMUM_S = 60
"""Of a new plan; one minute makes it dear to block a machine and cheap to try it."""


class SellPlan(Request):
    """What is put on sale. rate: wei of SNM per second. duration: 0 spot, else the longest, s.

    notice: s that run on after a one-sided close. window: h in which vouchers still count.
    cpu_percent: 100 is one core. identity: the least level of a customer, 1 to 4.
    network: what jobs may reach, at so many bits per second to and from them. gpus: device ids.
    ingress_price, egress_price: wei per GiB to and from them, on top of the rate.
    minimum: s that are paid however early a deal ends, so that opening and closing costs something.
    usd_rate: 10^-18 USD per second, converted when a deal is taken; then rate is 0.
    """

    rate: Annotated[WeiText, Field(lt=2**80)]
    duration: Seconds = 0
    notice: Annotated[int, Field(ge=0, lt=2**24)] = 0
    window: Annotated[int, Field(ge=24, le=168)] = 48
    cpu_percent: Annotated[int, Field(ge=1, lt=2**32)] = 100
    ram_bytes: Annotated[int, Field(ge=1, lt=2**63)] = 1 << 30
    storage_bytes: Annotated[int, Field(ge=1, lt=2**63)] = 1 << 30
    identity: Annotated[int, Field(ge=1, le=4)] = 1
    network: Literal["none", "outgoing", "incoming"] = "none"
    ingress_bps: Annotated[int, Field(ge=0, le=10**11)] = 0
    egress_bps: Annotated[int, Field(ge=0, le=10**11)] = 0
    ingress_price: Annotated[WeiText, Field(lt=2**96)] = 0
    egress_price: Annotated[WeiText, Field(lt=2**96)] = 0
    sandbox: Literal["strict", "compatible"] = "strict"
    gpus: Annotated[tuple[DeviceId, ...], Field(max_length=64)] = ()
    minimum: Annotated[int, Field(ge=0, lt=2**24)] = DEFAULT_MINIMUM_S
    usd_rate: Annotated[WeiText, Field(lt=2**96)] = 0


class NamedPlan(Request):
    """A plan under its name. paused: kept, and not on sale."""

    name: PlanName
    plan: SellPlan
    paused: bool = False


class ChangePlans(Request):
    """What happens to a worker's plans, all of it or nothing. only: what is not put goes."""

    put: Annotated[tuple[NamedPlan, ...], Field(max_length=32)] = ()
    remove: Annotated[tuple[PlanName, ...], Field(max_length=32)] = ()
    pause: Annotated[tuple[PlanName, ...], Field(max_length=32)] = ()
    resume: Annotated[tuple[PlanName, ...], Field(max_length=32)] = ()
    only: bool = False


class PlanOnSale(Reply):
    """A plan and how it stands now. state: worker.plan_listed, _rented, _covered, _promised,
    _short, _paused or _resting. deal: that rents it. ask: digest of what customers find."""

    name: str
    slice: str
    plan: SellPlan
    paused: bool
    state: Worded
    deal: str | None = None
    ask: str | None = None


class PauseWorker(Request):
    """Sell nothing for a while; running deals go on. seconds: None is until `resume`.

    finish: the seconds begin when the last deal has ended.
    """

    seconds: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    finish: bool = False


class Pause(Reply):
    """until: by the agent's clock, s; None is until somebody resumes, or not known yet.
    plan: what is sold again then."""

    until: int | None
    finish: bool
    plan: SellPlan


class StartBenchmark(Request):
    """force: also what was measured before. only: numbers of benchmarks, or all."""

    force: bool = False
    effort: Literal["quick", "standard", "precise"] = "quick"
    only: tuple[Annotated[int, Field(ge=0, lt=64)], ...] = Field(default=(), max_length=64)


class MeasureLine(Request):
    """peer: another worker of the same owner, on another machine; None: the agent chooses."""

    peer: str | None = Field(default=None, max_length=64)


class StopWorker(Request):
    """finish: after its deals."""

    finish: bool = True


class BenchmarkProgress(Reply):
    """progress: 0 to 1. test: the one that runs, the *step*-th of *steps*. left_s: about.

    number: of the benchmark. device: a GPU's id, or empty.
    """

    running: bool
    progress: float
    test: str
    step: int = 0
    steps: int = 0
    left_s: int = 0
    number: int = 0
    device: str = ""


class Figure(Reply):
    """A measured result. device: a GPU's id, or empty. at: s since 1970, 0 is never.

    why: what made it be measured: "first", "asked", or the parts of the machine that had
    changed. stale: the parts that changed since; then it does not count any more.
    failed: why the last attempt gave nothing.
    """

    number: int
    device: str
    value: int
    at: int
    why: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    failed: Worded | None = None


class Hold(Reply):
    """Why a worker rests by itself: user_active, fullscreen, program, battery, metered_network,
    heat, sensor_lost, schedule, maintenance, drain. until: s since 1970, where that is known."""

    code: Annotated[str, Field(pattern=r"^[a-z_.]{1,48}$")]
    params: dict[str, str | int | float] = Field(default_factory=dict)
    until: int | None = None


class QuoteCounts(Reply):
    """Of the last 24 hours. refused: how often, by the code of why."""

    asked: int = 0
    given: int = 0
    refused: dict[str, int] = Field(default_factory=dict)


class HeldDeal(Reply):
    """A deal whose jobs stand still. state: why, None while they run. refused: vouchers of its
    customer that were no good, since the last that was."""

    deal: str
    state: Worded | None
    refused: int = 0


class JobCounts(Reply):
    """Of the last 24 hours. reason: the code of the newest failure."""

    ended: int = 0
    failed: int = 0
    reason: str = ""


class PublicAddress(Reply):
    """From where others see the machine, as *agreed* of the *asked* peers claim; *answered* did.

    address: empty when it is not known; *basis* says why, or how sure it is. at: s since 1970.
    """

    address: str
    basis: Worded
    agreed: int = 0
    answered: int = 0
    asked: int = 0
    at: int = 0


class WorkerStatus(Reply):
    """What the worker says of itself now. benchmarks: result by number of the test.

    engine: worker.engine_ready, or why no job can run. plans: all, paused ones too. plan: the
    first that is sold, ask: its digest.
    state: the one sentence about it, the same for every face. paused: while it rests.
    holds: why it rests by itself. closing: it ends after its deals. running: jobs that run now.
    disk_free: bytes for jobs. skew_s: its clock ahead of the agent's, 0 where that is little.
    held: deals whose jobs stand still, or whose customer signs nonsense.
    figures: every result with its history. public_address: absent from a worker of before.
    gpu_now: of the GPUs that have a sensor, as of half a minute ago.
    images, kept, fetching: absent from a worker of before they were told.
    """

    worker: str
    hardware: dict[str, Any]
    public_address: PublicAddress | None = None
    gpu_now: tuple[GpuNow, ...] = ()
    benchmarks: dict[int, int]
    benchmarking: BenchmarkProgress | None
    figures: tuple[Figure, ...] = ()
    engine_ready: bool
    engine: Worded
    plan: SellPlan | None
    plans: tuple[PlanOnSale, ...] = ()
    ask: str | None
    accepting: bool
    deals: int
    state: Worded | None = None
    paused: Pause | None = None
    holds: tuple[Hold, ...] = ()
    closing: bool = False
    running: int = 0
    disk_free: int | None = None
    skew_s: int = 0
    held: tuple[HeldDeal, ...] = ()
    quotes: QuoteCounts | None = None
    jobs: JobCounts | None = None
    images: ImageRules | None = None
    kept: Kept | None = None
    fetching: tuple[ImageFetch, ...] = ()
    guest: GuestStatus | None = None


class SuppliedDeal(Reply):
    """A deal that pays one of my accounts. earned: entitled to by now; paid: a part of it."""

    deal: str
    worker: str
    consumer: str
    payee: str
    rate: WeiText
    earned: WeiText
    paid: WeiText
    until: int
    end: int | None
    open: bool


class Earnings(Reply):
    """claimable: in open deals. paid: in all. vault: ready to withdraw."""

    account: str
    claimable: WeiText
    paid: WeiText
    vault: WeiText


class ClaimOutlook(Reply):
    """What *deals* owe to an account and nobody has claimed, and why it waits.

    fee: wei of the coin that claiming now likely costs; fee_snm: the same in wei of SNM, where
    the settings say what a coin is worth. latest: chain time by which it is claimed by itself,
    because a deal ends; None where none will. due: it is claimed by itself now.
    """

    account: str
    amount: WeiText
    deals: int
    fee: WeiText
    fee_snm: WeiText | None
    due: bool
    why: Worded
    latest: int | None
