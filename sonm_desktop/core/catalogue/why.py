"""Words of the question why a worker earns nothing: code -> (what is so, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {
    # links that hold, or are not looked at yet
    "why.later": ("Not looked at before the steps above hold.", ""),
    "why.online": ("The machine is on and can work.", ""),
    "why.listed": ("Customers find the offer.", ""),
    "why.matched": (
        "Rentals of machines like this one in {days} days: {deals}.",
        "",
    ),
    "why.matched_by_deal": ("A customer has found it.", ""),
    "why.priced": ("Its price is one that customers pay.", ""),
    "why.priced_alone": ("There is too little like it to compare the price with.", ""),
    "why.quoted": ("{given} of {asked} quotes that were asked for in 24 hours were given.", ""),
    "why.rented": ("A customer rents it now.", ""),
    "why.ran": ("Jobs of the last 24 hours: {ended} ended, {failed} of them failed.", ""),
    "why.paid": ("What was earned is paid or on its way.", ""),
    # reasons inside a cause, as its owner reads them
    "why.because_dear": ("Customers want to pay less.", "Lower the price."),
    "why.because_short": ("Customers want another duration.", "Offer a longer one."),
    "why.because_unknown": (
        "Nobody vouches for those customers as far as the offer wants.",
        "Ask for a lower level of identity.",
    ),
    "why.because_blocked": ("Your lists name those customers.", "This is what you wanted."),
    "why.because_poor": ("Those customers had too little money.", "Wait for others."),
    "why.because_busy": ("Somebody else had the machine.", "It is on sale again by itself."),
    "why.because_other": ("Of something that the worker's log names.", "Look into its log."),
    # causes, one of each break
    "why.not_in_index": (
        "The offer is not in the market that customers see.",
        "It is announced by itself within a minute; if not, look at the log of the agent.",
    ),
    "why.identity": (
        "The offer asks customers for an identity of level {level}.",
        "Offer to anonymous customers (level 1) to be found by all.",
    ),
    "why.no_demand": (
        "Nobody has rented a machine like this one in {days} days.",
        "Offer another size, or a part of the machine, and wait.",
    ),
    "why.too_dear": (
        "It costs {rate} an hour; machines like it were paid {market}, and {cheaper} of {offers} "
        "offers are cheaper.",
        "Lower the price, or make it automatic.",
    ),
    "why.costs_above_market": (
        "It costs you {floor} an hour at least; machines like it were paid {market}.",
        "Lower your costs or the least that must be left, or wait for a better market.",
    ),
    "why.nobody_asked": (
        "Nobody has asked for a quote in 24 hours.",
        "Wait, or lower the price a little. Offers like this one: {offers}.",
    ),
    "why.refused": (
        "All {asked} quotes that were asked for were refused, mostly because: {reason}",
        "{remedy}",
    ),
    "why.not_taken": (
        "{given} quotes were given in 24 hours, and nobody took one.",
        "Customers chose others: look at price, speed and the longest duration.",
    ),
    "why.jobs_failed": (
        "All jobs of the last 24 hours failed ({failed}), the last because: {reason}",
        "{remedy}",
    ),
    "why.claim_unfunded": (
        "{owed} are earned, and nobody can pay the gas to claim them.",
        "Put some coin for gas into the account.",
    ),
    "why.claim_waits": (
        "{owed} are earned, and wait until a claim is worth its gas.",
        "It is claimed by itself, or claim now: “sonm worker claim”.",
    ),
}
