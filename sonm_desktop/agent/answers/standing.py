"""Answers about who people are and what is said of them."""

from __future__ import annotations

from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.session import Session
from sonm_desktop.agent.shapes.standing import (
    name_of,
    person_shape,
    rating_shape,
    standing_shape,
)
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.standing import (
    DealRatings,
    Person,
    Reputation,
    Validator,
    Validators,
)
from sonm_desktop.chain.index.records import IndexedDeal
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market.standing.rating import Rating
from sonm_desktop.store.rating_skips import RatingSkips
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.wallet import Wallet

MOST_RATINGS = 200
"""Shown one by one; all of them are counted."""


class StandingAnswers:
    """A `StandingPort`. Looking sends no transaction; every answer begins with the newest
    blocks, so that what was just written is there."""

    def __init__(self, networking: Networking, wallet: Wallet, skips: RatingSkips) -> None:
        self._networking = networking
        self._wallet = wallet
        self._skips = skips

    async def person(self, account: str) -> Person:
        address = parse_address(account)
        session, now = await self._fresh()
        if session.network.profiles is None:
            return Person(account=address, none=Worded.of("standing.no_profiles"))
        return person_shape(session.standing, address, now, mine=self._is_mine(address))

    async def validators(self) -> Validators:
        session, _ = await self._fresh()
        if session.network.profiles is None:
            return Validators(none=Worded.of("standing.no_profiles"))
        book = session.standing
        return Validators(
            registrar=book.registry.registrar or "",
            validators=tuple(
                Validator(
                    account=who,
                    name=name_of(book, who),
                    level=level,
                    followed=book.trust.follows(who),
                )
                for who, level in sorted(book.registry.validators.items())
                if level
            ),
        )

    async def reputation(self, account: str) -> Reputation:
        address = parse_address(account)
        session, now = await self._fresh()
        if session.network.reputation is None:
            return Reputation(account=address, none=Worded.of("standing.no_reputation"))
        book = session.standing
        sold, bought = await session.indexer.closed_deals(address)
        return Reputation(
            account=address,
            as_supplier=standing_shape(book.supplier(address, now)),
            as_customer=standing_shape(book.customer(address, now)),
            closed_as_supplier=sold,
            closed_as_customer=bought,
            ratings=tuple(
                rating_shape(book, rating, now)
                for rating in book.registry.ratings_of(address)[:MOST_RATINGS]
            ),
        )

    async def deal(self, deal: str) -> DealRatings:
        """Raises UserError("standing.no_deal")."""
        session, now = await self._fresh()
        found = await session.indexer.deal(DealId(deal.lower()))
        if found is None:
            raise UserError("standing.no_deal")
        return await self._of_deal(session, found, now)

    async def skip(self, deal: str, *, skip: bool) -> DealRatings:
        """Never ask about *deal* again, or do. Raises UserError("standing.no_deal")."""
        session = self._networking.session()
        await self._skips.set(session.network.identity, deal.lower(), skip=skip)
        return await self.deal(deal)

    async def _of_deal(self, session: Session, found: IndexedDeal, now: int) -> DealRatings:
        side = self._side(session, found)
        if side is None or session.network.reputation is None:
            code = "standing.not_a_party" if side is None else "standing.no_reputation"
            return DealRatings(deal=found.deal, state=Worded.of(code))
        account, subject = side
        book = session.standing
        mine = _said(session, found, subject, by_consumer=account == found.consumer)
        theirs = _said(session, found, account, by_consumer=account != found.consumer)
        code = _verdict(found, mine)
        if code == "standing.rateable":
            skipped = await self._skips.of(session.network.identity)
            code = "standing.skipped" if found.deal in skipped else code
        return DealRatings(
            deal=found.deal,
            account=account,
            subject=subject,
            subject_name=name_of(book, subject),
            by_consumer=account == found.consumer,
            can=code in ("standing.rateable", "standing.skipped"),
            state=Worded.of(code),
            mine=None if mine is None else rating_shape(book, mine, now),
            theirs=None if theirs is None else rating_shape(book, theirs, now),
        )

    def _side(self, session: Session, deal: IndexedDeal) -> tuple[Address, Address] | None:
        """My account in *deal* and the other one; where both are mine, the one to rate yet."""
        sides = [(deal.consumer, deal.payee), (deal.payee, deal.consumer)]
        mine = [side for side in sides if self._is_mine(side[0])]
        silent = [
            side
            for side in mine
            if _said(session, deal, side[1], by_consumer=side[0] == deal.consumer) is None
        ]
        return next(iter([*silent, *mine]), None)

    def _is_mine(self, account: Address) -> bool:
        return any(known.address == account for known in self._wallet.accounts())

    async def _fresh(self) -> tuple[Session, int]:
        session = self._networking.session()
        change = await session.indexer.refresh()
        await session.standing.follow(change)
        return session, int(await session.reader.pending_time())


def _said(
    session: Session, deal: IndexedDeal, subject: Address, *, by_consumer: bool
) -> Rating | None:
    said = session.standing.registry.ratings.get(subject, {})
    return said.get((deal.deal, by_consumer))


def _verdict(deal: IndexedDeal, mine: Rating | None) -> str:
    if mine is not None:
        return "standing.rated_by_you"
    if deal.open:
        return "standing.deal_not_closed"
    return "standing.rateable" if deal.paid else "standing.nothing_paid"
