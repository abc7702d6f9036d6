"""Words of the market area: code -> (what happened, what to do)."""

_ANOTHER = "Choose another offer, or ask for less."
_AGAIN = "Nothing was paid. Try again, or choose another offer."
_AVOID = "Nothing was paid. Choose another offer; this supplier does not keep its word."

MESSAGES: dict[str, tuple[str, str]] = {
    "market.prices_backwards": (
        "The history of prices was asked for from an end to a beginning.",
        "Ask from the earlier time to the later one.",
    ),
    # why an offer does not do
    "market.ask_expired": ("The offer has run out.", "Choose another one."),
    "market.supplier_blocked": (
        "You have blocked this supplier, or follow a list that has.",
        "Choose another offer, or see why: sonm blacklist check.",
    ),
    "market.customer_not_served": (
        "This supplier does not sell to your account.",
        "Nothing was paid. Choose another offer.",
    ),
    "market.supplier_unknown": (
        "Nobody whom you trust vouches for the supplier at identity level {wanted}.",
        "Choose another offer, or do without that level.",
    ),
    "market.worker_excluded": ("You have excluded this supplier.", "Choose another offer."),
    "market.too_little_cpu": (
        "The offer has too little processor: {offered} % of a core, and {wanted} % are wanted.",
        _ANOTHER,
    ),
    "market.too_little_ram": (
        "The offer has too little memory: {offered:size}, and {wanted:size} are wanted.",
        _ANOTHER,
    ),
    "market.too_little_storage": (
        "The offer has too little storage: {offered:size}, and {wanted:size} are wanted.",
        _ANOTHER,
    ),
    "market.too_few_gpus": (
        "The offer has too few graphics cards: {offered}, and {wanted} are wanted.",
        _ANOTHER,
    ),
    "market.too_little_download": (
        "The offer's download is too slow: {offered} bit/s, and {wanted} are wanted.",
        _ANOTHER,
    ),
    "market.too_little_upload": (
        "The offer's upload is too slow: {offered} bit/s, and {wanted} are wanted.",
        _ANOTHER,
    ),
    "market.benchmark_too_low": (
        "A result is too low, {benchmark:measured}: {offered}, and {wanted} is wanted.",
        _ANOTHER,
    ),
    "market.other_architecture": (
        "The offer has another kind of processor than {wanted}.",
        "Choose another offer, or an image for its kind.",
    ),
    "market.network_missing": (
        "The offer does not allow all of the network that is wanted.",
        _ANOTHER,
    ),
    "market.sandbox_not_strict": (
        "The offer does not confine jobs strictly.",
        "Choose another offer, or accept a compatible sandbox.",
    ),
    "market.identity_too_low": (
        "The supplier wants customers of identity level {wanted}; yours is {yours}.",
        "Choose another offer.",
    ),
    "market.not_spot": ("The offer is for a fixed time, not spot.", "Choose a spot offer."),
    "market.not_fixed": ("The offer is spot, not for a fixed time.", "Choose a fixed offer."),
    "market.duration_too_short": (
        "The offer is for at least {least:span}, and {wanted:span} are wanted.",
        "Choose a longer time or another offer.",
    ),
    "market.duration_too_long": (
        "The offer is for at most {most:span}, and {wanted:span} are wanted.",
        "Choose a shorter time or another offer.",
    ),
    "market.not_answering": (
        "The supplier has not answered lately.",
        "Choose another offer, or look at all of them.",
    ),
    "market.price_in_usd": (
        "The price of this offer is in USD, and there is no usable USD price of SNM now.",
        "Nothing was paid. Try again later, or choose an offer with a price in SNM.",
    ),
    "market.too_expensive": (
        "The offer costs {price} an hour; your limit allows {most}.",
        "Choose another offer, a shorter time or a higher limit.",
    ),
    # offers and views
    "market.no_offer": ("This offer is not on sale any more.", "Look at the list of offers again."),
    "market.no_view": ("The list has been closed.", "Open it again."),
    "market.offer_withdrawn": (
        "The supplier sells this no more.",
        "Nothing was paid. Choose another offer.",
    ),
    "market.worker_busy": (
        "The supplier takes no deals now.",
        "Nothing was paid. Choose another offer, or try again later.",
    ),
    "market.worker_on_other_network": (
        "The supplier's machine works on another network.",
        "Nothing was paid. Choose another offer.",
    ),
    "market.worker_not_bound": (
        "The supplier's machine is not bound to an account that could be paid.",
        "Nothing was paid. Choose another offer.",
    ),
    "market.own_offer": (
        "This is your own machine: the same account cannot be both sides of a deal.",
        "Buy with another account.",
    ),
    # quotes
    "market.quote_forged": ("The quote is not signed by the supplier.", _AVOID),
    "market.quote_for_another": ("The quote is for another buyer.", _AVOID),
    "market.quote_of_another_offer": ("The quote is for another offer.", _AVOID),
    "market.quote_expired": ("The quote has run out.", _AGAIN),
    "market.quote_too_long": ("The quote is valid for longer than the market allows.", _AVOID),
    "market.quote_too_expensive": (
        "The quote costs {price} an hour, more than the {most} of the offer.",
        _AVOID,
    ),
    "market.quote_other_currency": (
        "The quote is not in the currency of the offer.",
        "Nothing was paid. Look at the offer again; its price may have changed.",
    ),
    "market.quote_has_extras": ("The quote asks for more than the offer's price.", _AVOID),
    "market.quote_other_duration": ("The quote is for another time than {wanted:span}.", _AVOID),
    "market.quote_minimum": (
        "The quote wants {minimum:span} paid at once, more than the offer says.",
        _AVOID,
    ),
    "market.quote_notice": (
        "The quote has a notice of {notice:span}, longer than the whole deal.",
        _AVOID,
    ),
    "market.quote_window": ("The quote has a claim window that the market refuses.", _AVOID),
    "market.quote_used_up": ("A deal of this quote exists already.", _AGAIN),
    # who acts for an account
    "market.operator_missing": (
        "The account is locked, and its operator key may not act for it.",
        "Unlock the wallet, or allow the operator key again.",
    ),
    "market.operator_limit": (
        "The operator key may spend {left} more today, and {needed} are needed.",
        "Unlock the wallet, or raise the daily limit.",
    ),
    "market.operator_no_gas": (
        "The operator key {operator} has no coin to pay for a transaction.",
        "Send it a little coin, or unlock the wallet.",
    ),
    # the supplier's side
    "market.no_worker": ("No such machine serves your accounts.", "Enrol it first."),
    "market.worker_bound_elsewhere": (
        "The machine serves another account, {master}.",
        "Unbind it there first, or enrol it to that account.",
    ),
    "market.binding_outdated": (
        "The machine's binding on the chain has changed since it was signed here.",
        "Enrol the machine again.",
    ),
    "market.nothing_on_sale": ("The machine offers nothing.", "Set a price for it."),
    "market.rented_out": ("The machine is rented.", ""),
    "market.cannot_work": (
        "The machine cannot take a deal now.",
        "Look at its status: its engine may be stopped, or it is being closed.",
    ),
    "market.settle_no_deal": ("There is no open deal that could be settled.", ""),
    "market.settle_not_by_consumer": (
        "The settlement is not signed by the customer of the deal.",
        "Nothing was signed.",
    ),
    "market.claim_nothing": ("Nothing is owed that could be claimed.", ""),
    "market.claim_due": ("{amount} are being claimed.", ""),
    "market.claim_waits_for_more": (
        "{amount} to claim; it happens by itself from {least} on.",
        "Say in the settings what one coin is worth, and fees decide instead.",
    ),
    "market.claim_waits_for_fee": (
        "{amount} to claim; the fee would be {percent} %, and it waits until that is below "
        "{limit} %.",
        "",
    ),
    "market.claim_waits_for_day": ("{amount} to claim; it happens by itself once a day.", ""),
    "market.settle_too_low": (
        "The settlement pays less than is owed.",
        "Nothing was signed; the customer can propose the right amount.",
    ),
    # other terms of a running deal
    "market.no_amendment": ("There is no such request.", "Look at the list of requests."),
    "market.amend_answered": ("This request was answered or has run out.", "Look at it again."),
    "market.amend_too_late": (
        "The deal is over or is being closed; its terms cannot change any more.",
        "Make a new deal.",
    ),
    "market.amend_same": ("These are the terms that the deal has.", "Choose others."),
    "market.amend_impossible": ("No deal can have these terms.", "Choose others."),
    "market.amend_other_kind": (
        "A spot deal stays a spot deal and a deal with an end keeps one.",
        "Change its price or its notice, or make a new deal.",
    ),
    "market.amend_too_soon": (
        "A deal cannot be changed to end at once.",
        "Close it, or choose a later end.",
    ),
    "market.amend_overtaken": (
        "The deal was changed in another way meanwhile.",
        "Look at its terms and ask again.",
    ),
    "market.amend_expired": ("Nobody answered in time.", "Ask again."),
    "market.amend_withdrawn": ("It is not wanted any more.", ""),
    "market.amend_taken_back": (
        "You took it back.",
        "What you had signed for it last may still hold for three minutes.",
    ),
    "market.amend_declined": ("The customer does not want it.", ""),
    "market.amend_refused": ("The supplier does not agree.", "The deal goes on as it was."),
    "market.amend_asked": ("The supplier is asked and has not answered yet.", ""),
    "market.amend_agreed": ("Both sides agree; it is being written on the chain.", ""),
    "market.amend_applied": ("The deal has these terms.", ""),
    "market.amend_offered": ("The supplier offers other terms.", "Accept them, or do not."),
    "market.amend_offers": ("The customer was offered other terms and has not answered.", ""),
    "market.amend_by_hand": ("You decide yourself about longer rentals.", "Agree, or refuse."),
    "market.amend_cheaper": ("The customer wants to pay less.", "Agree, or refuse."),
    "market.amend_less_notice": (
        "The customer wants to leave at shorter notice.",
        "Agree, or refuse.",
    ),
    "market.amend_sooner": (
        "The customer wants to leave earlier than the notice lets him.",
        "Agree, or refuse.",
    ),
    "market.amend_below_plan": (
        "The price is below what this plan costs by now.",
        "Agree, or refuse and offer another price.",
    ),
    "market.amend_too_low": (
        "The request pays less than was earned up to now.",
        "It is asked again by itself.",
    ),
    "market.amend_stale": ("The signed request is too old or good for too long.", "Ask again."),
    "market.amend_too_many": (
        "Too many other terms were asked for this deal.",
        "Wait until one of them is answered.",
    ),
    "market.amend_not_by_consumer": (
        "The request is not signed by the account that pays the deal.",
        "Only the deal's customer can ask for this.",
    ),
}
