"""Lists of a fake agent: what was blocked in it stays blocked, and hides offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonm_desktop.api.schema.blacklist import (
    Blacklist,
    BlockedAccount,
    BlockVerdict,
    FollowedList,
    ListReason,
    Where,
)
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.market import Offer
from tests.fakes.sample_state import NOW

if TYPE_CHECKING:
    from tests.fakes.agent import FakeAgent

WATCHDOG = "0x" + "Da" * 20
ME = "0x" + "Ae" * 20


def reason(where: Where, owner: str, text: str) -> ListReason:
    """An entry as the agent words it."""
    code = f"blacklist.because_{where}" + ("" if text else "_silent")
    said = Worded.of(code, {"list": owner, "reason": text})
    return ListReason(
        where=where, owner=owner, reader=ME, reason=text, since=NOW - 86_400, said=said
    )


class FakeBlacklist:
    """because: by account. followed: lists. public: why there are no public lists."""

    def __init__(self, agent: FakeAgent) -> None:
        self._agent = agent
        self.because: dict[str, list[ListReason]] = {}
        self.followed: list[FollowedList] = []
        self.public: Worded | None = None

    async def show(self) -> Blacklist:
        self._agent.note("blacklist")
        mine = [
            BlockedAccount(account=account, machines=1, because=why)
            for account, reasons in self.because.items()
            for why in reasons
            if why.where != "followed"
        ]
        return Blacklist(public=self.public, blocked=tuple(mine), followed=tuple(self.followed))

    async def check(self, account: str) -> BlockVerdict:
        found = tuple(self.because.get(account, ()))
        return BlockVerdict(
            account=account, asked=account, refused=bool(found), because=found, public=self.public
        )

    async def keep(self, account: str, reason_: str = "") -> BlockVerdict:
        self._agent.note("keep", (account, reason_))
        self.because.setdefault(account, []).append(reason("private", "", reason_))
        return await self.check(account)

    async def forget(self, account: str) -> BlockVerdict:
        self._agent.note("forget", account)
        kept = [why for why in self.because.get(account, []) if why.where != "private"]
        self.because[account] = kept
        return await self.check(account)

    def judged(self, offer: Offer) -> Offer:
        """*offer* with the reason why lists refuse it."""
        if not self.because.get(offer.worker):
            return offer
        blocked = Worded.of("market.supplier_blocked", {"worker": offer.worker})
        return offer.model_copy(update={"mismatches": (blocked,)})
