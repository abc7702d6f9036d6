"""Whom you deal with no more: on lists that everybody can read, and on one that stays here."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import Reply, Request

Where = Literal["private", "own", "followed"]
"""private: known on this PC and to your machines alone. own: on the public list of an account of
yours. followed: on a list that one of your accounts follows."""


class ListReason(Reply):
    """Why an account is refused. owner: of the list; empty for the private one. reader: your
    account that honours it. reason: the owner's words, made harmless; may be empty. since: s;
    None when the node did not tell. said: all of that as a sentence."""

    where: Where
    owner: str
    reader: str
    reason: str
    since: int | None
    said: Worded


class BlockedAccount(Reply):
    """An account on a list of yours; machines: how many serve it by the chain."""

    account: str
    machines: int
    because: ListReason


class FollowedList(Reply):
    """A list that *reader*, an account of yours, honours. entries: how long it is."""

    reader: str
    owner: str
    entries: int
    since: int | None


class Blacklist(Reply):
    """Everything that you have blocked, the newest first.

    public: None where the network has lists that everybody can read, else why not.
    """

    public: Worded | None = None
    blocked: tuple[BlockedAccount, ...] = ()
    followed: tuple[FollowedList, ...] = ()


class BlockVerdict(Reply):
    """What lists say of an account. account: the one that counts: the owner of a machine.

    asked: the one that was asked for. because: why you refuse it, empty when you do not.
    refuses: those of your accounts that it refuses. public: as in `Blacklist`.
    """

    account: str
    asked: str
    refused: bool
    because: tuple[ListReason, ...] = ()
    refuses: tuple[str, ...] = ()
    public: Worded | None = None


class KeepBlocked(Request):
    """Refuse an account without telling the chain."""

    reason: Annotated[str, Field(max_length=80)] = ""
