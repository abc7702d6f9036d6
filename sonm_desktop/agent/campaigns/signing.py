"""As a sponsor: places and coupons, each recorded before it is signed, never beyond the budget."""

from __future__ import annotations

from collections.abc import Iterable

from sonm_desktop.agent.campaigns.reading import CampaignReader
from sonm_desktop.agent.session import Session
from sonm_desktop.api.schema.campaigns import SignCoupon, SignedCoupon, SignedPlace, SignPlace
from sonm_desktop.campaign.calls import domain_of
from sonm_desktop.campaign.commitments import (
    CommitmentKey,
    NotPublic,
    commitment,
    commitment_key,
)
from sonm_desktop.campaign.messages import Coupon, Place
from sonm_desktop.campaign.rules import CampaignState, PlaceState, covered, worth
from sonm_desktop.campaign.tickets import Ticket, write_ticket
from sonm_desktop.core.amounts import Wei, snm
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, CampaignId, Commitment
from sonm_desktop.store.campaign_places import CampaignPlaceRow, CampaignPlaces
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.messages import Message
from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.wallet.wallet import Wallet


class CampaignSigning:
    """One at a time. Signs by the sponsor's operator key. What a network address is on the chain
    needs the sponsor's own key: where one is named the wallet must be unlocked."""

    def __init__(self, session: Session, places: CampaignPlaces, wallet: Wallet) -> None:
        self._session = session
        self._network = session.network
        self._campaigns = CampaignReader(session.rpc, session.network)
        self._places = places
        self._wallet = wallet

    async def place(self, campaign: CampaignId, wanted: SignPlace) -> SignedPlace:
        """Raises UserError: what is promised to others already counts against the budget."""
        account = parse_address(wanted.account)
        state, now = await self._running(campaign)
        signer = await self._signer(state)
        home = self._commitment(state, campaign, wanted.address)
        seat = await self._campaigns.seat(campaign, home)
        rows = await self._places.of(campaign)
        offered = _find(rows, home)
        _require_unpaid(account, seat, offered, now)
        before = seat.most if seat else 0
        more = Wei(worth(state, wanted.traffic) - before)
        if more <= 0:
            raise UserError("campaign.place_large_enough", most=snm(before))
        word = Place(campaign, account, home, wanted.traffic, now + wanted.lasting)
        row = _with_what_can_be_taken(word, wanted.address.strip(), offered, now)
        needs = worth(state, row.traffic) - before
        free = await self._free(campaign, state, rows, home, now)
        if needs > free:
            raise UserError("campaign.budget_promised", free=snm(free), needs=snm(needs))
        await self._places.sign(row)
        return SignedPlace(
            ticket=self._ticket(word, signer),
            account=account,
            commitment=home,
            traffic=word.traffic,
            expiry=word.expiry,
            sets_aside=more,
        )

    async def coupon(self, campaign: CampaignId, wanted: SignCoupon) -> SignedCoupon:
        """Raises UserError where no place stands, or more was signed before."""
        account = parse_address(wanted.account)
        state = await self._campaigns.campaign(campaign)
        signer = await self._signer(state)
        home = await self._home(state, campaign, account, wanted.address)
        seat = await self._campaigns.seat(campaign, home)
        if seat is None or seat.account != account:
            raise UserError("campaign.no_place", account=account)
        row = _find(await self._places.of(campaign), home)
        if row is not None and row.coupon > wanted.traffic:
            raise UserError("campaign.coupon_lower", before=row.coupon)
        word = Coupon(campaign, home, wanted.traffic)
        await self._places.coupon(campaign, home, wanted.traffic)
        due = min(worth(state, word.traffic), seat.most)
        return SignedCoupon(
            ticket=self._ticket(word, signer),
            account=account,
            commitment=home,
            traffic=word.traffic,
            pays=max(0, due - seat.paid),
            beyond=max(0, word.traffic - covered(state, seat)),
        )

    async def _running(self, campaign: CampaignId) -> tuple[CampaignState, int]:
        state = await self._campaigns.campaign(campaign)
        now = await self._session.reader.pending_time()
        if state.end <= now:
            raise UserError("campaign.over")
        return state, now

    async def _signer(self, state: CampaignState) -> KeySigner:
        """The key whose word counts for *state*, when this machine has it."""
        if not self._wallet.holds(state.sponsor):
            raise UserError("campaign.not_sponsor", sponsor=state.sponsor)
        signer = await self._session.keys.signer(state.sponsor)
        if signer.address != state.signer:
            raise UserError("campaign.other_key")
        return signer

    async def _home(
        self, state: CampaignState, campaign: CampaignId, account: Address, address: str | None
    ) -> Commitment:
        """The only place of *account*, or the one at *address*."""
        if address is not None:
            return self._commitment(state, campaign, address)
        await self._session.indexer.refresh()
        words = await self._session.indexer.campaign_events_of(account)
        found = sorted({word.commitment for word in words if word.campaign == campaign})
        if not found:
            raise UserError("campaign.no_place", account=account)
        if len(found) > 1:
            raise UserError("campaign.which_place", account=account, count=len(found))
        return found[0]

    def _commitment(self, state: CampaignState, campaign: CampaignId, address: str) -> Commitment:
        own = self._wallet.signer(state.sponsor)
        key = commitment_key(own.sign(CommitmentKey(campaign), domain_of(self._network)))
        try:
            return commitment(key, campaign, address.strip())
        except NotPublic as error:
            raise UserError("campaign.not_public", address=address[:64]) from error

    async def _free(
        self,
        campaign: CampaignId,
        state: CampaignState,
        rows: Iterable[CampaignPlaceRow],
        besides: Commitment,
        now: int,
    ) -> Wei:
        """Wei that no place takes that was signed, can be taken at *now*, and does not stand yet.

        The budget is asked for last: a place that is taken between two questions counts twice.
        """
        open_ones = [row for row in rows if row.expiry >= now and row.commitment != besides]
        seats = await self._campaigns.seats(campaign, [row.commitment for row in open_ones])
        promised = 0
        for row in open_ones:
            seat = seats.get(row.commitment)
            promised += max(0, worth(state, row.traffic) - (seat.most if seat else 0))
        return Wei(max(0, (await self._campaigns.campaign(campaign)).free - promised))

    def _ticket(self, word: Place | Coupon, signer: KeySigner) -> str:
        message: Message = word
        domain = domain_of(self._network)
        signature = signer.sign(message, domain)
        return write_ticket(Ticket(word, signature, domain.chain_id, domain.market))


def _find(rows: Iterable[CampaignPlaceRow], home: Commitment) -> CampaignPlaceRow | None:
    return next((row for row in rows if row.commitment == home), None)


def _with_what_can_be_taken(
    word: Place, address: str, offered: CampaignPlaceRow | None, now: int
) -> CampaignPlaceRow:
    """The record of *word*: as large and as long as any ticket of its place that counts still."""
    traffic, expiry = word.traffic, word.expiry
    if offered is not None and offered.account == word.account and offered.expiry >= now:
        traffic, expiry = max(traffic, offered.traffic), max(expiry, offered.expiry)
    return CampaignPlaceRow(
        word.campaign, word.commitment, word.account, address, traffic, expiry, now
    )


def _require_unpaid(
    account: Address, seat: PlaceState | None, row: CampaignPlaceRow | None, now: int
) -> None:
    """One address is for one account: on the chain, and among what was offered."""
    if seat is not None and seat.account != account:
        raise UserError("campaign.address_taken", account=seat.account)
    if seat is None and row is not None and row.account != account and row.expiry >= now:
        raise UserError("campaign.address_offered", account=row.account)
