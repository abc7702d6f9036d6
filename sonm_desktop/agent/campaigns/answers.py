"""Answers about campaigns: what there are, what is in them, what they pay; a sponsor's words."""

from __future__ import annotations

import asyncio

from sonm_desktop.agent.campaigns.reading import CampaignReader
from sonm_desktop.agent.campaigns.shapes import (
    Scene,
    campaign_shape,
    income_shape,
    offer_shape,
    seat_shape,
)
from sonm_desktop.agent.campaigns.signing import CampaignSigning
from sonm_desktop.agent.campaigns.tallies import Tallies
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.session import Session
from sonm_desktop.api.schema.campaigns import (
    Campaign,
    CampaignIncome,
    CampaignPlace,
    CampaignReport,
    SignCoupon,
    SignedCoupon,
    SignedPlace,
    SignPlace,
)
from sonm_desktop.campaign.calls import campaigns_of
from sonm_desktop.campaign.rules import CampaignState
from sonm_desktop.campaign.tally import Tally, tally_of
from sonm_desktop.core.ids import CampaignId, Commitment
from sonm_desktop.store.campaign_places import CampaignPlaceRow, CampaignPlaces
from sonm_desktop.store.database import Database
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.wallet import Wallet

MOST_LISTED = 200
"""Of the newest campaigns of a network, beside those that are one's own."""


class CampaignAnswers:
    """A `CampaignsPort`. Every answer begins with the newest blocks.

    *journal* has the schema ``agent``. Raises UserError("campaign.no_contract") on networks
    without the contract.
    """

    def __init__(self, networking: Networking, wallet: Wallet, journal: Database) -> None:
        self._networking = networking
        self._wallet = wallet
        self._journal = journal
        self._turn = asyncio.Lock()
        self._tallies = Tallies()

    async def all(self) -> list[Campaign]:
        session = await self._fresh()
        listed = await self._listed(session)
        states = await _reader(session).campaigns(listed)
        scene = await self._scene(session)
        return [
            await self._shape(session, scene, one, states[one]) for one in listed if one in states
        ]

    async def report(self, campaign: str) -> CampaignReport:
        wanted = CampaignId(campaign.lower())
        session = await self._fresh()
        state = await _reader(session).campaign(wanted)
        scene, tally = await self._scene(session), await self._tally(session, wanted)
        shape = await self._shape(session, scene, wanted, state)
        rows = await self._places(session).of(wanted) if shape.mine else []
        return CampaignReport(campaign=shape, places=_places(scene, state, tally, rows))

    async def income(self, account: str) -> CampaignIncome:
        whose = parse_address(account)
        session = await self._fresh()
        reader = _reader(session)
        seats = tally_of(await session.indexer.campaign_events_of(whose)).seats.values()
        states = await reader.campaigns(sorted({seat.campaign for seat in seats}))
        scene = await self._scene(session)
        found = [
            (states[seat.campaign], seat, seat_shape(scene, states[seat.campaign], seat))
            for seat in seats
            if seat.campaign in states
        ]
        return income_shape(whose, await reader.vault(whose), found)

    async def sign_place(self, campaign: str, wanted: SignPlace) -> SignedPlace:
        session = await self._fresh()
        async with self._turn:
            return await self._signing(session).place(CampaignId(campaign.lower()), wanted)

    async def sign_coupon(self, campaign: str, wanted: SignCoupon) -> SignedCoupon:
        session = await self._fresh()
        async with self._turn:
            return await self._signing(session).coupon(CampaignId(campaign.lower()), wanted)

    async def _listed(self, session: Session) -> list[CampaignId]:
        """The newest, then older ones of our accounts: opening one costs a stranger little."""
        found = [one.campaign for one in await session.indexer.campaigns(limit=MOST_LISTED)]
        for account in self._wallet.accounts():
            found += await session.indexer.campaigns_of(account.address)
        return list(dict.fromkeys(found))

    async def _shape(
        self, session: Session, scene: Scene, campaign: CampaignId, state: CampaignState
    ) -> Campaign:
        signs = None
        if state.sponsor in scene.accounts:
            signs = (await session.keys.signer(state.sponsor)).address == state.signer
        tally = await self._tally(session, campaign)
        return campaign_shape(scene, campaign, state, tally, signs=signs)

    async def _scene(self, session: Session) -> Scene:
        return Scene(
            accounts=[account.address for account in self._wallet.accounts()],
            now=await session.reader.pending_time(),
            dollars=await session.market.dollars.price(),
        )

    async def _tally(self, session: Session, campaign: CampaignId) -> Tally:
        return await self._tallies.of(session.network.identity, session.indexer, campaign)

    def _signing(self, session: Session) -> CampaignSigning:
        return CampaignSigning(session, self._places(session), self._wallet)

    def _places(self, session: Session) -> CampaignPlaces:
        return CampaignPlaces(self._journal, session.network.identity)

    async def _fresh(self) -> Session:
        session = self._networking.session()
        campaigns_of(session.network)
        await session.indexer.refresh()
        return session


def _reader(session: Session) -> CampaignReader:
    return CampaignReader(session.rpc, session.network)


def _places(
    scene: Scene, state: CampaignState, tally: Tally, rows: list[CampaignPlaceRow]
) -> tuple[CampaignPlace, ...]:
    """Those that stand, then those that were signed only."""
    signed: dict[Commitment, CampaignPlaceRow] = {row.commitment: row for row in rows}
    standing = [
        seat_shape(scene, state, seat, signed.pop(seat.commitment, None))
        for seat in tally.seats.values()
    ]
    return (*standing, *(offer_shape(scene, state, row) for row in signed.values()))
