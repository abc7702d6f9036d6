"""Campaigns, places and tickets as the terminal shows them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType

from sonm_desktop.api.schema.campaigns import (
    Campaign,
    CampaignIncome,
    CampaignPlace,
    SignedCoupon,
    SignedPlace,
)
from sonm_desktop.cli.show import (
    NOTHING,
    Column,
    exact,
    lasting,
    moment,
    money,
    sheet,
    short,
    stacked,
    table,
    verbatim,
    worded,
)
from sonm_desktop.core.dollars import near, usd
from sonm_desktop.core.quantities import traffic

_ANY_TRAFFIC = 2**53 - 1
_NO_WORK = "0x" + "00" * 32


def campaign_table(found: Sequence[Campaign]) -> RenderableType:
    return table(
        [
            Column("Campaign", least=13),
            Column("Bonus", right=True),
            Column("A TB", right=True),
            Column("Left", right=True),
            Column("People", right=True),
            Column("Ends", least=16),
            Column(""),
        ],
        [
            (
                short(one.id),
                money(one.bonus),
                money(near(one.price)),
                money(one.free),
                str(one.participants),
                moment(one.end)[:16],
                "yours" if one.mine else "joined" if one.places else "",
            )
            for one in found
        ],
        empty="There is no such campaign.",
    )


def campaign_sheet(one: Campaign) -> RenderableType:
    facts = [
        ("Campaign", one.id),
        ("State", worded(one.state)),
        ("Sponsor", f"{one.sponsor}{' (you)' if one.mine else ''}"),
        ("Bonus", f"{exact(one.bonus)} for each network address"),
        ("A TB", _price(one)),
        ("Budget", exact(one.budget)),
        ("  for new places", exact(one.free)),
        ("  set aside", exact(one.reserved)),
        ("  paid", exact(one.paid)),
        ("  given back", exact(one.returned)),
        ("Takes people in", f"until {moment(one.end)}"),
        ("Coupons count", f"until {moment(one.until)}"),
        ("Ends early", f"with {lasting(one.notice)} of notice" if one.notice else "at once"),
        ("People", str(one.participants)),
    ]
    if one.places:
        facts.append(("Your places", str(one.places)))
    if one.signs is False:
        facts.append(("Key", "another machine's: “sonm campaign key” makes this one's count"))
    if one.work != _NO_WORK:
        facts.append(("What is run", one.work))
    return sheet(facts)


def place_table(places: Sequence[CampaignPlace], *, campaign: bool = False) -> RenderableType:
    """*campaign*: says of which campaign each is, instead of whose."""
    return table(
        [
            Column("Campaign" if campaign else "Account", least=13),
            *([] if campaign else [Column("Address")]),
            Column("Set aside", right=True),
            Column("Paid", right=True),
            Column("Covers", right=True),
            Column("Said", right=True),
            Column("State"),
        ],
        [
            (
                short(one.campaign if campaign else one.account),
                *([] if campaign else [one.address or NOTHING]),
                money(one.most),
                money(one.paid),
                "any" if one.covered >= _ANY_TRAFFIC else traffic(one.covered),
                traffic(one.coupon) if one.coupon else NOTHING,
                worded(one.state),
            )
            for one in places
        ],
        empty="Nobody takes part yet.",
    )


def income_view(found: CampaignIncome) -> RenderableType:
    facts = sheet(
        [
            ("Account", found.account),
            ("Earned", exact(found.paid)),
            ("  bonus", exact(found.bonus)),
            ("  traffic", exact(found.traffic)),
            ("Set aside for you", exact(found.ahead)),
            ("To withdraw", exact(found.vault)),
        ]
    )
    return stacked(facts, place_table(found.places, campaign=True))


def signed_place_view(signed: SignedPlace) -> RenderableType:
    facts = [
        ("For", signed.account),
        ("Sets aside", exact(signed.sets_aside)),
        ("Can be taken", f"until {moment(signed.expiry)}"),
        ("Ticket", "give it to the participant, for “sonm campaign join”:"),
    ]
    return stacked(sheet(facts), verbatim(signed.ticket))


def signed_coupon_view(signed: SignedCoupon) -> RenderableType:
    facts = [
        ("For", signed.account),
        ("Says", traffic(signed.traffic)),
        ("Pays", exact(signed.pays)),
    ]
    if signed.beyond:
        beyond = f"{traffic(signed.beyond)} are not set aside for: sign a larger place first"
        facts.append(("Beyond", beyond))
    facts.append(("Ticket", "give it to the participant, for “sonm campaign redeem”:"))
    return stacked(sheet(facts), verbatim(signed.ticket))


def _price(one: Campaign) -> str:
    if not one.price:
        return "nothing"
    now = "" if one.usd_price is None else f", {usd(near(one.usd_price))} now"
    return f"{money(one.price)} for each TB, in and out together{now}"
