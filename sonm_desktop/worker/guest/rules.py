"""The owner's rules for when and how much this machine works, and their form on the wire.

What comes from the master is checked here as a whole: all of it holds or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from datetime import tzinfo
from typing import Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sonm_desktop.core.errors import UserError
from sonm_desktop.worker.guest.maintenance import Maintenance, Outage
from sonm_desktop.worker.guest.schedule import MINUTES, Schedule, Window

T = TypeVar("T")
Reader = Callable[[Any, str], Any]

MOST_PROGRAMS = 64
MOST_WINDOWS = 64
_LONGEST = 128
_PRESETS = frozenset({"quiet", "balanced", "maximum", "custom"})
_RUNNING = frozenset({"keep", "hold"})


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that all deals have together. Percent of the machine; 0 bps is no bound.

    io_weight: against other programs' reads and writes, 10 to 1000.
    """

    cpu_percent: int = 100
    ram_percent: int = 100
    io_weight: int = 10
    ingress_bps: int = 0
    egress_bps: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """What ends selling for a while, and what is never sold.

    running: what jobs do meanwhile, keep (within the limits in use) or hold. listed: the offer
    stays where customers see it. throttle_c, stop_c: 0 is off. windows: when it may sell, none
    is always. devices_off: ids that are never sold. cores: never more than so many, 0 is all.
    """

    preset: str = "custom"
    running: str = "keep"
    listed: bool = False
    user_active: bool = False
    idle_after_s: int = 180
    fullscreen: bool = False
    programs: tuple[str, ...] = ()
    battery: bool = False
    metered: bool = False
    throttle_c: int = 0
    stop_c: int = 0
    windows: tuple[Window, ...] = ()
    zone: str = ""
    maintenance_weekly: tuple[Window, ...] = ()
    maintenance_once: tuple[Outage, ...] = ()
    in_use: Ceiling = Ceiling()
    idle: Ceiling = Ceiling()
    devices_off: tuple[str, ...] = ()
    cores: int = 0

    @property
    def schedule(self) -> Schedule:
        return Schedule(self.windows, zone_of(self.zone))

    @property
    def maintenance(self) -> Maintenance:
        weekly = Schedule(self.maintenance_weekly, zone_of(self.zone))
        return Maintenance(self.maintenance_once, weekly)

    def to_wire(self) -> dict[str, Any]:
        """As `rules_from_wire` reads it."""
        wire = asdict(self)
        for name in ("windows", "maintenance_weekly"):
            wire[name] = [{**window, "days": sorted(window["days"])} for window in wire[name]]
        return wire


NO_RULES = Rules()


def zone_of(name: str) -> tzinfo | None:
    """The time zone of *name*; empty is the machine's own. Raises UserError."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UserError("worker.bad_rules", part="zone") from error


def rules_from_wire(wire: Any) -> Rules:
    """The rules in *wire*; what it does not name is off. Raises UserError worker.bad_rules."""
    if not isinstance(wire, dict):
        _refuse("rules")
    readers: dict[str, Reader] = {
        "preset": lambda value, part: _one_of(value, part, _PRESETS),
        "running": lambda value, part: _one_of(value, part, _RUNNING),
        "idle_after_s": lambda value, part: _number(value, part, 10, 86_400),
        "programs": lambda value, part: _texts(value, part, MOST_PROGRAMS),
        "throttle_c": lambda value, part: _number(value, part, 0, 150),
        "stop_c": lambda value, part: _number(value, part, 0, 150),
        "windows": lambda value, part: _each(value, part, _window),
        "zone": _text,
        "maintenance_weekly": lambda value, part: _each(value, part, _window),
        "maintenance_once": lambda value, part: _each(value, part, _outage),
        "in_use": _ceiling,
        "idle": _ceiling,
        "devices_off": lambda value, part: _texts(value, part, MOST_PROGRAMS),
        "cores": lambda value, part: _number(value, part, 0, 4096),
    }
    known = {field.name for field in fields(Rules)}
    for name in wire:
        if name not in known:
            _refuse(str(name)[:_LONGEST])
    read: dict[str, Any] = {}
    for name, value in wire.items():
        reader: Reader = readers.get(name, _flag)
        read[name] = reader(value, name)
    rules = Rules(**read)
    zone_of(rules.zone)
    if rules.stop_c and rules.throttle_c > rules.stop_c:
        _refuse("throttle_c")
    return rules


def _window(wire: Any, part: str) -> Window:
    entry = _fields(wire, part, {"days", "begin", "end"})
    days = frozenset(_number(day, part, 0, 6) for day in _list(entry["days"], part))
    if not days:
        _refuse(part)
    last = MINUTES - 1
    return Window(
        days, _number(entry["begin"], part, 0, last), _number(entry["end"], part, 0, last)
    )


def _outage(wire: Any, part: str) -> Outage:
    entry = _fields(wire, part, {"begin", "end"})
    begin = _number(entry["begin"], part, 0, 2**40)
    return Outage(begin, _number(entry["end"], part, begin + 1, 2**40))


def _ceiling(wire: Any, part: str) -> Ceiling:
    entry = _fields(wire, part, {field.name for field in fields(Ceiling)})
    bounds = {"cpu_percent": (1, 100), "ram_percent": (5, 100), "io_weight": (10, 1000)}
    return Ceiling(
        **{
            name: _number(value, f"{part}.{name}", *bounds.get(name, (0, 10**11)))
            for name, value in entry.items()
        }
    )


def _fields(wire: Any, part: str, names: Iterable[str]) -> dict[str, Any]:
    if not isinstance(wire, dict) or set(wire) != set(names):
        _refuse(part)
    return wire


def _each(value: Any, part: str, read: Callable[[Any, str], T]) -> tuple[T, ...]:
    return tuple(read(one, part) for one in _list(value, part))


def _texts(value: Any, part: str, most: int) -> tuple[str, ...]:
    found = tuple(_text(one, part) for one in _list(value, part))
    if len(found) > most or not all(found):
        _refuse(part)
    return found


def _list(value: Any, part: str) -> list[Any]:
    if not isinstance(value, list | tuple) or len(value) > MOST_WINDOWS:
        _refuse(part)
    return list(value)


def _text(value: Any, part: str) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST or not value.isprintable():
        _refuse(part)
    return value.strip()


def _one_of(value: Any, part: str, known: frozenset[str]) -> str:
    if value not in known:
        _refuse(part)
    return str(value)


def _flag(value: Any, part: str) -> bool:
    if not isinstance(value, bool):
        _refuse(part)
    return value


def _number(value: Any, part: str, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        _refuse(part)
    return value


def _refuse(part: str) -> NoReturn:
    raise UserError("worker.bad_rules", part=part)
