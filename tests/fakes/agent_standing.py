"""People and ratings of the fake agent: a supplier with a name, and a deal that can be rated."""

from __future__ import annotations

from typing import Any, Protocol

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.standing import (
    DealRatings,
    Person,
    RatingRow,
    ReasonCount,
    Reputation,
    Score,
    Standing,
    Validator,
    Validators,
    Vouch,
)

VALIDATOR = "0x" + "5A" * 20
SUBJECT = "0x" + "6B" * 20
UNTIL = 1_900_000_000


class Noted(Protocol):
    """The part of the fake agent that this needs."""

    def note(self, name: str, value: Any = None) -> None: ...


class FakeStanding:
    """`AgentClient.standing`. ratings: what is said of any deal. none: why nobody has a profile."""

    def __init__(self, agent: Noted) -> None:
        self._agent = agent
        self.ratings = sample_ratings()
        self.none: Worded | None = None

    async def person(self, account: str) -> Person:
        self._agent.note("person", account)
        if self.none is not None:
            return Person(account=account, none=self.none)
        return sample_person(account)

    async def reputation(self, account: str) -> Reputation:
        self._agent.note("reputation", account)
        return sample_reputation(account)

    async def validators(self) -> Validators:
        self._agent.note("validators")
        one = Validator(account=VALIDATOR, name="Practice validator", level=4, followed=True)
        return Validators(registrar=SUBJECT, validators=(one,))

    async def deal(self, deal: str) -> DealRatings:
        self._agent.note("ratings", deal)
        return self.ratings.model_copy(update={"deal": deal})

    async def skip(self, deal: str, *, skip: bool = True) -> DealRatings:
        self._agent.note("skip", (deal, skip))
        code = "standing.skipped" if skip else "standing.rateable"
        self.ratings = self.ratings.model_copy(update={"state": Worded.of(code)})
        return await self.deal(deal)


def sample_person(account: str, name: str = "Kite & Daughters") -> Person:
    return Person(
        account=account,
        name=name,
        level=3,
        vouched=(
            Vouch(
                validator=VALIDATOR,
                name="Practice validator",
                attested=3,
                level=3,
                expiry=UNTIL,
                state=Worded.of("standing.vouched"),
            ),
        ),
    )


def sample_reputation(account: str) -> Reputation:
    reasons = (
        ReasonCount(code="fulfilled", text="Everything was as agreed.", count=10),
        ReasonCount(code="machine_gone", text="The machine was gone.", count=2),
    )
    counted = Score(
        ratings=12,
        stars=430,
        low=360,
        high=470,
        by_stars=(1, 0, 1, 3, 7),
        volume=123 * 10**18,
        reasons=reasons,
    )
    apart = Score(ratings=3, stars=500, low=250, high=500, by_stars=(0, 0, 0, 0, 3))
    return Reputation(
        account=account,
        as_supplier=Standing(counted=counted, apart=apart),
        closed_as_supplier=20,
    )


def sample_ratings(account: str = "", *, by_consumer: bool = True) -> DealRatings:
    return DealRatings(
        deal="",
        account=account or SUBJECT,
        subject=SUBJECT,
        subject_name="Kite & Daughters",
        by_consumer=by_consumer,
        can=True,
        state=Worded.of("standing.rateable"),
    )


def rating_row(deal: str, *, by_consumer: bool, stars: int) -> RatingRow:
    return RatingRow(
        deal=deal,
        rater=SUBJECT,
        rater_name="",
        rater_level=0,
        subject=SUBJECT,
        by_consumer=by_consumer,
        stars=stars,
        reason=Worded.of("standing.reason_fulfilled"),
        paid=10**18,
        time=None,
        counts=False,
        state=Worded.of("standing.counts_not", {"level": 0}),
    )
