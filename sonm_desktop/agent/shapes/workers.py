"""Own workers and what they earn, in the schema and out of it."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from pydantic import ValidationError

from sonm_desktop.agent.shapes.guest import guest_shape
from sonm_desktop.api.schema.devices import gpus_now
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.images import ImageFetch, ImageRules, Kept
from sonm_desktop.api.schema.worker import (
    BenchmarkProgress,
    ChangePlans,
    ClaimOutlook,
    Earnings,
    Figure,
    HeldDeal,
    Hold,
    JobCounts,
    PlanOnSale,
    PublicAddress,
    QuoteCounts,
    SellPlan,
    SuppliedDeal,
    Worker,
    WorkerStatus,
)
from sonm_desktop.chain.records import NO_END
from sonm_desktop.core.allotment import Standing
from sonm_desktop.core.amounts import Wei, WeiPerSecond, snm
from sonm_desktop.core.catalogue import codes
from sonm_desktop.core.dollars import UsdPerSecond
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import Address
from sonm_desktop.market.supplier.claim_rule import ClaimPolicy
from sonm_desktop.market.supplier.claiming import ClaimOutlook as Outlook
from sonm_desktop.market.supplier.records import AskPlan, EnrolledWorker, NamedPlan, PlanChange
from sonm_desktop.market.supplier.records import Earnings as SupplierEarnings
from sonm_desktop.market.supplier.records import SuppliedDeal as SupplierDeal

_MOST_FETCHES = 32
_MOST_FIGURES = 512
_PARTS = frozenset({"device", "driver", "firmware", "power_limit", "engine", "version"})
_REASONS = _PARTS | {"first", "asked"}
_FAILURES = frozenset(
    {"worker.benchmark_failed", "worker.benchmark_stalled", "worker.storage_closed"}
)
_MOST_HOLDS = 16
_MOST_HELD = 64
_MOST_CODES = 64
_MOST_LETTERS = 64
_SKEW_STEP_S = 60
_HELD_BY_OWNER = "worker.held_by_owner"
_PLAN_FIELDS = (
    "rate",
    "usd_rate",
    "duration",
    "notice",
    "window",
    "cpu_percent",
    "ram_bytes",
    "storage_bytes",
    "identity",
    "network",
    "ingress_bps",
    "egress_bps",
    "ingress_price",
    "egress_price",
    "sandbox",
    "gpus",
    "minimum",
)


def ask_plan(plan: SellPlan) -> AskPlan:
    """What the supplier's service puts on sale."""
    return AskPlan(
        rate=WeiPerSecond(plan.rate),
        usd_rate=UsdPerSecond(plan.usd_rate),
        duration=plan.duration,
        notice=plan.notice,
        window=plan.window,
        cpu_percent=plan.cpu_percent,
        ram_bytes=plan.ram_bytes,
        storage_bytes=plan.storage_bytes,
        identity=plan.identity,
        network=plan.network,
        ingress_bps=plan.ingress_bps,
        egress_bps=plan.egress_bps,
        ingress_price=plan.ingress_price,
        egress_price=plan.egress_price,
        sandbox=plan.sandbox,
        gpus=plan.gpus,
        minimum=plan.minimum,
    )


def plan_change(change: ChangePlans) -> PlanChange:
    """What the supplier's service does to a worker's plans."""
    return PlanChange(
        put=tuple(NamedPlan(one.name, ask_plan(one.plan), one.paused) for one in change.put),
        remove=change.remove,
        pause=change.pause,
        resume=change.resume,
        only=change.only,
    )


def worker_shape(worker: EnrolledWorker, *, local: bool) -> Worker:
    state = worker.reason or ("agent.worker_on_sale" if worker.announced else "agent.worker_idle")
    return Worker(
        worker=worker.worker,
        master=worker.master,
        local=local,
        endpoint=worker.endpoint,
        addresses=worker.addresses,
        relay=worker.relay,
        bound=worker.bound,
        reachable=worker.reachable,
        announced=worker.announced,
        state=Worded.of(state),
    )


def status_shape(worker: Address, told: dict[str, Any], *, now: float = 0.0) -> WorkerStatus:
    """What *worker* says of itself, checked; *now* by this clock. Raises BadReply."""
    try:
        engine, plan = told["engine"], told["plan"]
        return WorkerStatus(
            worker=worker,
            hardware=dict(told["hardware"]),
            gpu_now=gpus_now(told.get("gpu_now")),
            public_address=_public_address(told.get("public_address")),
            benchmarks={int(number): int(value) for number, value in told["benchmarks"].items()},
            benchmarking=_progress(told["benchmarking"]),
            figures=tuple(_figure(one) for one in told.get("figures", ())[:_MOST_FIGURES]),
            engine_ready=bool(engine["ok"]),
            engine=Worded.of("worker.engine_ready" if engine["ok"] else str(engine["code"])),
            plan=None if plan is None else _sell_plan(plan),
            plans=tuple(_plan_on_sale(one) for one in told.get("plans", [])),
            ask=told["ask"] or None,
            accepting=bool(told["accepting"]),
            deals=int(told["deals"]),
            holds=tuple(_hold(one) for one in told.get("holds", ())[:_MOST_HOLDS]),
            closing=bool(told.get("closing", False)),
            running=int(told.get("running", 0)),
            disk_free=_count(told.get("disk_free")),
            held=tuple(_held(one) for one in told.get("held", ())[:_MOST_HELD]),
            skew_s=_skew(told.get("time"), now),
            quotes=_quotes(told.get("quotes")),
            jobs=_jobs(told.get("jobs")),
            guest=None if "guest" not in told else guest_shape(told["guest"]),
            images=None if "images" not in told else ImageRules.model_validate(told["images"]),
            kept=None if "kept" not in told else Kept.model_validate(told["kept"]),
            fetching=tuple(
                ImageFetch.model_validate(one) for one in told.get("fetching", ())[:_MOST_FETCHES]
            ),
        )
    except (ValidationError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadReply("the status of a worker") from error


def _held(told: Any) -> HeldDeal:
    holds = told["holds"]
    return HeldDeal(
        deal=str(told["deal"])[:66],
        state=why_held(holds[0], fixed=bool(told.get("fixed", False))) if holds else None,
        refused=int(told["refused"]),
    )


def why_held(hold: Any, *, fixed: bool) -> Worded:
    """Why a deal stands still, as its supplier reads it. fixed: it was sold for a fixed time."""
    code = str(hold["reason"])
    if code == _HELD_BY_OWNER:
        return Worded.of(f"worker.still_for_owner{'_fixed' if fixed else ''}")
    known = code.startswith("worker.") and code in codes()
    amount = max(0, int(hold.get("amount", 0)))
    return Worded.of(code if known else "worker.waits", {"amount": snm(Wei(amount))})


def _hold(told: Any) -> Hold:
    """Texts are of another machine: kept short, and without what is not printed."""
    until = told.get("until")
    return Hold(
        code=told["code"],
        params={
            str(name)[:32]: _printed(value) if isinstance(value, str) else value
            for name, value in dict(told.get("params") or {}).items()
            if isinstance(value, str | int | float)
        },
        until=None if until is None else int(until),
    )


def _printed(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())[:_MOST_LETTERS]


def _count(told: Any) -> int | None:
    return None if told is None else max(0, int(told))


def _skew(told: Any, now: float) -> int:
    """Steps of a minute: a face is not told of every second that two clocks drift apart."""
    return 0 if told is None else int((int(told) - now) / _SKEW_STEP_S) * _SKEW_STEP_S


def _quotes(told: Any) -> QuoteCounts | None:
    if told is None:
        return None
    refused = {str(code)[:64]: int(count) for code, count in dict(told["refused"]).items()}
    return QuoteCounts(
        asked=int(told["asked"]),
        given=int(told["given"]),
        refused=dict(list(refused.items())[:_MOST_CODES]),
    )


def _jobs(told: Any) -> JobCounts | None:
    if told is None:
        return None
    return JobCounts(
        ended=int(told["ended"]), failed=int(told["failed"]), reason=str(told["reason"])[:64]
    )


def supplied_shape(deal: SupplierDeal) -> SuppliedDeal:
    return SuppliedDeal(
        deal=deal.deal,
        worker=deal.worker,
        consumer=deal.consumer,
        payee=deal.payee,
        rate=deal.rate,
        earned=deal.earned,
        paid=deal.paid,
        until=deal.until,
        end=None if deal.end == NO_END else deal.end,
        open=deal.open,
    )


def earnings_shape(account: Address, earnings: SupplierEarnings) -> Earnings:
    return Earnings(
        account=account,
        claimable=earnings.claimable,
        paid=earnings.paid,
        vault=earnings.vault,
    )


def claim_shape(account: Address, found: Outlook, policy: ClaimPolicy) -> ClaimOutlook:
    claimable, verdict = found.claimable, found.verdict
    params = {
        "amount": snm(claimable.amount),
        "least": snm(policy.least),
        "limit": policy.fee_percent,
        "percent": -(-(verdict.permille or 0) // 10),
    }
    return ClaimOutlook(
        account=account,
        amount=claimable.amount,
        deals=claimable.deals,
        fee=claimable.fee,
        fee_snm=verdict.fee_snm,
        due=verdict.due,
        why=Worded.of(verdict.code, params),
        latest=claimable.latest,
    )


def _public_address(told: Any) -> PublicAddress | None:
    if told is None:
        return None
    code = str(told["code"])
    if not code.startswith("worker.address_"):
        raise BadReply("a public address that is none")
    address = str(told["address"])
    return PublicAddress(
        address=str(ip_address(address)) if address else "",
        basis=Worded.of(code),
        **{name: int(told[name]) for name in ("agreed", "answered", "asked", "at")},
    )


def _progress(told: Any) -> BenchmarkProgress | None:
    if told is None:
        return None
    progress = min(1.0, max(0.0, float(told["progress"])))
    return BenchmarkProgress(
        running=bool(told["running"]),
        progress=progress,
        test=str(told["test"])[:64],
        step=int(told.get("step", 0)),
        steps=int(told.get("steps", 0)),
        left_s=max(0, int(told.get("left_s", 0))),
        number=int(told.get("number", 0)),
        device=str(told.get("device", ""))[:128],
    )


def _figure(told: Any) -> Figure:
    """A part that nobody knows is no part; words for it exist nowhere."""
    failed = str(told.get("failed", ""))
    return Figure(
        number=int(told["number"]),
        device=str(told["device"])[:128],
        value=max(0, int(told["value"])),
        at=max(0, int(told["at"])),
        why=tuple(part for part in map(str, told["why"]) if part in _REASONS),
        stale=tuple(part for part in map(str, told["stale"]) if part in _PARTS),
        failed=Worded.of(failed) if failed in _FAILURES else None,
    )


def _sell_plan(told: Any) -> SellPlan:
    return SellPlan.model_validate({name: told[name] for name in _PLAN_FIELDS if name in told})


def _plan_on_sale(told: Any) -> PlanOnSale:
    return PlanOnSale(
        name=str(told["name"])[:32],
        slice=str(told["slice"])[:66],
        plan=_sell_plan(told["plan"]),
        paused=bool(told["paused"]),
        state=Worded.of(f"worker.plan_{Standing(told['standing'])}"),
        deal=told["deal"] or None,
        ask=told["ask"] or None,
    )
