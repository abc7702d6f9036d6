"""Every reason why a worker is in its state, and which of them counts: pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sonm_desktop.agent.condition.facts import Facts
from sonm_desktop.agent.condition.reason import MACHINE, SETTINGS, Reason, because
from sonm_desktop.agent.condition.selling import on_sale, unsold
from sonm_desktop.agent.condition.working import at_work, beside_rest
from sonm_desktop.api.schema.condition import Condition, Mood
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.network import REFUSED_NETWORK
from sonm_desktop.api.schema.worker import Hold, WorkerStatus

LEAST_FREE_BYTES = 512 << 20
MOST_SKEW_S = 120

_MOST_ALSO = 5


def condition(facts: Facts) -> Condition:
    """The state of the worker of *facts*: the first reason that holds, and the next ones."""
    first, *others = list(_reasons(facts))
    said = Worded.of(f"state.{first.code}", first.params)
    return Condition(
        **said.model_dump(),
        mood=first.mood,
        until=first.until,
        place=first.place,
        also=tuple(Worded.of(f"state.{other.code}", other.params) for other in others[:_MOST_ALSO]),
    )


def _reasons(facts: Facts) -> Iterator[Reason]:
    """In order of weight; at least one. What cannot be known now is not guessed."""
    if (away := _away(facts)) is not None:
        yield away
        return
    status = facts.status
    if status is None:
        yield Reason("starting", Mood.BUSY)
        return
    pressing = [reason for rule in _PRESSING for reason in rule(facts, status)]
    if pressing:
        yield from pressing
        yield from beside_rest(facts, status)
        return
    working = list(at_work(facts, status))
    yield from working or [unsold(facts, status) or on_sale(facts, status)]


def _away(facts: Facts) -> Reason | None:
    """Why nothing is known of the worker."""
    network = facts.network
    if not network.configured:
        return Reason("no_network", Mood.UNLISTED, SETTINGS)
    if not network.ready:
        if network.state.code == "agent.network_starting":
            return Reason("network_starting", Mood.BUSY)
        if network.state.code in REFUSED_NETWORK:
            return Reason("network_refused", Mood.TROUBLE, SETTINGS)
        return Reason("node_unreachable", Mood.LOST, SETTINGS)
    if facts.local is not None and (here := _here(facts)) is not None:
        return here
    lost = facts.worker is not None and not facts.worker.reachable and facts.status is None
    return Reason("unreachable", Mood.LOST, MACHINE) if facts.silent or lost else None


def _here(facts: Facts) -> Reason | None:
    """Why the worker's program on this machine does not serve."""
    local = facts.local
    if local is None or local.ready:
        return None
    code, params = local.state.code, local.state.params
    known = {
        "agent.worker_none": Reason("not_enrolled", Mood.UNLISTED, MACHINE),
        "agent.worker_finishing": Reason("stopping", Mood.DRAINING),
        "agent.worker_starting": Reason("starting", Mood.BUSY),
        "agent.worker_enrolling": Reason("enrolling", Mood.BUSY),
        "agent.worker_restarting": Reason("restarting", Mood.TROUBLE, params=params),
        "agent.worker_gave_up": Reason("gave_up", Mood.LOST, MACHINE, params=params),
    }
    return known.get(code) or Reason(
        "cannot_start", Mood.TROUBLE, MACHINE, params=because(local.state)
    )


def _broken(facts: Facts, status: WorkerStatus) -> Iterator[Reason]:
    if not status.engine_ready:
        yield _engine(status.engine)
    free = status.disk_free
    if free is not None and free < LEAST_FREE_BYTES:
        yield Reason("disk_full", Mood.TROUBLE, MACHINE, params={"free": free})
    skew = max(abs(status.skew_s), _behind_chain(facts))
    if skew > MOST_SKEW_S:
        yield Reason("clock_wrong", Mood.TROUBLE, params={"seconds": skew})


def _engine(said: Worded) -> Reason:
    known = {
        "worker.engine_absent": "engine_missing",
        "worker.engine_stopped": "engine_stopped",
        "worker.engine_no_permission": "engine_not_permitted",
    }
    if said.code in known:
        return Reason(known[said.code], Mood.TROUBLE, MACHINE)
    return Reason("engine_unfit", Mood.TROUBLE, MACHINE, params=because(said))


def _behind_chain(facts: Facts) -> int:
    """Seconds by which this clock is slow: a chain is never ahead of the true time. A practice
    network keeps a time of its own."""
    if facts.network.practice or facts.network.time is None:
        return 0
    return facts.network.time - int(facts.now)


def _ending(_facts: Facts, status: WorkerStatus) -> Iterator[Reason]:
    if status.closing:
        yield Reason("stopping", Mood.DRAINING, MACHINE)


def _paused(facts: Facts, status: WorkerStatus) -> Iterator[Reason]:
    pause = status.paused
    if pause is None:
        return
    code = "draining" if status.deals else "paused"
    mood = Mood.DRAINING if status.deals else Mood.PAUSED
    yield Reason(code, mood, MACHINE).timed(pause.until, facts.now)


def _resting(facts: Facts, status: WorkerStatus) -> Iterator[Reason]:
    """The worker's own reasons, each of which it ends by itself."""
    holds = {hold.code.rpartition(".")[2]: hold for hold in status.holds}
    for code in _RESTS:
        if code in holds:
            yield _rest(code, holds.pop(code), facts, status)
    for code in holds:
        yield Reason("rest_unknown", Mood.RESTING, params={"reason": code})


def _rest(code: str, hold: Hold, facts: Facts, status: WorkerStatus) -> Reason:
    said = _rest_alone(code, hold, facts)
    if not status.deals or _is_frozen(code, status):
        return said
    words = because(Worded.of(f"state.{said.code}", said.params))
    return Reason("draining_by_itself", Mood.DRAINING, said.place, said.until, words)


def _is_frozen(code: str, status: WorkerStatus) -> bool:
    """Whether jobs stand still meanwhile."""
    return status.guest.frozen if status.guest else code not in _LETS_FINISH


def _rest_alone(code: str, hold: Hold, facts: Facts) -> Reason:
    if code in _LETS_FINISH[1:]:
        said = Reason(code, Mood.RESTING, params=hold.params)
        return said.timed(hold.until, facts.now)
    place = MACHINE if code in ("drain", "sensor_lost") else ""
    return Reason(code, Mood.RESTING, place, hold.until, hold.params)


_PRESSING: tuple[Callable[[Facts, WorkerStatus], Iterator[Reason]], ...] = (
    _broken,
    _ending,
    _paused,
    _resting,
)
_LETS_FINISH = ("drain", "schedule", "maintenance")
"""Reasons that let a job end first; the others hold it where it is."""
_RESTS = (
    "heat",
    "sensor_lost",
    "battery",
    "fullscreen",
    "program",
    "user_active",
    "metered_network",
    "maintenance",
    "schedule",
    "drain",
)
