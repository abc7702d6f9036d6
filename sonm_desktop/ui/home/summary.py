"""The one state with its reason, as pill and sentence: the agent's words, and a short one."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.api.schema.condition import Condition, Mood
from sonm_desktop.api.schema.state import State
from sonm_desktop.ui.remedies import remedy
from sonm_desktop.ui.widgets.pill import PillKind
from sonm_desktop.ui.words import amount, hourly, plural, words

_MOST_BESIDE = 2


@dataclass(frozen=True, slots=True)
class Summary:
    """short: for the pill. sentence: what is so. reason: what ends it, and what is so beside it.

    place: where, or empty.
    """

    kind: PillKind
    short: str
    sentence: str
    reason: str = ""
    mood: Mood = Mood.BUSY
    place: str = ""


def summary(state: State) -> Summary:
    """What is so of this PC."""
    said = state.conditions.get("")
    if said is None:
        return Summary(PillKind.WAITING, words("Starting"), words("Looking around…"))
    reason = remedy(said)
    if said.mood is Mood.EARNING and state.local_worker.worker:
        reason = _paying(state, state.local_worker.worker)
    beside = [one.text for one in said.also[:_MOST_BESIDE]]
    return Summary(
        kind=_KINDS[said.mood],
        short=short(said),
        sentence=said.text,
        reason=" ".join(part for part in (reason, *beside) if part),
        mood=said.mood,
        place=said.place,
    )


def short(said: Condition) -> str:
    """The mood of *said* in a word or two."""
    return {
        Mood.EARNING: words("Earning"),
        Mood.READY: words("On sale"),
        Mood.UNLISTED: words("Not on sale"),
        Mood.PAUSED: words("Paused"),
        Mood.RESTING: words("Resting"),
        Mood.BUSY: words("Getting ready"),
        Mood.DRAINING: words("Finishing"),
        Mood.TROUBLE: words("Needs you"),
        Mood.LOST: words("No contact"),
    }[said.mood]


_KINDS = {
    Mood.EARNING: PillKind.WORKING,
    Mood.READY: PillKind.IDLE,
    Mood.UNLISTED: PillKind.OFF,
    Mood.PAUSED: PillKind.PAUSED,
    Mood.RESTING: PillKind.PAUSED,
    Mood.BUSY: PillKind.WAITING,
    Mood.DRAINING: PillKind.WAITING,
    Mood.TROUBLE: PillKind.TROUBLE,
    Mood.LOST: PillKind.TROUBLE,
}


_FOR_OWNER = frozenset({"worker.still_for_owner", "worker.still_for_owner_fixed"})


def _paying(state: State, worker: str) -> str:
    """Who pays *worker* now, how much, and what is not claimed yet."""
    deals = [deal for deal in state.supplied.values() if deal.open and deal.worker == worker]
    paying = [deal for deal in deals if deal.deal not in _held(state, worker)]
    if not paying:
        return ""
    return plural(
        "{count} customer pays {price} SNM per hour; {owed} SNM are earned and not claimed yet.",
        "{count} customers pay {price} SNM per hour; {owed} SNM are earned and not claimed yet.",
        len(paying),
        price=hourly(sum(deal.rate for deal in paying)),
        owed=amount(sum(deal.earned - deal.paid for deal in deals)),
    )


def _held(state: State, worker: str) -> frozenset[str]:
    """Deals whose jobs stand still for the owner: they pay nothing now."""
    status = state.worker_status.get(worker)
    held = status.held if status else ()
    return frozenset(one.deal for one in held if one.state and one.state.code in _FOR_OWNER)
