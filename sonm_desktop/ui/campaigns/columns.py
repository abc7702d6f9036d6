"""How a row of a campaign reads, and one of a place in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sonm_desktop.api.schema.campaigns import Campaign, CampaignPlace
from sonm_desktop.core.quantities import traffic
from sonm_desktop.ui.models.table import Column
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.words import amount, exact, moment, words

R = TypeVar("R")

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
        _money(words("Bonus, SNM"), lambda one: one.bonus, strong=True),
        _money(words("A TB, SNM"), lambda one: one.price, strong=True),
        _money(words("Left, SNM"), lambda one: one.free),
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
        _money(words("Set aside, SNM"), lambda one: one.most, width=124),
        _money(words("Paid, SNM"), lambda one: one.paid, strong=True),
        Column(
            words("Traffic that is covered"),
            text=_covered,
            key=lambda one: one.covered,
            number=True,
            width=176,
        ),
        Column(words("State"), text=lambda one: one.state.text, least=200),
    ]


def _money(
    heading: str, value: Callable[[R], int], *, strong: bool = False, width: int = _MONEY
) -> Column[R]:
    """Two decimals of *value*, in wei; all of them in the tip."""
    return Column(
        heading,
        text=lambda one: amount(value(one), 2),
        tip=lambda one: exact(value(one)),
        key=value,
        number=True,
        strong=strong,
        width=width,
    )


def _covered(place: CampaignPlace) -> str:
    return words("any") if place.covered >= _ANY_TRAFFIC else traffic(place.covered)
