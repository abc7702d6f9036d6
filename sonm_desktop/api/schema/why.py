"""Why a worker does not earn: a chain of links, the first broken one, its cause and what to do."""

from __future__ import annotations

from enum import StrEnum

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import Reply, WeiText


class Step(StrEnum):
    """From a machine that is on to money that has come, each needs the one before it."""

    ONLINE = "online"
    LISTED = "listed"
    MATCHED = "matched"
    PRICED = "priced"
    QUOTED = "quoted"
    RUNNING = "running"
    PAID = "paid"


class Link(Reply):
    """holds: None where that cannot be told before the links ahead of it hold."""

    step: Step
    holds: bool | None
    said: Worded


class Why(Reply):
    """broken: the first link that does not hold, with its one cause, whose action mends it;
    place: where in the window. earned: in the last 24 hours, wei."""

    worker: str
    links: tuple[Link, ...]
    broken: Step | None
    cause: Worded | None
    place: str
    earned: WeiText
