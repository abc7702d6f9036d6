"""What one SNM costs in USD, by the feed that the market itself converts with."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import Reply, Request, SignedWeiText
from sonm_desktop.core.dollars import UsdPrice

UsdText = SignedWeiText
"""An amount in 10^-18 USD, in JSON's form of wei."""


UNKNOWN = "agent.usd_unknown"
"""Nobody has looked yet."""


class UsdFeed(Reply):
    """state: agent.usd_price, or why no price can be used. feed: the contract that is asked, for
    ever the same; None on a market without one.

    usable: whether the market converts by it now. answer: USD for one SNM times 10^decimals, as
    the feed says it. updated: when the feed got it, time: when it was read; chain time, s.
    max_age: s, older answers the market does not use.
    """

    state: Worded
    usable: bool = False
    feed: str | None = None
    answer: SignedWeiText = 0
    decimals: int = 0
    updated: int = 0
    time: int = 0
    max_age: int = 0

    @property
    def price(self) -> UsdPrice | None:
        """None unless it is usable."""
        return UsdPrice(self.answer, self.decimals) if self.usable else None

    @property
    def age(self) -> int:
        """How old the answer was when it was read, s."""
        return max(0, self.time - self.updated)


class PracticePrice(Request):
    """answer: 10^-8 USD for one SNM of the practice network."""

    answer: Annotated[int, Field(ge=1, lt=2**63)]
