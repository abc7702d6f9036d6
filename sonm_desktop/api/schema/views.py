"""Long lists: made once, then read by offset."""

from __future__ import annotations

from typing import Generic, TypeVar

from sonm_desktop.api.schema.kinds import Reply

Row = TypeVar("Row")

LARGEST_PAGE = 500


class View(Reply):
    """A list as it was when it was made. count: of its rows. Forgotten when unused for long.

    blocked: rows that your lists leave out, or that they would where you asked to see them.
    """

    id: str
    count: int
    blocked: int = 0


class Rows(Reply, Generic[Row]):
    """Rows *offset* and following of a view."""

    view: str
    offset: int
    count: int
    rows: tuple[Row, ...]
