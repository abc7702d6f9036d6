"""What a person was told."""

from __future__ import annotations

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.notices import Notice, NoticeBoard, ReadNotices


class NoticeCalls:
    """`AgentClient.notices`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def newest(self, *, limit: int = 100, since: int = 0, after: int = 0) -> list[Notice]:
        """The newest first. since: s since 1970; after: the seq of one that is known."""
        query = {"limit": limit, "since": since, "after": after}
        return await self._link.ask_all(Notice, "/notices", query=query)

    async def read_up_to(self, seq: int) -> NoticeBoard:
        """Those up to *seq* are no news any more."""
        return await self._link.ask(NoticeBoard, "POST", "/notices/read", ReadNotices(up_to=seq))
