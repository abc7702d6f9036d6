"""Which messages of the agent the tray shows, and when it is quiet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sonm_desktop.api.schema.notices import Notice
from sonm_desktop.api.schema.settings import Setting
from sonm_desktop.api.schema.state import State

MESSAGES, QUIET_FROM, QUIET_TO = "window.messages", "window.quiet_from", "window.quiet_to"


def fresh(before: State, after: State) -> Notice | None:
    """What was told between *before* and *after*; nothing that was looked at meanwhile."""
    last, known = after.notices.last, before.notices.last
    if last is None or last.read or (known is not None and last.seq <= known.seq):
        return None
    return last


def wanted(settings: Mapping[str, Setting], now: datetime) -> bool:
    """Whether messages are switched on, and *now* is no quiet hour."""
    switch = settings.get(MESSAGES)
    if switch is None or switch.value != "on":
        return False
    begin, end = (_hour(settings, key) for key in (QUIET_FROM, QUIET_TO))
    if begin == end:
        return True
    quiet = begin <= now.hour < end if begin < end else not end <= now.hour < begin
    return not quiet


def _hour(settings: Mapping[str, Setting], key: str) -> int:
    setting = settings.get(key)
    return int(float(setting.value)) % 24 if setting is not None else 0
