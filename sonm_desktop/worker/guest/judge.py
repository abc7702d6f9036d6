"""Which reasons there are not to work now, by the rules and what is felt. Pure.

A reason stands while its cause does, and each by its own; so nothing has to be undone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sonm_desktop.worker.guest.heat import Warmth
from sonm_desktop.worker.guest.rules import Ceiling, Rules

FREEZE_ALWAYS = frozenset({"heat", "maintenance"})
"""For these jobs stand still whatever the owner chose: the machine, or he, needs all of it."""

_FREEZE_BY_CHOICE = frozenset(
    {"user_active", "fullscreen", "program", "battery", "metered_network", "schedule"}
)


@dataclass(frozen=True, slots=True)
class Reason:
    """code: as the status tells it. until: s since 1970, where that is known.

    stops: whether nothing is sold while it stands; otherwise it is a warning. Of the senses only
    a lost thermometer stops: nobody would know that the machine is too warm.
    """

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    until: int | None = None
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Felt:
    """What is so now; None is not known, or not looked at. touched: s since 1970.

    lost: senses that the rules need and that do not answer.
    """

    touched: float | None = None
    fullscreen: bool = False
    programs: frozenset[str] = frozenset()
    battery: bool = False
    metered: bool = False
    celsius: float | None = None
    warmth: Warmth = Warmth.FINE
    lost: frozenset[str] = frozenset()


def in_use(rules: Rules, felt: Felt, now: float) -> bool:
    """Whether somebody sits before the machine."""
    return felt.touched is not None and now - felt.touched < rules.idle_after_s


def reasons(rules: Rules, felt: Felt, now: float) -> tuple[Reason, ...]:
    """All that hold at *now*, s since 1970, in a lasting order."""
    return (
        *_of_maintenance(rules, now),
        *_of_heat(rules, felt),
        *_of_power(rules, felt),
        *_of_people(rules, felt, now),
        *_of_schedule(rules, now),
        *(
            Reason("sensor_lost", {"sense": lost}, stops=lost == "heat")
            for lost in sorted(felt.lost)
        ),
    )


def freezes(rules: Rules, found: tuple[Reason, ...]) -> bool:
    """Whether running jobs stand still."""
    codes = {reason.code for reason in found if reason.stops}
    if codes & FREEZE_ALWAYS:
        return True
    return rules.running == "hold" and bool(codes & _FREEZE_BY_CHOICE)


def ceiling(rules: Rules, felt: Felt, now: float) -> Ceiling:
    """What all deals may have together now; a warm machine is treated as one in use."""
    tight = in_use(rules, felt, now) or felt.warmth is not Warmth.FINE
    return rules.in_use if tight else rules.idle


def seconds_left(rules: Rules, now: float) -> int | None:
    """How long a deal may last that begins now, by what is known beforehand; None is any time."""
    ends = [rules.maintenance.begin(now)]
    if rules.windows and rules.schedule.is_open(now):
        ends.append(rules.schedule.next_change(now))
    known = [end for end in ends if end is not None]
    return max(0, int(min(known) - now)) if known else None


def _of_maintenance(rules: Rules, now: float) -> list[Reason]:
    end = rules.maintenance.end(now)
    return [] if end is None else [Reason("maintenance", until=end)]


def _of_heat(rules: Rules, felt: Felt) -> list[Reason]:
    shown = {"celsius": round(felt.celsius or 0), "limit": rules.stop_c}
    if felt.warmth is Warmth.STOP:
        return [Reason("heat", shown)]
    if felt.warmth is Warmth.THROTTLE:
        return [Reason("heat", {**shown, "limit": rules.throttle_c}, stops=False)]
    return []


def _of_power(rules: Rules, felt: Felt) -> list[Reason]:
    return [
        *([Reason("battery")] if rules.battery and felt.battery else []),
        *([Reason("metered_network")] if rules.metered and felt.metered else []),
    ]


def _of_people(rules: Rules, felt: Felt, now: float) -> list[Reason]:
    found = []
    if rules.fullscreen and felt.fullscreen:
        found.append(Reason("fullscreen"))
    running = sorted(name for name in rules.programs if name.lower() in felt.programs)
    if running:
        found.append(Reason("program", {"name": running[0]}))
    if rules.user_active and felt.touched is not None and in_use(rules, felt, now):
        until = int(felt.touched + rules.idle_after_s)
        found.append(Reason("user_active", {"idle_after_s": rules.idle_after_s}, until))
    return found


def _of_schedule(rules: Rules, now: float) -> list[Reason]:
    if not rules.windows or rules.schedule.is_open(now):
        return []
    return [Reason("schedule", until=rules.schedule.next_change(now))]
