"""The messages of the agent in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.notices import Notice, NoticeBoard
from tests.fakes.sample_state import DEAL, NOW

if TYPE_CHECKING:
    from tests.fakes.agent import FakeAgent


def notice(
    seq: int, code: str, /, *, place: str = "machine", read: bool = False, **params: Any
) -> Notice:
    """What was told as the *seq*-th, one minute after the one before it."""
    return Notice(
        seq=seq,
        at=NOW + 60 * seq,
        said=Worded.of(code, params),
        place=place,
        about=DEAL if place == "rentals" else "",
        read=read,
    )


def sample_notices() -> list[Notice]:
    """The newest first; two of them are news."""
    return [
        notice(
            5,
            "notice.rental_waits",
            place="rentals",
            reason=Worded.of("worker.waits_for_money", {"amount": "0.3 SNM"}).text,
            remedy="Top the deal up.",
        ),
        notice(4, "state.engine_stopped"),
        notice(
            3,
            "notice.customer_left",
            place="wallet",
            customer="0x8AE1…3929",
            earned="0.4 SNM",
            read=True,
        ),
        notice(
            2,
            "notice.job_ended",
            place="rentals",
            name="render-nightly-build-17",
            code="3",
            read=True,
        ),
        notice(1, "notice.rented", read=True),
    ]


class FakeNotices:
    """What was read is remembered; the state is told of it."""

    def __init__(self, agent: FakeAgent) -> None:
        self._agent = agent
        self.all: list[Notice] = []

    def put(self, notices: list[Notice]) -> None:
        """These were told; the newest first."""
        self.all = notices
        self._agent.put(notices=self._board().model_dump(mode="json"))

    async def newest(self, *, limit: int = 100, since: int = 0, after: int = 0) -> list[Notice]:
        self._agent.note("notices", after)
        return [one for one in self.all if one.seq > after and one.at >= since][:limit]

    async def read_up_to(self, seq: int) -> NoticeBoard:
        self._agent.note("read", seq)
        self.put([one.model_copy(update={"read": one.read or one.seq <= seq}) for one in self.all])
        return self._board()

    def _board(self) -> NoticeBoard:
        unread = sum(not one.read for one in self.all)
        return NoticeBoard(unread=unread, last=self.all[0] if self.all else None)
