"""That a supplier held a job for his own reasons, and that nobody pays for that time."""

from __future__ import annotations

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.ui.words import amount, moment, span, words


def held_words(deal: Deal) -> str:
    """Since when, for how long in all, and what is credited; empty where nothing was held."""
    held = deal.held
    if held is None:
        return ""
    since = (
        words("Held by its owner since {time}", time=moment(held.since))
        if held.since is not None and deal.outcome is None
        else ""
    )
    return " · ".join(part for part in (since, _credited(deal)) if part)


def _credited(deal: Deal) -> str:
    held = deal.held
    if held is None or not held.seconds:
        return words("not billed")
    return words(
        "held for {time} in all, not billed: {amount} SNM credited",
        time=span(held.seconds),
        amount=amount(held.cost),
    )
