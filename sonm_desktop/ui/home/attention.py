"""What a person should look at, with the place where it is mended."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.api.schema.state import State
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.words import words


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing, and the key of its place."""

    text: str
    action: str
    place: str


def attentions(state: State) -> list[Attention]:
    """The most pressing first; empty when all is well."""
    found = []
    if not state.wallet.exists:
        found.append(Attention(state.wallet.state.text, words("To the wallet"), "wallet"))
    for deal in state.deals.values():
        if deal.phase in ("failed", "paused"):
            text = said(deal.state)
            found.append(Attention(text, words("To the rental"), "rentals"))
    for status in state.worker_status.values():
        if not status.engine_ready:
            text = said(status.engine)
            found.append(Attention(text, words("To this PC"), "machine"))
    return found
