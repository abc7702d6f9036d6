"""Tickets that came from a sponsor, checked against the chain before anybody pays gas for one."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.agent.campaigns.reading import CampaignReader
from sonm_desktop.campaign.calls import domain_of
from sonm_desktop.campaign.messages import Coupon, Place
from sonm_desktop.campaign.rules import CampaignState, PlaceState
from sonm_desktop.campaign.tickets import Ticket, read_ticket
from sonm_desktop.chain.network import Network
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.wallet.messages import MessageError
from sonm_desktop.wallet.signer import recover


@dataclass(frozen=True, slots=True)
class PlaceTicket:
    """A place that the campaign's key has signed."""

    word: Place
    signature: bytes


@dataclass(frozen=True, slots=True)
class CouponTicket:
    """A coupon by a key that counts for its place."""

    word: Coupon
    signature: bytes


async def checked_place(
    network: Network, reader: CampaignReader, text: str
) -> tuple[PlaceTicket, CampaignState]:
    """The place in *text*, with its campaign. Raises UserError with why it cannot be taken."""
    ticket = _of_network(network, text)
    if not isinstance(ticket.word, Place):
        raise UserError("campaign.no_place_ticket")
    state = await reader.campaign(ticket.word.campaign)
    if _signer(ticket) != state.signer:
        raise UserError("campaign.not_signed")
    return PlaceTicket(ticket.word, ticket.signature), state


async def checked_coupon(
    network: Network, reader: CampaignReader, text: str
) -> tuple[CouponTicket, CampaignState, PlaceState]:
    """The coupon in *text*, with its campaign and place. Raises UserError with why it pays
    nothing."""
    ticket = _of_network(network, text)
    word = ticket.word
    if not isinstance(word, Coupon):
        raise UserError("campaign.no_coupon_ticket")
    state = await reader.campaign(word.campaign)
    seat = await reader.seat(word.campaign, word.commitment)
    if seat is None:
        raise UserError("campaign.join_first")
    number = await reader.signer_number(word.campaign, _signer(ticket))
    if not number or number < seat.since:
        raise UserError("campaign.not_signed")
    return CouponTicket(word, ticket.signature), state, seat


def _of_network(network: Network, text: str) -> Ticket:
    ticket = read_ticket(text)
    if ticket.domain != domain_of(network):
        raise UserError("campaign.other_network")
    return ticket


def _signer(ticket: Ticket) -> Address:
    try:
        return recover(ticket.word.digest(ticket.domain), ticket.signature)
    except MessageError as error:
        raise UserError("campaign.not_signed") from error
