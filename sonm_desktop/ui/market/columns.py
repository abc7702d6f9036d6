"""How an offer is shown in a row, and what its columns are sorted by."""

from __future__ import annotations

from collections.abc import Callable

from sonm_desktop.api.schema.market import Offer, SortKey
from sonm_desktop.ui.models.table import Column
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.words import amount, cores, exact, span, words

PRESENCE = {
    "alive": "answers",
    "busy": "rented",
    "silent": "no answer",
    "unknown": "not asked",
}

FINGERPRINT_COLUMN, MACHINE_COLUMN, TOTAL_COLUMN = 0, 1, 2
ONLY_WHERE_WIDE = (6, 8)
"""Columns that a narrow list leaves to the inspector: storage and terms."""

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
)
"""Of each column."""

_GIB = 1 << 30
_HALF = 5 * 10**13


def terms(offer: Offer) -> str:
    """Spot, or the longest time that is sold."""
    if offer.max_duration == 0:
        return words("spot")
    return words("up to {span}", span=span(offer.max_duration))


def priced(wei: int | None) -> str:
    """A price with four decimals, rounded: a rate per second seldom makes a round amount."""
    return "—" if wei is None else amount(wei + _HALF if wei >= _HALF else wei)


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
        Column(words("Machine"), text=machine, tip=lambda offer: offer.worker, least=128),
        Column(
            words("Total, SNM"),
            text=lambda offer: priced(offer.total),
            tip=lambda offer: "" if offer.total is None else exact(offer.total),
            number=True,
            strong=True,
            width=86,
        ),
        Column(
            words("Per hour, SNM"),
            text=lambda offer: priced(offer.per_hour),
            tip=lambda offer: "" if offer.per_hour is None else exact(offer.per_hour),
            number=True,
            width=94,
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
            text=lambda offer: f"{offer.storage_bytes / _GIB:,.0f}",
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
    ]
