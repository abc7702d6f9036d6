"""Words about campaigns: code -> (what happened, what to do)."""

_ASK_SPONSOR = "Ask its sponsor for another one."
_LIST = "See “sonm campaign list”."

MESSAGES: dict[str, tuple[str, str]] = {
    "campaign.no_contract": (
        "This network has no contract of campaigns.",
        "Use another network, or deploy the contracts anew.",
    ),
    "campaign.unknown": ("There is no such campaign on this network.", _LIST),
    "campaign.exists": ("There is such a campaign already.", "Make the plan again."),
    # opening
    "campaign.two_prices": (
        "A campaign has one price for a TB: in SNM or in USD.",
        "Leave one of both away.",
    ),
    "campaign.pays_nothing": (
        "The campaign would pay nothing.",
        "Give a bonus, a price for a TB, or both.",
    ),
    "campaign.budget_below_bonus": (
        "The budget is below one bonus of {bonus}.",
        "Give more, or a smaller bonus.",
    ),
    "campaign.bad_terms": ("No campaign can have these terms.", "Choose others."),
    "campaign.price_out_of_bounds": (
        "A TB costs {price} now, which is outside of what you accept.",
        "Nothing was opened. Choose other bounds, or wait for another price.",
    ),
    # a sponsor's words
    "campaign.not_sponsor": (
        "Only the sponsor {sponsor} can do this.",
        "Use the profile that has this account.",
    ),
    "campaign.other_key": (
        "The campaign believes another key than this machine's.",
        "Make this machine's key count: “sonm campaign key”.",
    ),
    "campaign.key_is_yours": ("This machine's key counts already.", ""),
    "campaign.over": ("The campaign has ended: it takes nobody in any more.", _LIST),
    "campaign.not_public": (
        "“{address}” is no address that can be reached from outside.",
        "Give the public IPv4 or IPv6 address at which you have seen the participant.",
    ),
    "campaign.address_taken": (
        "This address has been counted: {account} has its place.",
        "Each address is paid once.",
    ),
    "campaign.address_offered": (
        "A place for this address has been offered to {account} and can still be taken.",
        "Wait until that offer has run out.",
    ),
    "campaign.place_large_enough": (
        "A place with {most} or more stands at this address already.",
        "Name more traffic to make it larger.",
    ),
    "campaign.budget_promised": (
        "{free} of the budget are promised to nobody, and this place needs {needs}.",
        "Put in more: “sonm campaign fund”.",
    ),
    "campaign.budget_too_low": (
        "Only {free} of the budget are left, less than this place needs.",
        "Ask its sponsor to put in more.",
    ),
    "campaign.no_place": (
        "{account} has no place in this campaign.",
        "It has to take the place that you have signed first.",
    ),
    "campaign.which_place": (
        "{account} has {count} places in this campaign.",
        "Name the network address too.",
    ),
    "campaign.coupon_lower": (
        "You have signed a coupon for {before:traffic} before; this one says less.",
        "A coupon says how much it is in all. Name at least as much.",
    ),
    # a participant's side
    "campaign.bad_ticket": (
        "This is no whole ticket of a campaign: letters are missing or wrong.",
        "Copy it again, from the first letter to the last.",
    ),
    "campaign.no_place_ticket": (
        "This ticket is a coupon, not a place.",
        "Use it with “sonm campaign redeem”.",
    ),
    "campaign.no_coupon_ticket": (
        "This ticket offers a place, and is no coupon.",
        "Use it with “sonm campaign join”.",
    ),
    "campaign.other_network": (
        "This ticket is for another network.",
        "Change to that network first: “sonm network list”.",
    ),
    "campaign.not_signed": (
        "This ticket is not signed by a key that the campaign believes.",
        _ASK_SPONSOR,
    ),
    "campaign.place_expired": ("The offer of this place has run out.", _ASK_SPONSOR),
    "campaign.place_taken": (
        "This address has its place already, of {account}.",
        "Each address is paid once.",
    ),
    "campaign.join_first": (
        "Nobody has the place that this coupon is for.",
        "Take the place first: “sonm campaign join”.",
    ),
    "campaign.coupon_paid": (
        "What this coupon says has been paid: {paid} in all.",
        "The next one of the sponsor says more.",
    ),
    "campaign.window_over": (
        "The campaign is over, and what was left went back to its sponsor.",
        "",
    ),
    "campaign.vault_empty": ("Nothing is in the vault of campaigns.", ""),
    "campaign.vault_too_low": (
        "{has} are in the vault of campaigns, less than {needs}.",
        "Choose a smaller amount.",
    ),
    # taking the rest back
    "campaign.nothing_to_return": (
        "Nothing goes back yet.",
        "More does in {wait:span}, when the time of places and coupons is over.",
    ),
    "campaign.nothing_to_return_yet": ("Nothing goes back yet.", "Try again after its end."),
    "campaign.empty": ("Nothing is left in this campaign.", ""),
    # what plans do
    "campaign.effect_open": (
        "{budget} go into a new campaign, which pays {bonus} for each network address and takes"
        " participants in for {lasting:span}.",
        "",
    ),
    "campaign.effect_price": ("It pays {price} for each TB, in and out together.", ""),
    "campaign.effect_usd_price": (
        "It pays {price} for each TB, in and out together, fixed in SNM when it opens: between"
        " {lowest} and {highest}, or it is not opened.",
        "",
    ),
    "campaign.effect_no_price": ("It pays nothing for traffic.", ""),
    "campaign.effect_times": (
        "You can end it with {notice:span} of notice; coupons count for {window:span} after its"
        " end, then all that is left is yours again.",
        "",
    ),
    "campaign.effect_fund": ("{amount} go into the budget of the campaign.", ""),
    "campaign.effect_given_away": (
        "What is left of it in the end goes to the sponsor {sponsor}, not to you.",
        "",
    ),
    "campaign.effect_close": (
        "The campaign ends after {notice:span}. Places that stand are paid.",
        "",
    ),
    "campaign.effect_key": (
        "The key {key} signs places from now on. Those that stand stay paid; those that were signed"
        " and not taken yet must be signed again.",
        "",
    ),
    "campaign.effect_join": (
        "{account} takes a place: {amount} of the campaign of {sponsor} are set aside for it.",
        "",
    ),
    "campaign.effect_larger": (
        "The place of {account} becomes larger: {amount} are set aside for it, {before} before.",
        "",
    ),
    "campaign.effect_for_others": (
        "{account} is no account of yours: you pay the gas, and the money goes there.",
        "",
    ),
    "campaign.effect_covers": (
        "That is the bonus and {traffic:traffic} at {price} for each TB.",
        "",
    ),
    "campaign.effect_redeem": (
        "{amount} go into the vault of {account}: the coupon says {traffic:traffic} in all.",
        "",
    ),
    "campaign.effect_beyond": (
        "The coupon says more than is set aside for the place; the rest counts once the place is"
        " larger.",
        "",
    ),
    "campaign.effect_return": ("{amount} go back into the vault of the sponsor {sponsor}.", ""),
    "campaign.effect_withdraw": ("{amount} go from the vault of campaigns into the wallet.", ""),
    # states
    "campaign.state_open": ("Open: {free} are left for new places, for {end:span}.", ""),
    "campaign.state_ending": ("Its sponsor ends it in {end:span}.", ""),
    "campaign.state_over": ("Over. Coupons count for {until:span} more.", ""),
    "campaign.state_left": ("Over. {left} can go back to the sponsor.", ""),
    "campaign.state_empty": ("Over, and nothing is left in it.", ""),
    "campaign.place_stands": ("Set aside; nothing was paid so far.", ""),
    "campaign.place_part": ("{paid} paid; {left} more are set aside.", ""),
    "campaign.place_paid": ("All that is set aside was paid.", ""),
    "campaign.place_offered": ("Signed; it can be taken for {left:span}.", ""),
    "campaign.place_run_out": ("Signed, and nobody took it in time.", ""),
}
