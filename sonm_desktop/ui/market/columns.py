"""How an offer is shown in a row, and what its columns are sorted by."""

from __future__ import annotations

from collections.abc import Callable

from sonm_desktop.api.schema.market import Offer
from sonm_desktop.core.dollars import usd_hourly
from sonm_desktop.core.offer_order import SortKey
from sonm_desktop.ui.models.table import Column
from sonm_desktop.ui.people.phrases import (
    rating_line,
    rating_tip,
    supplier_line,
    supplier_tip,
)
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.words import cores, exact, rounded, span, words

PRESENCE = {
    "alive": "answers",
    "busy": "rented",
    "silent": "no answer",
    "unknown": "not asked",
}

FINGERPRINT_COLUMN, MACHINE_COLUMN, TOTAL_COLUMN = 0, 1, 2
ONLY_WHERE_WIDE = (3, 6, 8)
"""Columns that a narrow list leaves to the inspector: price of an hour, storage and terms."""

SUPPLIER_COLUMN, RATING_COLUMN = 10, 11
ONLY_WHERE_VERY_WIDE = (SUPPLIER_COLUMN,)
MAY_BE_HIDDEN = {SUPPLIER_COLUMN: "supplier", RATING_COLUMN: "rating"}
"""What a person may do without, and how it is remembered."""

SORTED_BY = (
    SortKey.BENCHMARK,
    SortKey.SUPPLIER,
    SortKey.PRICE,
    SortKey.PRICE,
    SortKey.CPU,
    SortKey.RAM,
    SortKey.STORAGE,
    SortKey.GPUS,
    SortKey.DURATION,
    SortKey.LIVENESS,
    SortKey.IDENTITY,
    SortKey.RATING,
)
"""Of each column."""

_GIB = 1 << 30
_LITTLE_GIB = 10


def terms(offer: Offer) -> str:
    """Spot, or the longest time that is sold."""
    if offer.max_duration == 0:
        return words("spot")
    return words("up to {span}", span=span(offer.max_duration))


def priced(wei: int | None) -> str:
    """A price with four decimals."""
    return "—" if wei is None else rounded(wei)


def shown_total(offer: Offer) -> str:
    """With a sign before it where it moves with the price of SNM."""
    return _moving(offer, offer.total)


def _moving(offer: Offer, wei: int | None) -> str:
    shown = priced(wei)
    return words("≈ {amount}", amount=shown) if offer.usd_rate and wei is not None else shown


def _tip(offer: Offer, wei: int | None) -> str:
    told = "" if wei is None else exact(wei)
    if not offer.usd_rate:
        return told
    price = words("From {price} per hour.", price=usd_hourly(offer.usd_rate))
    if wei is None:
        return words("{price} It cannot be converted now.", price=price)
    return words("{price} Fixed in SNM when you buy; {amount} now.", price=price, amount=told)


def _storage(offer: Offer) -> str:
    """Of little storage the tenths count."""
    gib = offer.storage_bytes / _GIB
    return f"{gib:,.1f}" if gib < _LITTLE_GIB else f"{gib:,.0f}"


def offer_columns(owned: Callable[[str], bool]) -> list[Column[Offer]]:
    """Fingerprint, whose machine, the total for my duration, what it has, whether it lives.

    *owned*: whether a worker is one of ours.
    """

    def machine(offer: Offer) -> str:
        if owned(offer.worker):
            return words("yours")
        if offer.seeded:
            return words("practice {end}", end=offer.worker[-4:])
        return short_address(offer.worker)

    return [
        Column("", text=lambda offer: "", width=82),
        Column(words("Machine"), text=machine, tip=lambda offer: offer.worker, least=112),
        Column(
            words("Total, SNM"),
            text=shown_total,
            tip=lambda offer: _tip(offer, offer.total),
            number=True,
            strong=True,
            width=98,
        ),
        Column(
            words("Per hour, SNM"),
            text=lambda offer: _moving(offer, offer.per_hour),
            tip=lambda offer: _tip(offer, offer.per_hour),
            number=True,
            width=98,
        ),
        Column(words("Cores"), text=lambda offer: cores(offer.cpu_percent), number=True, width=56),
        Column(
            words("RAM, GiB"),
            text=lambda offer: f"{offer.ram_bytes / _GIB:,.1f}",
            number=True,
            width=72,
        ),
        Column(
            words("Storage, GiB"),
            text=_storage,
            number=True,
            width=86,
        ),
        Column(
            words("GPU"),
            text=lambda offer: str(offer.gpus) if offer.gpus else "—",
            number=True,
            width=48,
        ),
        Column(words("Terms"), text=terms, width=82),
        Column(words("Liveness"), text=lambda offer: words(PRESENCE[offer.presence]), width=84),
        Column(
            words("Supplier"),
            text=lambda offer: supplier_line(offer.supplier),
            tip=lambda offer: supplier_tip(offer.supplier),
            width=224,
        ),
        Column(
            words("Rating"),
            text=lambda offer: rating_line(offer.supplier),
            tip=lambda offer: rating_tip(offer.supplier),
            width=84,
        ),
    ]
