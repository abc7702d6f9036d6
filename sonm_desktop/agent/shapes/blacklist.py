"""Lists and the reasons on them, in the schema."""

from __future__ import annotations

from sonm_desktop.api.schema.blacklist import ListReason, Where
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.core.ids import Address
from sonm_desktop.market.blocking.lists import Because, Entry
from sonm_desktop.store.private_blocks import PrivateBlockRow


def kept_shape(row: PrivateBlockRow) -> ListReason:
    """An entry that stays on this PC."""
    return ListReason(
        where="private",
        owner="",
        reader="",
        reason=row.reason,
        since=row.since,
        said=_said("private", "", row.reason),
    )


def entry_shape(reader: Address, owner: Address, entry: Entry) -> ListReason:
    """An entry of a list that everybody can read, as *reader* honours it."""
    where: Where = "own" if owner == reader else "followed"
    return ListReason(
        where=where,
        owner=owner,
        reader=reader,
        reason=entry.reason,
        since=entry.since,
        said=_said(where, owner, entry.reason),
    )


def because_shape(found: Because) -> ListReason:
    return entry_shape(found.reader, found.owner, found.entry)


def _said(where: Where, owner: str, reason: str) -> Worded:
    code = f"blacklist.because_{where}" + ("" if reason else "_silent")
    return Worded.of(code, {"list": owner, "reason": reason})
