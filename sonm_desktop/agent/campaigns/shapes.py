"""Campaigns, places and income in the schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sonm_desktop.api.schema.campaigns import (
    DAY_S,
    Campaign,
    CampaignIncome,
    CampaignPhase,
    CampaignPlace,
)
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.campaign.rules import WINDOW_UNIT_S, CampaignState, PlaceState, covered, worth
from sonm_desktop.campaign.tally import Seat, Tally
from sonm_desktop.core.amounts import Wei, snm
from sonm_desktop.core.dollars import UsdPrice
from sonm_desktop.core.ids import Address, CampaignId
from sonm_desktop.store.campaign_places import CampaignPlaceRow

_MOST_BYTES = 2**53 - 1
"""Every JSON reader gets it exactly; a place without a price covers more."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What all shapes of one answer share. accounts: of this profile. now: chain time."""

    accounts: Sequence[Address]
    now: int
    dollars: UsdPrice | None


def campaign_shape(
    scene: Scene, campaign: CampaignId, state: CampaignState, tally: Tally, *, signs: bool | None
) -> Campaign:
    phase = _phase(state, tally, scene.now)
    until = state.end + state.window * WINDOW_UNIT_S
    params = {
        "free": snm(state.free),
        "left": snm(state.free + state.reserved),
        "end": _about(state.end - scene.now),
        "until": _about(until - scene.now),
    }
    return Campaign(
        id=campaign,
        sponsor=state.sponsor,
        mine=state.sponsor in scene.accounts,
        signs=signs,
        state=Worded.of(f"campaign.state_{_state_word(phase, until, scene.now)}", params),
        phase=phase,
        work=tally.work,
        bonus=state.bonus,
        price=state.price,
        usd_price=scene.dollars.usd_of(state.price) if scene.dollars else None,
        budget=tally.budget,
        free=state.free,
        reserved=state.reserved,
        paid=tally.paid,
        returned=tally.returned,
        end=state.end,
        until=until,
        notice=state.notice,
        participants=tally.participants,
        places=sum(1 for seat in tally.seats.values() if seat.account in scene.accounts),
    )


def seat_shape(
    scene: Scene, state: CampaignState, seat: Seat, row: CampaignPlaceRow | None = None
) -> CampaignPlace:
    """A place on the chain. *row*: what this profile's sponsor has signed about it."""
    place = PlaceState(seat.account, Wei(seat.most), Wei(seat.paid), since=0)
    word = "paid" if seat.paid >= seat.most else "part" if seat.paid else "stands"
    params = {"paid": snm(seat.paid), "left": snm(seat.most - seat.paid)}
    return CampaignPlace(
        campaign=seat.campaign,
        account=seat.account,
        mine=seat.account in scene.accounts,
        commitment=seat.commitment,
        address=row.address if row and row.account == seat.account else "",
        taken=True,
        expiry=None,
        most=seat.most,
        paid=seat.paid,
        covered=min(_MOST_BYTES, covered(state, place)),
        coupon=max(seat.traffic, row.coupon if row else 0),
        state=Worded.of(f"campaign.place_{word}", params),
    )


def offer_shape(scene: Scene, state: CampaignState, row: CampaignPlaceRow) -> CampaignPlace:
    """A place that was signed and does not stand yet."""
    left = _about(row.expiry - scene.now)
    code = "campaign.place_offered" if left else "campaign.place_run_out"
    return CampaignPlace(
        campaign=row.campaign,
        account=row.account,
        mine=row.account in scene.accounts,
        commitment=row.commitment,
        address=row.address,
        taken=False,
        expiry=row.expiry,
        most=worth(state, row.traffic),
        paid=0,
        covered=row.traffic,
        coupon=row.coupon,
        state=Worded.of(code, {"left": left}),
    )


def income_shape(
    account: Address, vault: Wei, found: Iterable[tuple[CampaignState, Seat, CampaignPlace]]
) -> CampaignIncome:
    seats = list(found)
    bonus = sum(min(seat.paid, state.bonus) for state, seat, _ in seats)
    paid = sum(seat.paid for _, seat, _ in seats)
    return CampaignIncome(
        account=account,
        vault=vault,
        paid=paid,
        bonus=bonus,
        traffic=paid - bonus,
        ahead=sum(min(seat.most - seat.paid, state.reserved) for state, seat, _ in seats),
        places=tuple(shape for _, _, shape in seats),
    )


def _phase(state: CampaignState, tally: Tally, now: int) -> CampaignPhase:
    if now < state.end:
        return "ending" if tally.closed else "open"
    return "over" if state.free + state.reserved else "empty"


def _about(seconds: int) -> int:
    """Of days the hours, of hours the minutes: nobody wants more."""
    step = 3600 if seconds >= DAY_S else 60 if seconds >= 3600 else 1
    return max(0, seconds // step * step)


def _state_word(phase: CampaignPhase, until: int, now: int) -> str:
    """Once coupons count no longer all that is left can go back."""
    return "left" if phase == "over" and now > until else phase
