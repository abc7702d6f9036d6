"""Campaigns, places and vaults as the chain has them now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sonm_desktop.campaign.calls import CampaignCalls
from sonm_desktop.campaign.rules import CampaignState, PlaceState
from sonm_desktop.chain import wire
from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, CampaignId, Commitment

_AT_ONCE = 100


class CampaignReader:
    """Views of the contract in the pending block. Every reply is checked; raises RemoteError,
    BadReply, and UserError("campaign.no_contract") where the network has no such contract."""

    def __init__(self, rpc: Rpc, network: Network) -> None:
        self._rpc = rpc
        self._calls = CampaignCalls(network)

    async def campaign(self, campaign: CampaignId) -> CampaignState:
        """Raises UserError("campaign.unknown")."""
        found = (await self.campaigns([campaign])).get(campaign)
        if found is None:
            raise UserError("campaign.unknown")
        return found

    async def campaigns(self, ids: Sequence[CampaignId]) -> Mapping[CampaignId, CampaignState]:
        """Those of *ids* that there are."""
        replies = await self._views([self._calls.campaign(one) for one in ids])
        found = {one: _campaign(reply) for one, reply in zip(ids, replies, strict=True)}
        return {one: state for one, state in found.items() if state is not None}

    async def seats(
        self, campaign: CampaignId, commitments: Sequence[Commitment]
    ) -> Mapping[Commitment, PlaceState]:
        """The places that stand."""
        replies = await self._views([self._calls.seat(campaign, one) for one in commitments])
        found = {one: _seat(reply) for one, reply in zip(commitments, replies, strict=True)}
        return {one: seat for one, seat in found.items() if seat is not None}

    async def seat(self, campaign: CampaignId, commitment: Commitment) -> PlaceState | None:
        """None while nobody has a place at that address."""
        return (await self.seats(campaign, [commitment])).get(commitment)

    async def signer_number(self, campaign: CampaignId, key: Address) -> int:
        """When *key* was made the campaign's signer, counted from 1; 0 for never."""
        (reply,) = await self._views([self._calls.signer_number(campaign, key)])
        return wire.below(wire.words(reply, 1, "a number")[0], 32, "a number")

    async def vault(self, account: Address) -> Wei:
        """What *account* has in the vault of this contract; the market's is another one."""
        (reply,) = await self._views([self._calls.vault(account)])
        return Wei(wire.words(reply, 1, "a vault")[0])

    async def _views(self, calls: Sequence[Call]) -> list[bytes]:
        replies: list[Any] = []
        for start in range(0, len(calls), _AT_ONCE):
            questions = [
                ("eth_call", [{"to": call.to, "data": "0x" + call.data.hex()}, "pending"])
                for call in calls[start : start + _AT_ONCE]
            ]
            replies += await self._rpc.batch(questions)
        return [wire.octets(reply, "a campaign") for reply in replies]


def _campaign(raw: bytes) -> CampaignState | None:
    sponsor, bonus, signer, price, free, reserved, end, notice, window = wire.words(
        raw, 9, "a campaign"
    )
    if not sponsor:
        return None
    return CampaignState(
        sponsor=wire.address_word(sponsor, "a sponsor"),
        signer=wire.address_word(signer, "a signer"),
        bonus=_amount(bonus),
        price=_amount(price),
        free=_amount(free),
        reserved=_amount(reserved),
        end=wire.below(end, 32, "a time"),
        notice=wire.below(notice, 24, "a notice"),
        window=wire.below(window, 8, "a window"),
    )


def _seat(raw: bytes) -> PlaceState | None:
    account, most, paid, since = wire.words(raw, 4, "a place")
    if not account:
        return None
    return PlaceState(
        account=wire.address_word(account, "an account"),
        most=_amount(most),
        paid=_amount(paid),
        since=wire.below(since, 32, "a number"),
    )


def _amount(value: int) -> Wei:
    return Wei(wire.below(value, 96, "an amount"))
