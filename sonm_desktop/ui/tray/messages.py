"""What is worth a message: somebody has to act, a customer came or went, a payment stays away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sonm_desktop.api.schema.condition import Mood
from sonm_desktop.api.schema.settings import Setting
from sonm_desktop.api.schema.state import State
from sonm_desktop.ui.remedies import remedy
from sonm_desktop.ui.words import amount, words

MESSAGES, QUIET_FROM, QUIET_TO = "window.messages", "window.quiet_from", "window.quiet_to"
_BROKEN = (Mood.TROUBLE, Mood.LOST)


@dataclass(frozen=True, slots=True)
class Message:
    """place: of the window, where it is looked into."""

    title: str
    text: str
    place: str = "machine"


def messages(before: State, after: State) -> list[Message]:
    """What has come to be from *before* to *after*; a pause is none, nor is another network."""
    if before.network.identity != after.network.identity:
        return []
    return [*_broken(before, after), *_deals(before, after)]


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


def _broken(before: State, after: State) -> list[Message]:
    was, said = before.conditions.get(""), after.conditions.get("")
    if said is None or said.mood not in _BROKEN or (was is not None and was.code == said.code):
        return []
    return [Message(said.text, remedy(said), said.place or "home")]


def _deals(before: State, after: State) -> list[Message]:
    found = []
    worker = after.local_worker.worker or ""
    known, told = before.worker_status.get(worker), after.worker_status.get(worker)
    if known is not None and told is not None and known.deals < told.deals:
        found.append(Message(words("A customer rents this PC."), words("It earns now.")))
    for deal, now in after.supplied.items():
        was = before.supplied.get(deal)
        if was is not None and was.open and not now.open:
            earned = words("It earned {snm} SNM.", snm=amount(now.earned))
            found.append(Message(words("A customer's deal has ended."), earned))
    return found
