"""The places of the window, in the order of the rail."""

from __future__ import annotations

from sonm_desktop.ui.shell.rail import Place
from sonm_desktop.ui.words import words

PLACES = ("home", "market", "rentals", "machine", "wallet", "settings")
"""Their keys."""


def places() -> tuple[Place, ...]:
    """What the rail shows."""
    return (
        Place("home", words("Home"), "house"),
        Place("market", words("Market"), "storefront"),
        Place("rentals", words("Rentals"), "package"),
        Place("machine", words("This PC"), "desktop"),
        Place("wallet", words("Wallet"), "wallet"),
        Place("settings", words("Settings"), "gear", foot=True),
    )


def title_of(key: str) -> str:
    """What the rail calls the place *key*; empty for none."""
    return next((place.title for place in places() if place.key == key), "")
