"""Words for the history of an account."""

MESSAGES = {
    "ledger.received": ("Received", ""),
    "ledger.sent": ("Sent", ""),
    "ledger.deposited": ("Deposited into the vault", ""),
    "ledger.withdrawn": ("Withdrawn from the vault", ""),
    "ledger.escrowed": ("Paid into a rental", ""),
    "ledger.topped_up": ("Added to a rental", ""),
    "ledger.refunded": ("Came back from a rental", ""),
    "ledger.earned": ("Earned by a rental", ""),
    "ledger.tip_given": ("Tip for submitting a claim", ""),
    "ledger.tip_earned": ("Tip earned for submitting a claim", ""),
    "ledger.to_campaigns": ("Into the vault of campaigns", ""),
    "ledger.from_campaigns": ("From the vault of campaigns", ""),
    "ledger.coin_sent": ("Coin sent", ""),
    "ledger.coin_received": ("Coin received", ""),
    "ledger.bad_period": (
        "This period cannot be shown.",
        "Let it end after it begins, and last ten years at most.",
    ),
    "ledger.no_view": ("The list has been closed.", "Open it again."),
}
