"""How a row of a campaign reads, and one of a place in it."""

from __future__ import annotations

from sonm_desktop.api.schema.campaigns import Campaign, CampaignPlace
from sonm_desktop.core.quantities import traffic
from sonm_desktop.ui.models.table import Column
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.words import amount, exact, moment, words

_ANY_TRAFFIC = 2**53 - 1
_MONEY = 112


def campaign_columns() -> list[Column[Campaign]]:
    return [
        Column(
            words("Sponsor"),
            text=lambda one: words("you") if one.mine else short_address(one.sponsor),
            tip=lambda one: one.sponsor,
            least=112,
        ),
        Column(
            words("Bonus, SNM"),
            text=lambda one: amount(one.bonus, 2),
            tip=lambda one: exact(one.bonus),
            key=lambda one: one.bonus,
            number=True,
            strong=True,
            width=_MONEY,
        ),
        Column(
            words("A TB, SNM"),
            text=lambda one: amount(one.price, 2),
            tip=lambda one: exact(one.price),
            key=lambda one: one.price,
            number=True,
            strong=True,
            width=_MONEY,
        ),
        Column(
            words("Left, SNM"),
            text=lambda one: amount(one.free, 2),
            tip=lambda one: exact(one.free),
            key=lambda one: one.free,
            number=True,
            width=_MONEY,
        ),
        Column(
            words("People"),
            text=lambda one: f"{one.participants:,}",
            key=lambda one: one.participants,
            number=True,
            width=80,
        ),
        Column(
            words("Takes people in until"),
            text=lambda one: moment(one.end),
            key=lambda one: one.end,
            width=168,
        ),
    ]


def place_columns() -> list[Column[CampaignPlace]]:
    return [
        Column(
            words("Campaign"),
            text=lambda one: short_address(one.campaign),
            tip=lambda one: one.campaign,
            width=124,
        ),
        Column(
            words("Set aside, SNM"),
            text=lambda one: amount(one.most, 2),
            tip=lambda one: exact(one.most),
            key=lambda one: one.most,
            number=True,
            width=124,
        ),
        Column(
            words("Paid, SNM"),
            text=lambda one: amount(one.paid, 2),
            tip=lambda one: exact(one.paid),
            key=lambda one: one.paid,
            number=True,
            strong=True,
            width=_MONEY,
        ),
        Column(
            words("Traffic that is covered"),
            text=_covered,
            key=lambda one: one.covered,
            number=True,
            width=176,
        ),
        Column(words("State"), text=lambda one: one.state.text, least=200),
    ]


def _covered(place: CampaignPlace) -> str:
    return words("any") if place.covered >= _ANY_TRAFFIC else traffic(place.covered)
