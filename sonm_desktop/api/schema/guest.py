"""When and how much a machine works for others: its owner's rules, and what holds now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import Reply, Request

Minute = Annotated[int, Field(ge=0, le=1439)]
Day = Annotated[int, Field(ge=0, le=6)]
Name = Annotated[str, Field(min_length=1, max_length=128)]
Rate = Annotated[int, Field(ge=0, le=10**11)]
Celsius = Annotated[int, Field(ge=0, le=150)]
Moment = Annotated[int, Field(ge=0, le=2**40)]
Preset = Literal["quiet", "balanced", "maximum", "custom"]
Sense = Literal["idle", "fullscreen", "programs", "battery", "metered", "heat"]
_MOST = 64


class Window(Request):
    """Minutes of a day on *days*, 0 is Monday; an end that is not later is of the next day."""

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=7)]
    begin: Minute
    end: Minute


class Outage(Request):
    """Once, s since 1970."""

    begin: Moment
    end: Moment


class Ceiling(Request):
    """The most of the machine that all deals have together. 0 bps is no bound.

    io_weight: against other programs' reads and writes.
    """

    cpu_percent: Annotated[int, Field(ge=1, le=100)] = 100
    ram_percent: Annotated[int, Field(ge=5, le=100)] = 100
    io_weight: Annotated[int, Field(ge=10, le=1000)] = 10
    ingress_bps: Rate = 0
    egress_bps: Rate = 0


class GuestRules(Request):
    """Each flag ends selling while its cause stands. idle_after_s: untouched for so long is idle.

    running: jobs meanwhile keep running within `in_use`, or hold still. listed: the offer stays
    where customers see it. throttle_c, stop_c: of the hottest part; 0 is off. windows: when it may
    work; none is always. zone: of all windows, as in the IANA data; empty is the machine's own.
    devices_off: never sold. cores: never more than so many; 0 is all.
    """

    preset: Preset = "custom"
    running: Literal["keep", "hold"] = "keep"
    listed: bool = False
    user_active: bool = False
    idle_after_s: Annotated[int, Field(ge=10, le=86_400)] = 180
    fullscreen: bool = False
    programs: Annotated[tuple[Name, ...], Field(max_length=_MOST)] = ()
    battery: bool = False
    metered: bool = False
    throttle_c: Celsius = 0
    stop_c: Celsius = 0
    windows: Annotated[tuple[Window, ...], Field(max_length=_MOST)] = ()
    zone: Annotated[str, Field(max_length=128)] = ""
    maintenance_weekly: Annotated[tuple[Window, ...], Field(max_length=_MOST)] = ()
    maintenance_once: Annotated[tuple[Outage, ...], Field(max_length=_MOST)] = ()
    in_use: Ceiling = Ceiling()
    idle: Ceiling = Ceiling()
    devices_off: Annotated[tuple[Name, ...], Field(max_length=_MOST)] = ()
    cores: Annotated[int, Field(ge=0, le=4096)] = 0


class Drain(Request):
    """then: what follows the last deal; empty takes customers again."""

    then: Literal["pause", "quit", ""] = "pause"


class Felt(Reply):
    """Whether the machine has a sense, and from where; otherwise why not."""

    source: str = ""
    why_not: Worded | None = None


class Standing(Reply):
    """A reason that stands now. stops: nothing is sold meanwhile; otherwise it is a warning."""

    code: str
    stops: bool
    until: int | None = None


class GuestStatus(Reply):
    """rules: in force. in_use: somebody sits before it. frozen: jobs stand still.

    ceiling: in force now. drain: what follows the last deal, empty while none is wanted.
    next_change: of the schedule. maintenance: when the next one begins, which no deal outlasts.
    """

    rules: GuestRules
    reasons: tuple[Standing, ...] = ()
    senses: dict[str, Felt] = Field(default_factory=dict)
    in_use: bool = False
    frozen: bool = False
    ceiling: Ceiling = Ceiling()
    drain: Literal["pause", "quit", ""] = ""
    next_change: int | None = None
    maintenance: int | None = None


def with_preset(
    rules: GuestRules, preset: Preset, senses: dict[str, Felt] | None = None
) -> GuestRules:
    """*rules* with those of *preset*; hours, maintenance, programs and devices stay as they are.

    senses: of the machine; what it does not feel is left off.
    """
    if preset == "custom":
        return rules.model_copy(update={"preset": preset})
    wanted = dict(_PRESETS[preset])
    if senses is not None:
        for option, sense in _NEEDS.items():
            if option in wanted and not (sense in senses and senses[sense].source):
                wanted[option] = 0 if option.endswith("_c") else False
        if not ("idle" in senses and senses["idle"].source):
            wanted["in_use"] = wanted["idle"]
    return rules.model_copy(update={"preset": preset, **wanted})


def changed_rules(rules: GuestRules, changes: Mapping[str, object]) -> GuestRules:
    """*rules* with *changes*; they are a preset's no more where what it sets was changed."""
    after = rules.model_copy(update=dict(changes))
    own = {name for preset in _PRESETS.values() for name in preset}
    if all(getattr(after, name) == getattr(rules, name) for name in own):
        return after
    return after.model_copy(update={"preset": "custom"})


_NEEDS: dict[str, Sense] = {
    "user_active": "idle",
    "fullscreen": "fullscreen",
    "battery": "battery",
    "metered": "metered",
    "throttle_c": "heat",
    "stop_c": "heat",
}

_PRESETS: dict[str, dict[str, object]] = {
    "quiet": {
        "running": "hold",
        "listed": False,
        "user_active": True,
        "idle_after_s": 300,
        "fullscreen": True,
        "battery": True,
        "metered": True,
        "throttle_c": 80,
        "stop_c": 90,
        "in_use": Ceiling(cpu_percent=25, ram_percent=50),
        "idle": Ceiling(cpu_percent=75, ram_percent=75),
    },
    "balanced": {
        "running": "keep",
        "listed": False,
        "user_active": False,
        "idle_after_s": 180,
        "fullscreen": True,
        "battery": True,
        "metered": True,
        "throttle_c": 85,
        "stop_c": 95,
        "in_use": Ceiling(cpu_percent=50, ram_percent=75),
        "idle": Ceiling(),
    },
    "maximum": {
        "running": "keep",
        "listed": True,
        "user_active": False,
        "idle_after_s": 180,
        "fullscreen": False,
        "battery": False,
        "metered": False,
        "throttle_c": 90,
        "stop_c": 97,
        "in_use": Ceiling(),
        "idle": Ceiling(),
    },
}
