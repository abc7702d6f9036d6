"""What a campaign pays: the reference model of contracts/src/Campaigns.sol, to the wei.

Pure functions over CampaignState and PlaceState; tests/contract runs both beside each other.
`now` is chain time in seconds. What a place is worth is set aside when it is made, so that each
coupon for it is payable; a supplier works as far as `covered` says, and not for a promise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sonm_desktop.campaign.messages import Coupon, Place
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import ZERO_ADDRESS, Address

TB = 10**12
"""Bytes that a price is for."""
WINDOW_UNIT_S = 3600
"""`CampaignState.window` counts hours."""


class Refused(ValueError):
    """The contract would refuse it, with the error *name*."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class CampaignState:
    """A campaign. free: set aside for nobody; reserved: for places, and not paid yet.

    bonus: wei for each address; price: wei for each TB. changes: how often it named a signer.
    """

    sponsor: Address
    signer: Address
    bonus: Wei
    price: Wei
    free: Wei
    reserved: Wei
    end: int
    notice: int
    window: int
    changes: int = 1


@dataclass(frozen=True, slots=True)
class PlaceState:
    """A place. most: what was ever set aside; since: which signer was the first that counts."""

    account: Address
    most: Wei
    paid: Wei
    since: int


def worth(campaign: CampaignState, traffic: int) -> Wei:
    """The bonus and the pay of *traffic* bytes, rounded down."""
    return Wei(campaign.bonus + campaign.price * traffic // TB)


def covered(campaign: CampaignState, place: PlaceState) -> int:
    """How many bytes in all the place pays for, whatever more is promised."""
    above_bonus = place.most - campaign.bonus
    if above_bonus < 0:
        return 0
    if campaign.price == 0:
        return 2**64 - 1
    return min(2**64 - 1, ((above_bonus + 1) * TB - 1) // campaign.price)


def fund(campaign: CampaignState, amount: Wei, now: int) -> CampaignState:
    """With more budget. Raises Refused."""
    _running(campaign, now)
    return replace(campaign, free=Wei(campaign.free + amount))


def close(campaign: CampaignState, now: int) -> CampaignState:
    """Ending after the notice. Raises Refused."""
    if campaign.end <= now + campaign.notice:
        raise Refused("CampaignOver")
    return replace(campaign, end=now + campaign.notice)


def set_signer(campaign: CampaignState, signer: Address) -> CampaignState:
    """With another key for what is signed from now on. Raises Refused."""
    if signer == ZERO_ADDRESS:
        raise Refused("BadCampaign")
    return replace(campaign, signer=signer, changes=campaign.changes + 1)


def join(
    campaign: CampaignState, place: PlaceState | None, word: Place, now: int
) -> tuple[CampaignState, PlaceState]:
    """A place by the signer's *word*, or a larger one. Raises Refused."""
    _running(campaign, now)
    if word.expiry < now:
        raise Refused("PlaceExpired")
    if word.account == ZERO_ADDRESS:
        raise Refused("BadCampaign")
    most = worth(campaign, word.traffic)
    if place is not None and (place.account != word.account or most <= place.most):
        raise Refused("PlaceTaken")
    before = place or PlaceState(word.account, Wei(0), Wei(0), campaign.changes)
    more = most - before.most
    if more > campaign.free:
        raise Refused("BudgetTooLow")
    after = replace(
        campaign, free=Wei(campaign.free - more), reserved=Wei(campaign.reserved + more)
    )
    return after, replace(before, most=most)


def redeem(
    campaign: CampaignState, place: PlaceState | None, coupon: Coupon
) -> tuple[CampaignState, PlaceState, Wei]:
    """What the coupon pays to the place's account, and what is left. Raises Refused."""
    if place is None:
        raise Refused("NoPlace")
    due = min(worth(campaign, coupon.traffic), place.most)
    pay = Wei(max(0, due - place.paid))
    if pay > campaign.reserved:
        raise Refused("CampaignOver")
    after = replace(campaign, reserved=Wei(campaign.reserved - pay))
    return after, replace(place, paid=Wei(place.paid + pay)), pay


def give_back(campaign: CampaignState, now: int) -> tuple[CampaignState, Wei]:
    """What goes back to the sponsor: the free part at the end, all after the window.

    Raises Refused.
    """
    if now < campaign.end:
        raise Refused("NothingToReturn")
    over = now > campaign.end + campaign.window * WINDOW_UNIT_S
    amount = campaign.free + (campaign.reserved if over else 0)
    if amount == 0:
        raise Refused("NothingToReturn")
    reserved = Wei(0) if over else campaign.reserved
    return replace(campaign, free=Wei(0), reserved=reserved), Wei(amount)


def _running(campaign: CampaignState, now: int) -> None:
    if campaign.end <= now:
        raise Refused("CampaignOver")
