"""People and ratings in the schema."""

from __future__ import annotations

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.standing import (
    Person,
    RatingRow,
    ReasonCount,
    Score,
    Standing,
    Supplier,
    Vouch,
)
from sonm_desktop.core.ids import Address
from sonm_desktop.market.standing.following import StandingBook
from sonm_desktop.market.standing.identity import COUNTING
from sonm_desktop.market.standing.rating import STARS, Rating, Tally
from sonm_desktop.market.standing.rating import Standing as MarketStanding


def person_shape(book: StandingBook, account: Address, now: int, *, mine: bool) -> Person:
    profile = book.profile(account)
    vouched = book.vouched(account, now)
    return Person(
        account=account,
        name=profile.name if profile else "",
        metadata=profile.metadata if profile else "",
        written=profile.time if profile else None,
        namesakes=book.registry.namesakes(account),
        level=max((one.level for one in vouched), default=0),
        vouched=tuple(
            Vouch(
                validator=one.validator,
                name=name_of(book, one.validator),
                attested=one.attested,
                level=one.level,
                expiry=one.expiry,
                state=Worded.of(one.why),
            )
            for one in vouched
        ),
        validates=book.registry.validators.get(account, 0),
        mine=mine,
    )


def supplier_of(book: StandingBook, worker: Address, now: int) -> Supplier:
    """Whom *worker* serves now, in few words."""
    account = book.master_of(worker, now)
    if account is None:
        return Supplier()
    said = book.supplier(account, now)
    return Supplier(
        account=account,
        name=name_of(book, account),
        namesakes=book.registry.namesakes(account),
        level=book.level_of(account, now),
        stars=said.counted.mean_percent,
        ratings=said.counted.ratings,
        apart=said.apart.ratings,
    )


def standing_shape(said: MarketStanding) -> Standing:
    return Standing(counted=score_shape(said.counted), apart=score_shape(said.apart))


def score_shape(tally: Tally) -> Score:
    low, high = tally.interval()
    return Score(
        ratings=tally.ratings,
        stars=tally.mean_percent,
        low=_stars(low),
        high=_stars(high),
        by_stars=tally.by_stars,
        volume=tally.volume,
        reasons=tuple(
            ReasonCount(
                code=f"standing.reason_{reason}",
                text=Worded.of(f"standing.reason_{reason}").text,
                count=count,
            )
            for reason, count in tally.reasons
        ),
    )


def rating_shape(book: StandingBook, rating: Rating, now: int) -> RatingRow:
    level = book.level_of(rating.rater, now)
    if level >= COUNTING:
        code = "standing.counts_level"
    elif book.counts(rating, now):
        code = "standing.counts_trusted"
    else:
        code = "standing.counts_not"
    return RatingRow(
        deal=rating.deal,
        rater=rating.rater,
        rater_name=name_of(book, rating.rater),
        rater_level=level,
        subject=rating.subject,
        by_consumer=rating.by_consumer,
        stars=rating.stars,
        reason=Worded.of(f"standing.reason_{rating.reason}"),
        paid=rating.paid,
        time=rating.time,
        counts=book.counts(rating, now),
        state=Worded.of(code, {"level": level}),
    )


def name_of(book: StandingBook, account: Address) -> str:
    """What *account* calls itself; empty for nothing."""
    profile = book.profile(account)
    return profile.name if profile else ""


def _stars(share: float) -> int:
    """A share of full stars as stars in hundredths, from 100 to 500."""
    return round(100 + 100 * (STARS - 1) * share)
