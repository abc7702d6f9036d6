"""That a supplier held a job for his own reasons, and that nobody pays for that time."""

from __future__ import annotations

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.ui.words import amount, moment, span, words


def held_words(deal: Deal) -> str:
    """Since when, for how long in all, and what is credited; empty where nothing was held."""
    held = deal.held
    if held is None:
        return ""
    time, cost = span(held.seconds), amount(held.cost)
    if held.since is None or deal.outcome is not None:
        return words(
            "Held by its owner for {time} in all, not billed: {amount} SNM credited",
            time=time,
            amount=cost,
        )
    since = words("Held by its owner since {time}", time=moment(held.since))
    if not held.seconds:
        return f"{since} · {words('not billed')}"
    not_billed = words("{time} in all, not billed: {amount} SNM credited", time=time, amount=cost)
    return f"{since} · {not_billed}"
