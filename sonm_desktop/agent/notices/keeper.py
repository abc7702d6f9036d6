"""Tells what is news, once, and keeps it: a `NoticesPort` and the loop behind it."""

from __future__ import annotations

import asyncio
import logging
from typing import TypeVar

from sonm_desktop.agent.notices.finding import Shown, news
from sonm_desktop.agent.state import StateBoard
from sonm_desktop.api.schema.amendments import Amendment
from sonm_desktop.api.schema.condition import Condition
from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import Reply
from sonm_desktop.api.schema.network import NetworkStatus
from sonm_desktop.api.schema.notices import Notice, NoticeBoard
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.tasks import Task
from sonm_desktop.api.schema.worker import LocalWorker, SuppliedDeal
from sonm_desktop.core.clock import Clock
from sonm_desktop.store.notices import Known, NoticeRecord, Notices

logger = logging.getLogger(__name__)

LOOK_S = 0.5
"""Between two looks: what moves together is looked at once."""

_FOLLOWED = frozenset(
    {
        Topic.CONDITIONS,
        Topic.SUPPLIED,
        Topic.DEALS,
        Topic.TASKS,
        Topic.LOCAL_WORKER,
        Topic.AMENDMENTS,
        Topic.NETWORK,
    }
)

R = TypeVar("R", bound=Reply)


class NoticeKeeper:
    """Reads the board alone. What was told stays told over restarts."""

    def __init__(self, board: StateBoard, notices: Notices, clock: Clock) -> None:
        self._board = board
        self._notices = notices
        self._clock = clock
        self._known: dict[str, Known] = {}
        self._wake = asyncio.Event()
        board.watch(self._moved)

    async def run(self) -> None:
        """For ever, for a supervisor."""
        await self.begin()
        while True:
            self._wake.clear()
            again_s = await self.look()
            await self._until_moved(again_s)
            await asyncio.sleep(LOOK_S)

    async def begin(self) -> None:
        """Take up what was told before."""
        self._known = await self._notices.known()
        newest = await self._notices.newest(limit=1)
        await self._show(_shape(newest[0]) if newest else None)

    async def look(self) -> float | None:
        """Tell what is news; after how long to look again although nothing moves."""
        found = news(self._shown(), self._known, self._clock.now())
        if not found.learnt:
            return found.again_s
        before = await self._notices.tally()
        await self._notices.learn(found.learnt, list(found.told))
        self._known |= found.learnt
        if found.told:
            for record in reversed(await self._notices.newest(limit=64, after=before.newest)):
                logger.info("told: %s (%s)", _shape(record).said.text, record.code)
                await self._show(_shape(record))
        return found.again_s

    async def newest(self, *, limit: int, since: int, after: int) -> list[Notice]:
        """The newest first."""
        found = await self._notices.newest(limit=limit, since=since, after=after)
        return [_shape(record) for record in found]

    async def read_up_to(self, seq: int) -> NoticeBoard:
        """Those up to *seq* are no news any more."""
        await self._notices.read_up_to(seq)
        newest = await self._notices.newest(limit=1)
        return await self._show(_shape(newest[0]) if newest else None)

    async def _show(self, last: Notice | None) -> NoticeBoard:
        tally = await self._notices.tally()
        shown = NoticeBoard(unread=tally.unread, last=last)
        self._board.put(Topic.NOTICES, shown)
        return shown

    def _moved(self, topic: Topic) -> None:
        if topic in _FOLLOWED:
            self._wake.set()

    async def _until_moved(self, limit_s: float | None) -> None:
        try:
            async with asyncio.timeout(limit_s):
                await self._wake.wait()
        except TimeoutError:
            return

    def _shown(self) -> Shown:
        local = self._board.one(Topic.LOCAL_WORKER)
        network = self._board.one(Topic.NETWORK)
        return Shown(
            conditions=self._shelf(Topic.CONDITIONS, Condition),
            supplied=self._shelf(Topic.SUPPLIED, SuppliedDeal),
            deals=self._shelf(Topic.DEALS, Deal),
            tasks=self._shelf(Topic.TASKS, Task),
            amendments=self._shelf(Topic.AMENDMENTS, Amendment),
            here=(local.worker or "") if isinstance(local, LocalWorker) else "",
            others=network.others if isinstance(network, NetworkStatus) else (),
        )

    def _shelf(self, topic: Topic, kind: type[R]) -> dict[str, R]:
        shelf = self._board.shelf(topic)
        return {key: value for key, value in shelf.items() if isinstance(value, kind)}


def _shape(record: NoticeRecord) -> Notice:
    return Notice(
        seq=record.seq,
        at=record.at,
        said=Worded.of(record.code, record.params),
        place=record.place,
        about=record.about,
        read=record.read,
    )
