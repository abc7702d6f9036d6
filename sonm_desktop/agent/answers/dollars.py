"""Answers about the price of SNM in USD."""

from __future__ import annotations

from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.session import Session
from sonm_desktop.agent.state import StateBoard
from sonm_desktop.api.schema.dollars import UsdFeed
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.chain.feed import FeedAnswer
from sonm_desktop.chain.practice.price import set_practice_price
from sonm_desktop.core.dollars import UsdPrice, usd

DRIFTING = ("updated", "time")
"""A price that only grows older is no news."""


class DollarAnswers:
    """A `DollarsPort`. What was seen is put on the board, for every face."""

    def __init__(self, networking: Networking, board: StateBoard) -> None:
        self._networking = networking
        self._board = board

    async def feed(self) -> UsdFeed:
        return await self.look(self._networking.session())

    async def set_practice_price(self, answer: int) -> UsdFeed:
        session = self._networking.session()
        await set_practice_price(session.rpc, session.network, answer)
        session.market.dollars.forget()
        return await self.look(session)

    async def look(self, session: Session) -> UsdFeed:
        """What the market's feed says. Raises RemoteError while no node answers."""
        dollars = session.market.dollars
        answer = await dollars.answer()
        seen = feed_shape(answer, 0 if answer is None else dollars.now(answer))
        self._board.put(Topic.USD, seen, drifting=DRIFTING)
        return seen


def feed_shape(answer: FeedAnswer | None, now: int) -> UsdFeed:
    if answer is None:
        return UsdFeed(state=Worded.of("chain.no_price_feed"))
    trouble = answer.trouble(now)
    return UsdFeed(
        state=Worded.of(
            "agent.usd_price", {"price": usd(UsdPrice(answer.answer, answer.unit).one_snm)}
        )
        if trouble is None
        else Worded.of_error(trouble),
        usable=trouble is None,
        feed=answer.feed,
        answer=answer.answer,
        decimals=answer.decimals,
        updated=answer.updated,
        time=now,
        max_age=answer.max_age,
    )
