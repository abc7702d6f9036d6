"""The one state of a worker: what is so, why, what ends it, and where a person does that."""

from __future__ import annotations

from enum import StrEnum

from sonm_desktop.api.schema.errors import Worded


class Mood(StrEnum):
    """The nine kinds of state that every face tells apart by shape.

    paused: by a person. resting: by the machine itself, which ends it as well. busy: starting or
    measuring. draining: what runs is finished, nothing new begins. trouble: somebody has to act.
    lost: it does not answer.
    """

    EARNING = "earning"
    READY = "ready"
    UNLISTED = "unlisted"
    PAUSED = "paused"
    RESTING = "resting"
    BUSY = "busy"
    DRAINING = "draining"
    TROUBLE = "trouble"
    LOST = "lost"


class Condition(Worded):
    """A `Worded` state. until: s since 1970, by the agent's clock, when it ends by itself; since:
    when it began, as far as the agent has seen it.

    place: the part of the window where it is changed; empty where it ends by itself. also: what
    would still hold if this one ended, the worst first.
    """

    mood: Mood
    until: int | None = None
    since: int = 0
    place: str = ""
    also: tuple[Worded, ...] = ()
