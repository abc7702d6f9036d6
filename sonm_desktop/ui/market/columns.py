"""How an offer is shown in a row."""

from __future__ import annotations

from collections.abc import Callable

from sonm_desktop.api.schema.market import Offer
from sonm_desktop.ui.models.table import Column
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.words import amount, cores, size, span, words

PRESENCE = {
    "alive": "answers",
    "busy": "rented",
    "silent": "no answer",
    "unknown": "not asked",
}

FINGERPRINT_COLUMN = 0


def terms(offer: Offer) -> str:
    """Spot, or the longest time that is sold."""
    if offer.max_duration == 0:
        return words("spot")
    return words("up to {span}", span=span(offer.max_duration))


def offer_columns(owned: Callable[[str], bool]) -> list[Column[Offer]]:
    """Fingerprint, size, the total for my duration, the terms, who sells, and whether it lives.

    *owned*: whether a worker is one of ours.
    """

    def supplier(offer: Offer) -> str:
        return words("yours") if owned(offer.worker) else short_address(offer.worker)

    return [
        Column("", text=lambda offer: "", width=80),
        Column(words("Cores"), text=lambda offer: cores(offer.cpu_percent), number=True, width=50),
        Column(words("RAM"), text=lambda offer: size(offer.ram_bytes), number=True, width=70),
        Column(
            words("Total, SNM"),
            text=lambda offer: "—" if offer.total is None else amount(offer.total),
            number=True,
            strong=True,
            width=84,
        ),
        Column(
            words("Per hour, SNM"),
            text=lambda offer: "—" if offer.per_hour is None else amount(offer.per_hour),
            number=True,
            width=92,
        ),
        Column(words("Terms"), text=terms, width=78),
        Column(
            words("Supplier"),
            text=supplier,
            tip=lambda offer: offer.worker,
        ),
        Column(words("Liveness"), text=lambda offer: words(PRESENCE[offer.presence]), width=78),
    ]
