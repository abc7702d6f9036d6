"""Words about whom people deal with no more: code -> (what happened, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {
    "blacklist.no_registry": (
        "This network has no lists that everybody can read.",
        "Block on this PC only: your machines and this PC honour that, too.",
    ),
    "blacklist.reason_too_long": (
        "The reason is longer than the {most} bytes that the chain keeps.",
        "Shorten it; letters beyond the English ones take two to four bytes.",
    ),
    "blacklist.own_account": ("This is an account of your own.", "Choose another one."),
    "blacklist.own_list": (
        "An account honours its own list anyway.",
        "Name the account of somebody else.",
    ),
    "blacklist.as_it_is": ("That is so already.", "See whom you have blocked: sonm blacklist."),
    "blacklist.too_many": (
        "This PC keeps {most} blocked accounts.",
        "Take one off first, or put them on a public list.",
    ),
    "blacklist.list_too_long": (
        "The list is longer than {most} accounts.",
        "Write the rest in another step.",
    ),
    # why an account is refused; {reason} is the words of a list's owner
    "blacklist.because_private": ("Blocked on this PC only: “{reason}”", ""),
    "blacklist.because_private_silent": ("Blocked on this PC only.", ""),
    "blacklist.because_own": ("Blocked on your public list: “{reason}”", ""),
    "blacklist.because_own_silent": ("Blocked on your public list.", ""),
    "blacklist.because_followed": ("Blocked because the list of {list} says: “{reason}”", ""),
    "blacklist.because_followed_silent": ("Blocked because it is on the list of {list}.", ""),
    # what plans do
    "blacklist.effect_block": ("Puts {account} on your public list.", ""),
    "blacklist.effect_block_because": (
        "Puts {account} on your public list, with the reason “{reason}”.",
        "",
    ),
    "blacklist.effect_unblock": ("Takes {account} off your public list.", ""),
    "blacklist.effect_public": (
        "Everybody can read that, for ever, and who follows your list honours it. Deals that run"
        " go on.",
        "",
    ),
    "blacklist.effect_follow": (
        "Follows the list of {list}: who is on it ({entries} accounts now) is refused.",
        "",
    ),
    "blacklist.effect_unfollow": ("Follows the list of {list} no more.", ""),
}
