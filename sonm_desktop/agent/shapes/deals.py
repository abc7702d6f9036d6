"""Deals and tasks of a customer in the schema."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import asdict
from typing import Literal

from sonm_desktop.api.schema.deals import Deal, HeldTime, Outcome, Port, Usage
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.tasks import LogPiece, OutputFile, Pull, Task
from sonm_desktop.core.amounts import snm
from sonm_desktop.core.catalogue import codes
from sonm_desktop.rental.deal_told import DealTold
from sonm_desktop.rental.records import Outcome as RentalOutcome
from sonm_desktop.rental.records import OutputFile as RentalFile
from sonm_desktop.rental.records import Phase, RentedDeal, TaskStatus
from sonm_desktop.rental.tasks import LogPiece as RentalLogPiece
from sonm_desktop.rental.usage import DealUsage
from sonm_desktop.wallet.messages import NetFlag

HELD_BY_OWNER = "worker.held_by_owner"


def deal_shape(deal: RentedDeal) -> Deal:
    outcome = deal.outcome
    return Deal(
        id=deal.id,
        account=deal.account,
        worker=deal.worker,
        payee=deal.payee,
        rate=deal.rate,
        phase=deal.phase.value,
        state=_state(deal),
        now=deal.now,
        spent=deal.spent,
        paid=deal.paid,
        left=deal.left,
        refunded=deal.refunded,
        max_total=deal.max_total,
        lease_until=deal.lease_until,
        funded_until=deal.funded_until,
        paid_until=deal.paid_until,
        then=Worded.of(deal.then) if deal.then else None,
        end=deal.end,
        notice=deal.notice,
        window=deal.window,
        renew=deal.renew,
        seen=None if deal.seen is None else int(deal.seen),
        outcome=None
        if outcome is None
        else Outcome(who=outcome.who.value, reason=_why_over(outcome)),
        mine=deal.mine,
        ports=tuple(
            Port(inside=port.inside, outside=port.outside, protocol=port.protocol)
            for port in deal.told.ports
        ),
        hosts=deal.hosts,
        keeps_s=deal.told.keeps_s,
        kept_until=None if deal.told.kept_until is None else int(deal.told.kept_until),
        leaves=deal.told.leaves,
        held=_held(deal.told),
        network=_network(deal.netflags),
        ended=deal.ended,
        usage=None if deal.usage is None or not deal.usage.heard else _usage(deal.usage),
    )


def _network(flags: int) -> Literal["none", "outgoing", "incoming"]:
    if flags & NetFlag.INCOMING:
        return "incoming"
    return "outgoing" if flags & NetFlag.OUTBOUND else "none"


def _state(deal: RentedDeal) -> Worded:
    """Of a deal that stands still, why."""
    if deal.phase is Phase.PAUSED and deal.told.holds:
        hold = deal.told.holds[0]
        return Worded.of(hold.code, {"amount": snm(hold.amount)})
    return Worded.of(f"agent.deal_{deal.phase.value}")


def _why_over(outcome: RentalOutcome) -> Worded:
    """With the supplier's reason, where this version has words for it."""
    reason = outcome.params.get("reason")
    if outcome.code == "rental.supplier_ended" and reason in codes():
        return Worded.of("rental.supplier_ended_because", {"why": Worded.of(reason).text})
    return Worded.of(outcome.code, outcome.params)


def _held(told: DealTold) -> HeldTime | None:
    now = [hold for hold in told.holds if hold.code == HELD_BY_OWNER]
    if not now and not told.held.seconds:
        return None
    since = next((int(hold.since) for hold in now if hold.since is not None), None)
    return HeldTime(seconds=told.held.seconds, cost=told.held.cost, since=since)


def _usage(usage: DealUsage) -> Usage:
    return Usage(
        received=usage.told.received,
        sent=usage.told.sent,
        cost=usage.cost,
        ingress=usage.ingress,
        egress=usage.egress,
        cpu_ms=usage.cpu_ns // 1_000_000,
        ram_now=usage.ram_now,
        ram_peak=usage.ram_peak,
        doubt=Worded.of(usage.doubt) if usage.doubt else None,
        heard=int(usage.heard),
    )


def task_shape(status: TaskStatus) -> Task:
    return Task(
        deal=status.deal,
        task=status.task,
        image=status.image,
        command=status.command,
        state=status.state.value,
        exit_code=status.exit_code,
        reason=Worded.of(status.reason, status.params) if status.reason else None,
        started_ms=_milliseconds(status.started),
        ended_ms=_milliseconds(status.ended),
        files=tuple(file_shape(file) for file in status.files),
        pull=None if status.pull is None else Pull(**asdict(status.pull)),
    )


def file_shape(file: RentalFile) -> OutputFile:
    return OutputFile(path=file.path, size=file.size, sha256=file.sha256)


def log_shape(piece: RentalLogPiece) -> LogPiece:
    return LogPiece(
        seq=piece.seq,
        time_ms=int(piece.time * 1000),
        fd=piece.fd,
        data=b64encode(piece.data).decode(),
    )


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else int(seconds * 1000)
