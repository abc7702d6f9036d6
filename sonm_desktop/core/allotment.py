"""Which slices fit a machine together: plain arithmetic for worker, terminal and window.

Fixed slices are promises: together they never exceed the machine. Spot slices may lie on the
hardware of fixed ones; a fixed deal pushes spot deals out, the latest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of a machine, or all of it. cpu_percent: 100 is one core. gpus: device ids.

    ingress_bps, egress_bps: of a whole machine None where nobody knows them.
    """

    cpu_percent: int = 0
    ram_bytes: int = 0
    storage_bytes: int = 0
    gpus: frozenset[str] = field(default_factory=frozenset)
    ingress_bps: int | None = 0
    egress_bps: int | None = 0


@dataclass(frozen=True, slots=True)
class Shortage:
    """part: the name of the field that is short. left: what the others leave of it.

    With GPUs wanted and left are counts.
    """

    part: str
    wanted: int
    left: int


@dataclass(frozen=True, slots=True)
class Claim(Generic[Key]):
    """A slice that somebody sells or has rented. Later ones stand behind earlier ones."""

    key: Key
    portion: Portion
    fixed: bool


class Standing(StrEnum):
    """listed: customers find it. covered: spot, on hardware that other deals have now.

    promised: quotes of another plan still hold its hardware, for some minutes. short: the
    machine has less than it had. resting: the whole machine sells nothing for a while.
    """

    LISTED = "listed"
    RENTED = "rented"
    COVERED = "covered"
    PROMISED = "promised"
    SHORT = "short"
    PAUSED = "paused"
    RESTING = "resting"


_AMOUNTS = ("cpu_percent", "ram_bytes", "storage_bytes", "ingress_bps", "egress_bps")


def line_of(speeds: Iterable[int]) -> int | None:
    """Bits per second of links of *speeds* together; None where one of them is not told (0)."""
    found = list(speeds)
    return sum(found) if found and all(speed > 0 for speed in found) else None


def shortage(wanted: Portion, taken: Iterable[Portion], machine: Portion) -> Shortage | None:
    """What of *wanted* is missing beside *taken*; None when it fits."""
    others = list(taken)
    for part in _AMOUNTS:
        whole: int | None = getattr(machine, part)
        needs: int = getattr(wanted, part) or 0
        if whole is None or not needs:
            continue
        left = whole - sum(getattr(other, part) or 0 for other in others)
        if needs > left:
            return Shortage(part, needs, max(0, left))
    free = machine.gpus.difference(*(other.gpus for other in others))
    if not wanted.gpus <= free:
        return Shortage("gpus", len(wanted.gpus), len(wanted.gpus & free))
    return None


def envelope(portions: Iterable[Portion]) -> Portion:
    """The least that holds any one of *portions*, of which only one can come true."""
    whole = Portion()
    for one in portions:
        amounts = {part: max(getattr(whole, part), getattr(one, part) or 0) for part in _AMOUNTS}
        whole = Portion(gpus=whole.gpus | one.gpus, **amounts)
    return whole


def conflicts(plans: Sequence[Claim[Key]], machine: Portion) -> list[tuple[Key, Shortage]]:
    """The plans that the machine cannot hold beside the earlier ones of their kind."""
    found = []
    for at, plan in enumerate(plans):
        earlier = [other.portion for other in plans[:at] if other.fixed is plan.fixed]
        short = shortage(plan.portion, earlier, machine)
        if short is not None:
            found.append((plan.key, short))
    return found


def victims(
    newcomer: Claim[Key], running: Sequence[Claim[Key]], machine: Portion
) -> list[Claim[Key]] | None:
    """The spot deals of *running* (oldest first) that make room for *newcomer*.

    The latest go first, until it fits; one that was not in the way stays. Nothing pushes out a
    fixed deal. None when it does not fit whoever goes: then nobody goes.
    """
    staying = list(running)
    pushed: list[Claim[Key]] = []
    while not _fits(newcomer, staying, machine):
        spots = [claim for claim in staying if not claim.fixed]
        if not spots:
            return None
        staying.remove(spots[-1])
        pushed.append(spots[-1])
    for claim in reversed(tuple(pushed)):
        if _fits(newcomer, [*staying, claim], machine):
            staying.append(claim)
            pushed.remove(claim)
    return pushed


def _fits(newcomer: Claim[Key], staying: Iterable[Claim[Key]], machine: Portion) -> bool:
    return shortage(newcomer.portion, (claim.portion for claim in staying), machine) is None
