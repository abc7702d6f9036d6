"""A machine's rules as the terminal shows them."""

from __future__ import annotations

from rich.console import RenderableType

from sonm_desktop.api.schema.guest import Ceiling, GuestRules, GuestStatus, Outage, Window
from sonm_desktop.cli.plans.quantities import SPEEDS, show_measure
from sonm_desktop.cli.show import lasting, moment, sheet, worded
from sonm_desktop.core.week import show_window

_REASONS = {
    "paused": "paused by you",
    "user_active": "somebody uses it",
    "fullscreen": "a program fills the screen",
    "program": "a named program runs",
    "battery": "on battery",
    "metered_network": "the network costs by volume",
    "heat": "too warm",
    "sensor_lost": "a sensor does not answer",
    "schedule": "outside its hours",
    "maintenance": "maintenance",
    "drain": "finishing, no new customers",
}


def rules_sheet(guest: GuestStatus) -> RenderableType:
    """What makes it rest, whether it can, and what holds now."""
    rules = guest.rules
    meanwhile = "stand still" if rules.running == "hold" else "go on within the limits"
    return sheet(
        [
            ("Now", _now(guest)),
            ("Preset", rules.preset),
            ("Rests when in use", _felt(guest, "idle", _idle(rules))),
            ("When full screen", _felt(guest, "fullscreen", "yes" if rules.fullscreen else "no")),
            ("While these run", ", ".join(rules.programs) or "none"),
            ("On battery", _felt(guest, "battery", "yes" if rules.battery else "no")),
            ("On a metered network", _felt(guest, "metered", "yes" if rules.metered else "no")),
            ("Too warm", _felt(guest, "heat", _heat(rules))),
            ("Running jobs", f"{meanwhile} meanwhile"),
            ("The offer", "stays in sight" if rules.listed else "is taken off meanwhile"),
        ]
    )


def schedule_sheet(guest: GuestStatus) -> RenderableType:
    """Its hours and its maintenance."""
    rules = guest.rules
    return sheet(
        [
            ("Works", _windows(rules.windows) or "always"),
            ("Time zone", rules.zone or "of the machine"),
            ("Changes next", moment(guest.next_change) if guest.next_change else "never"),
            ("Maintenance", _windows(rules.maintenance_weekly) or "none every week"),
            ("Once", ", ".join(_once(one) for one in rules.maintenance_once) or "none"),
            ("Begins next", moment(guest.maintenance) if guest.maintenance else "never"),
        ]
    )


def limits_sheet(guest: GuestStatus) -> RenderableType:
    """The ceilings, and which one holds."""
    rules = guest.rules
    return sheet(
        [
            ("In use", _ceiling(rules.in_use)),
            ("Idle", _ceiling(rules.idle)),
            ("Now", f"{'in use' if guest.in_use else 'idle'}: {_ceiling(guest.ceiling)}"),
            ("Cores", f"at most {rules.cores}" if rules.cores else "all"),
            ("Never sold", ", ".join(rules.devices_off) or "nothing"),
        ]
    )


def _now(guest: GuestStatus) -> str:
    stopping = [one for one in guest.reasons if one.stops]
    if not stopping:
        return "takes customers"
    said = [
        _REASONS.get(one.code, one.code) + (f", until {moment(one.until)}" if one.until else "")
        for one in stopping
    ]
    return f"rests: {'; '.join(said)}" + (" (jobs stand still)" if guest.frozen else "")


def _felt(guest: GuestStatus, sense: str, said: str) -> str:
    felt = guest.senses.get(sense)
    if felt is None or felt.why_not is None:
        return said
    return f"cannot: {worded(felt.why_not)}"


def _idle(rules: GuestRules) -> str:
    return f"yes, until untouched for {lasting(rules.idle_after_s)}" if rules.user_active else "no"


def _heat(rules: GuestRules) -> str:
    limits = ((rules.throttle_c, "less work"), (rules.stop_c, "jobs stand still"))
    return ", ".join(f"{said} from {celsius} °C" for celsius, said in limits if celsius) or "no"


def _windows(windows: tuple[Window, ...]) -> str:
    return ", ".join(show_window(one.days, one.begin, one.end) for one in windows)


def _once(outage: Outage) -> str:
    return f"{moment(outage.begin)} to {moment(outage.end)}"


def _ceiling(ceiling: Ceiling) -> str:
    parts = [
        f"{ceiling.cpu_percent} % of the processor",
        f"{ceiling.ram_percent} % of RAM",
        f"I/O weight {ceiling.io_weight}",
    ]
    rates = (("down", ceiling.ingress_bps), ("up", ceiling.egress_bps))
    parts += [f"{show_measure(bps, SPEEDS)} {way}" for way, bps in rates if bps]
    return ", ".join(parts)
