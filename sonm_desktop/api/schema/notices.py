"""What a person was told: what happened, when, why, what to do, and where."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import Reply, Request


class Notice(Reply):
    """said: what happened or is so, and what to do. at: s since 1970, by the agent's clock.

    place: the part of the window where it is looked into; empty for none. about: the deal or the
    worker; empty for the agent's own machine.
    """

    seq: int
    at: int
    said: Worded
    place: str = ""
    about: str = ""
    read: bool = False


class NoticeBoard(Reply):
    """unread: how many. last: the newest of all."""

    unread: int = 0
    last: Notice | None = None


class ReadNotices(Request):
    """up_to: the newest that was seen."""

    up_to: Annotated[int, Field(ge=0, lt=2**63)]
