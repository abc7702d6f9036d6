"""Words of what a person is told by itself: code -> (what happened, what to do).

What is so of a machine is told in the words of its state, ``state.*``.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    "notice.rented": ("A customer rents this PC.", "It earns now."),
    "notice.rented_elsewhere": ("A customer rents the worker {worker}.", "It earns now."),
    "notice.in_vain": (
        "Nobody has rented this PC for {hours} hours.",
        "“Why am I not earning?” on Home says what to do.",
    ),
    "notice.in_vain_elsewhere": (
        "Nobody has rented the worker {worker} for {hours} hours.",
        "Look at its price, its size and its terms.",
    ),
    "notice.terms_selling": (
        "A customer asks for other terms of his deal.",
        "See what changes, and agree or refuse.",
    ),
    "notice.terms_renting": (
        "A supplier offers other terms for your rental.",
        "See what changes, and accept or decline.",
    ),
    "notice.terms_answered": ("An answer about other terms of a deal: {said}", ""),
    "notice.left_behind": (
        "On the network “{network}” {amount} are earned and cannot be claimed from here: {reason}",
        "{remedy}",
    ),
    "notice.customer_left": (
        "The deal of customer {customer} has ended. It earned {earned}.",
        "",
    ),
    "notice.rental_waits": ("A rental stands still: {reason}", "{remedy}"),
    "notice.rental_leaves": (
        "A spot rental must make room: somebody has bought its hardware for a fixed time.",
        "Save what its job has made, and rent another one. What is unspent comes back.",
    ),
    "notice.rental_ended": ("A rental has ended: {reason}", "{remedy}"),
    "notice.rental_failed": ("A rental was not opened: {reason}", "{remedy}"),
    "notice.job_done": ("The job “{name}” is done.", "Its files and its log are in Rentals."),
    "notice.job_ended": (
        "The job “{name}” has ended with code {code}.",
        "Its log says why.",
    ),
    "notice.job_failed": ("The job “{name}” has failed: {reason}", "{remedy}"),
}
