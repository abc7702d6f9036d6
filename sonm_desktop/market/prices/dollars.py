"""What one SNM costs in USD now, looked up every few seconds at most."""

from __future__ import annotations

import logging
from typing import Protocol

from sonm_desktop.chain.feed import FeedAnswer
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.dollars import UsdPrice
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.ids import ChainTime

logger = logging.getLogger(__name__)

FRESH_S = 3.0
NO_FEED = "chain.no_price_feed"


class FeedSource(Protocol):
    """Who reads the market's feed; `chain.reader.ChainReader` does."""

    async def usd_feed(self) -> FeedAnswer | None: ...
    async def pending_time(self) -> ChainTime: ...


class Dollars:
    """For lists and displays. Where money is signed, ask the chain itself: `price_now`."""

    def __init__(self, chain: FeedSource, clock: Clock) -> None:
        self._chain = chain
        self._clock = clock
        self._answer: FeedAnswer | None = None
        self._looked: float | None = None

    async def answer(self) -> FeedAnswer | None:
        """What the feed said lately; None when the market has none. Raises RemoteError."""
        now = self._clock.monotonic()
        if self._looked is None or now - self._looked >= FRESH_S:
            self._answer = await self._chain.usd_feed()
            self._looked = self._clock.monotonic()
        return self._answer

    def forget(self) -> None:
        """Look again at once: something has moved the feed."""
        self._looked = None

    def now(self, answer: FeedAnswer) -> int:
        """The chain's time since *answer* was read, moved on by this machine's clock."""
        passed = 0.0 if self._looked is None else self._clock.monotonic() - self._looked
        return answer.read + int(passed)

    async def require(self) -> UsdPrice:
        """The usable price. Raises UserError with the reason why there is none, RemoteError."""
        answer = await self.answer()
        if answer is None:
            raise UserError(NO_FEED)
        return answer.price(self.now(answer))

    async def price(self) -> UsdPrice | None:
        """None while there is no feed, no usable price, or nobody to ask."""
        try:
            return await self.require()
        except (UserError, RemoteError) as error:
            logger.debug("no USD price now: %s", error.code)
            return None


async def price_now(chain: FeedSource) -> tuple[FeedAnswer, UsdPrice]:
    """The feed's answer of this moment and its price.

    Raises UserError with the reason why there is none, RemoteError.
    """
    answer = await chain.usd_feed()
    if answer is None:
        raise UserError(NO_FEED)
    return answer, answer.price(answer.read)
