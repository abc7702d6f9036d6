"""The options of a profile, one line each; the agent reads them when it starts.

Those of the window are only kept here: the window follows them.
"""

from __future__ import annotations

from sonm_desktop.settings.option import Option
from sonm_desktop.settings.settings import Settings


class ProfileSettings(Settings):
    """What a person may choose for a profile."""

    auto_lock_minutes = Option(
        "wallet.auto_lock_minutes", 15, "Lock the wallet when unused (minutes)", 1, 1440
    )
    rpc_timeout_s = Option("chain.rpc_timeout_s", 15.0, "Give up on a node after (s)", 1, 120)
    claim_fee_percent = Option(
        "market.claim_fee_percent", 5, "Claim earnings when the fee is below (% of them)", 1, 100
    )
    snm_per_coin = Option(
        "market.snm_per_coin", 0, "What one coin is worth in SNM; 0: not known", 0, 10**9
    )
    trusted_validators = Option(
        "trust.validators",
        "",
        "Validators whose word counts for you (addresses); empty: all whom the network admits",
    )
    trusted_accounts = Option(
        "trust.accounts", "", "Accounts whose ratings count for you, besides your own (addresses)"
    )
    extend_rentals = Option(
        "market.extend_rentals",
        True,
        "Let rentals run longer at the price of the plan by themselves",
    )
    look = Option(
        "window.look",
        "system",
        "Colours of the window",
        choices=("system", "light", "dark", "contrast"),
    )
    scale_percent = Option(
        "window.scale_percent", 100, "Size of everything in the window (%)", 80, 200
    )
    language = Option("window.language", "", "Language of the window; empty: as the system")
    messages = Option("window.messages", True, "Tell by a message what needs you")
    quiet_from = Option("window.quiet_from", 22, "No messages from this hour on", 0, 23)
    quiet_to = Option(
        "window.quiet_to", 8, "Messages again from this hour on; the same hour: always", 0, 23
    )
    developer = Option("window.developer", False, "Show what only developers need")
