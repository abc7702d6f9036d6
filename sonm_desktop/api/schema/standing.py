"""Who people are, on whose word, and what the sides of closed deals say of each other."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import Reply, WeiText

Stars = Annotated[int, Field(ge=1, le=5)]
Level = Annotated[int, Field(ge=0, le=4)]


class Vouch(Reply):
    """A validator's word. attested: the level he names; level: what that is worth to you now.

    name: what he calls himself. expiry: chain time. state: whether and why it counts.
    """

    validator: str
    name: str
    attested: int
    level: int
    expiry: int
    state: Worded


class Person(Reply):
    """An account as the network's profiles show it.

    none: why nothing can be known: the network has no such registry. name, metadata: by the
    account itself, made harmless; anybody may call himself anything. namesakes: other accounts
    with the same name. written: chain time; None when never. validates: up to which level its
    own word counts, 0 for none. mine: an account of this profile.
    """

    account: str
    none: Worded | None = None
    name: str = ""
    metadata: str = ""
    written: int | None = None
    namesakes: int = 0
    level: int = 0
    vouched: tuple[Vouch, ...] = ()
    validates: int = 0
    mine: bool = False


class Validator(Reply):
    """Whose word counts on this network, up to *level*; followed: by you, too."""

    account: str
    name: str
    level: int
    followed: bool


class Validators(Reply):
    """registrar: who admits them; empty where nobody does."""

    none: Worded | None = None
    registrar: str = ""
    validators: tuple[Validator, ...] = ()


class ReasonCount(Reply):
    """How often a reason was given."""

    code: str
    text: str
    count: int


class Score(Reply):
    """Ratings added up. stars: their mean in hundredths, None without any; low, high: where it
    lies surely enough, in hundredths. by_stars: how many gave 1, 2, 3, 4, 5. volume: paid for
    the deals, wei."""

    ratings: int = 0
    stars: int | None = None
    low: int = 100
    high: int = 500
    by_stars: tuple[int, ...] = (0, 0, 0, 0, 0)
    volume: WeiText = 0
    reasons: tuple[ReasonCount, ...] = ()


class Standing(Reply):
    """counted: by raters of identity level 2 or accounts you trust; apart: by all others."""

    counted: Score = Score()
    apart: Score = Score()


class RatingRow(Reply):
    """One side's word about a deal. by_consumer: the customer's about the supplier. time: chain
    time, None where the node does not tell. counts, state: whether and why for you."""

    deal: str
    rater: str
    rater_name: str
    rater_level: int
    subject: str
    by_consumer: bool
    stars: int
    reason: Worded
    paid: WeiText
    time: int | None
    counts: bool
    state: Worded


class Reputation(Reply):
    """What is said of an account; ratings: the newest ones. closed_*: deals of it in that role."""

    account: str
    none: Worded | None = None
    as_supplier: Standing = Standing()
    as_customer: Standing = Standing()
    closed_as_supplier: int = 0
    closed_as_customer: int = 0
    ratings: tuple[RatingRow, ...] = ()


class DealRatings(Reply):
    """What both sides of a deal have said, and whether you can.

    account: yours in it; subject: whom you would rate; both empty where you are no side.
    can: rating is possible now; state: why, or why not. mine, theirs: what was said.
    """

    deal: str
    account: str = ""
    subject: str = ""
    subject_name: str = ""
    by_consumer: bool = False
    can: bool = False
    state: Worded
    mine: RatingRow | None = None
    theirs: RatingRow | None = None


class Supplier(Reply):
    """Whom an offer's worker serves, in few words. account: empty while nobody is known.

    stars: mean of the ratings that count, in hundredths; None without any.
    """

    account: str = ""
    name: str = ""
    namesakes: int = 0
    level: int = 0
    stars: int | None = None
    ratings: int = 0
    apart: int = 0
