"""What is news in a state, given what was told before. Pure; the same state twice is no news."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sonm_desktop.api.schema.amendments import Amendment
from sonm_desktop.api.schema.condition import Condition, Mood
from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.network import KnownNetwork
from sonm_desktop.api.schema.tasks import Task
from sonm_desktop.api.schema.worker import SuppliedDeal
from sonm_desktop.core.amounts import Wei, snm
from sonm_desktop.store.notices import Known, NoticeRecord

SETTLED_S = 5
"""A trouble that is gone sooner is none: programs restart, nodes are asked again."""

AGAIN_S = 3600
"""The same of the same thing is told once in that time, however often it comes and goes."""

VAIN_S = 6 * 3600
"""So long on sale without a customer is worth a look at why."""

LEFT_AGAIN_S = 86_400
"""Of money that lies on a network of before: the shortest claim window is a day."""

_TROUBLES = frozenset({Mood.TROUBLE, Mood.LOST})
_TOLD_RESTS = frozenset({"state.heat", "state.sensor_lost"})
_OVER = "over"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the agent shows now. here: the worker of this machine, or empty. others: networks of
    before."""

    conditions: Mapping[str, Condition]
    supplied: Mapping[str, SuppliedDeal]
    deals: Mapping[str, Deal]
    tasks: Mapping[str, Task]
    here: str
    amendments: Mapping[str, Amendment] = field(default_factory=dict)
    others: Sequence[KnownNetwork] = ()


@dataclass(frozen=True, slots=True)
class News:
    """learnt: what is known from now on, by subject. again_s: when to look although nothing
    moves; None for never."""

    learnt: Mapping[str, Known]
    told: tuple[NoticeRecord, ...]
    again_s: float | None = None


def news(shown: Shown, known: Mapping[str, Known], now: float) -> News:
    """What *shown* has that was not *known* at *now*, s since 1970."""
    memory = _Memory(known, int(now))
    again_s = min(_states(shown, memory), default=None)
    for supplied in shown.supplied.values():
        _supplied(supplied, shown.here, memory)
    for deal in shown.deals.values():
        if deal.mine:
            _rental(deal, memory)
    for task in shown.tasks.values():
        _task(task, memory)
    for amendment in shown.amendments.values():
        _amendment(amendment, memory)
    for other in shown.others:
        _left_behind(other, memory)
    return News(memory.learnt, tuple(memory.told), again_s)


class _Memory:
    """What was known, and what is learnt and told beside it."""

    def __init__(self, known: Mapping[str, Known], now: int) -> None:
        self._known = known
        self.now = now
        self.learnt: dict[str, Known] = {}
        self.told: list[NoticeRecord] = []

    def said(self, subject: str) -> str:
        found = self.learnt.get(subject) or self._known.get(subject)
        return found.said if found else ""

    def learn(self, subject: str, said: str) -> None:
        if self.said(subject) != said:
            self.learnt[subject] = Known(said, self.now)

    def tell(self, code: str, params: Mapping[str, object], place: str, about: str = "") -> None:
        self.told.append(NoticeRecord(self.now, code, dict(params), place, about))

    def is_time(self, subject: str, pause_s: int = AGAIN_S) -> bool:
        """Whether *subject* was not told of lately; then it is now."""
        found = self.learnt.get(subject) or self._known.get(subject)
        if found is not None and self.now - found.at < pause_s:
            return False
        self.learnt[subject] = Known("told", self.now)
        return True


def _states(shown: Shown, memory: _Memory) -> Iterator[float]:
    """After how long each trouble counts that is too young yet."""
    for worker, said in shown.conditions.items():
        if worker and worker == shown.here:
            continue
        if said.mood is Mood.READY:
            yield from _in_vain(worker, said, memory)
        subject = f"state:{worker}"
        if said.mood not in _TROUBLES and said.code not in _TOLD_RESTS:
            if said.mood is not Mood.BUSY:
                memory.learn(subject, "")
        elif memory.now - said.since < SETTLED_S:
            yield SETTLED_S - (memory.now - said.since)
        elif memory.said(subject) != said.code:
            memory.learn(subject, said.code)
            if memory.is_time(f"told:{worker}:{said.code}"):
                memory.tell(said.code, said.params, said.place or "home", worker)


def _in_vain(worker: str, said: Condition, memory: _Memory) -> Iterator[float]:
    """Told once of each time on sale; after how long, while it is not time yet."""
    subject, waited = f"vain:{worker}", memory.now - said.since
    if waited < VAIN_S:
        yield VAIN_S - waited
    elif memory.said(subject) != str(said.since):
        memory.learn(subject, str(said.since))
        code = "notice.in_vain_elsewhere" if worker else "notice.in_vain"
        params = {"hours": VAIN_S // 3600, "worker": _short(worker)}
        memory.tell(code, params, "home", worker)


def _supplied(deal: SuppliedDeal, here: str, memory: _Memory) -> None:
    subject, elsewhere = f"supplied:{deal.deal}", deal.worker != here
    if deal.open and not memory.said(subject):
        memory.learn(subject, "open")
        params = {"customer": _short(deal.consumer), "worker": _short(deal.worker)}
        code = "notice.rented_elsewhere" if elsewhere else "notice.rented"
        memory.tell(code, params, "machine", deal.deal)
    elif not deal.open and memory.said(subject) == "open":
        memory.learn(subject, _OVER)
        params = {"customer": _short(deal.consumer), "earned": snm(Wei(deal.earned))}
        memory.tell("notice.customer_left", params, "wallet", deal.deal)


def _rental(deal: Deal, memory: _Memory) -> None:
    if deal.leaves is not None and deal.outcome is None and not memory.said(f"leaves:{deal.id}"):
        memory.learn(f"leaves:{deal.id}", "told")
        memory.tell("notice.rental_leaves", {}, "rentals", deal.id)
    subject = f"rental:{deal.id}"
    before = memory.said(subject)
    if deal.phase in ("opening", "running"):
        memory.learn(subject, deal.phase)
    elif not before or before == _OVER:
        return
    elif deal.phase == "paused":
        memory.learn(subject, deal.state.code)
        told = f"told:{deal.id}:{deal.state.code}"
        if before != deal.state.code and memory.is_time(told):
            params = {"reason": deal.state.text, "remedy": deal.state.action}
            memory.tell("notice.rental_waits", params, "rentals", deal.id)
    elif deal.phase in ("closed", "failed"):
        memory.learn(subject, _OVER)
        _rental_over(deal, memory)


def _rental_over(deal: Deal, memory: _Memory) -> None:
    """What the person did himself is no news."""
    outcome = deal.outcome
    if outcome is None or outcome.who == "you":
        return
    code = "notice.rental_failed" if deal.phase == "failed" else "notice.rental_ended"
    params = {"reason": outcome.reason.text, "remedy": outcome.reason.action}
    memory.tell(code, params, "rentals", deal.id)


def _task(task: Task, memory: _Memory) -> None:
    subject = f"task:{task.deal}/{task.task}"
    if not task.final:
        memory.learn(subject, "begun")
    elif memory.said(subject) == "begun":
        memory.learn(subject, _OVER)
        if task.state != "stopped":
            _task_over(task, memory)


def _task_over(task: Task, memory: _Memory) -> None:
    if task.reason is not None:
        params = {"name": task.task, "reason": task.reason.text, "remedy": task.reason.action}
        memory.tell("notice.job_failed", params, "rentals", task.deal)
    elif task.exit_code:
        params = {"name": task.task, "code": str(task.exit_code)}
        memory.tell("notice.job_ended", params, "rentals", task.deal)
    else:
        memory.tell("notice.job_done", {"name": task.task}, "rentals", task.deal)


def _amendment(one: Amendment, memory: _Memory) -> None:
    """What waits for an answer of mine, and what was said to what I asked for."""
    subject = f"amendment:{one.side}/{one.id}"
    place, before = "machine" if one.side == "selling" else "rentals", memory.said(subject)
    if one.phase == "asked":
        if one.waits_for_me and before != one.phase:
            code = "notice.terms_selling" if one.side == "selling" else "notice.terms_renting"
            memory.tell(code, {}, place, one.deal)
        memory.learn(subject, one.phase)
    elif before and one.phase not in (before, "agreed"):
        memory.learn(subject, one.phase)
        if one.asker == "me" and one.phase in ("applied", "refused", "expired"):
            memory.tell("notice.terms_answered", {"said": one.state.text}, place, one.deal)


def _left_behind(network: KnownNetwork, memory: _Memory) -> None:
    """Money on a network of before that nobody can claim; told of again each day."""
    if not network.owed or network.trouble is None:
        return
    if memory.is_time(f"left:{network.identity}", LEFT_AGAIN_S):
        params = {"network": network.name, "amount": snm(Wei(network.owed))}
        reason = {"reason": network.trouble.text, "remedy": network.trouble.action}
        memory.tell("notice.left_behind", {**params, **reason}, "wallet")


def _short(address: str) -> str:
    return f"{address[:6]}…{address[-4:]}"
