"""Words about who people are and what is said of them: code -> (what happened, what to do)."""

_LATER = "Rate it once it is closed; both sides may."

MESSAGES: dict[str, tuple[str, str]] = {
    # networks without registries
    "standing.no_profiles": (
        "This network has no registry of profiles, so nobody has a name or a level here.",
        "Nothing can be done about it: who deployed the network chose so.",
    ),
    "standing.no_reputation": (
        "This network has no registry of ratings, so nothing can be rated here.",
        "Nothing can be done about it: who deployed the network chose so.",
    ),
    # why the registries refuse
    "standing.bad_level": ("A level is from 1 to 4, not {level}.", "Choose another level."),
    "standing.not_validator": (
        "The account {account} may not vouch for that: its word does not count up to level {level}"
        " on this network.",
        "Only validators whom the network's registrar admits may; see “sonm profile validators”.",
    ),
    "standing.not_registrar": (
        "Only the network's registrar {registrar} may do that.",
        "Use its account.",
    ),
    "standing.attestation_expired": (
        "The word would have run out already.",
        "Let it last longer.",
    ),
    "standing.not_attested": (
        "This validator does not vouch for this account, so there is nothing to take back.",
        "See who does with “sonm profile show”.",
    ),
    "standing.text_too_long": (
        "The text is longer than the {most} bytes that the network keeps.",
        "Shorten it; letters beyond the English ones take two to four bytes.",
    ),
    "standing.odd_text": (
        "The text has letters that others cannot see, or more of it than they are shown.",
        "Type it anew: a name has 32 letters at most, the text beside it 20 lines.",
    ),
    "standing.deal_not_closed": ("The deal is not closed, so it cannot be rated yet.", _LATER),
    "standing.nothing_paid": (
        "Nothing was paid for this deal, so it cannot be rated.",
        "There is nothing to do: only deals that cost something count.",
    ),
    "standing.not_a_party": (
        "Only the two accounts of a deal may rate it.",
        "Use the account that paid or was paid.",
    ),
    "standing.rated_already": (
        "This account has rated the deal already; each side does it once, for ever.",
        "There is nothing to do.",
    ),
    "standing.bad_rating": ("A rating is from 1 to 5 stars, not {stars}.", "Choose as many."),
    "standing.no_deal": (
        "The index does not know this deal.",
        "Look at the number of the deal; one that was just closed appears in a moment.",
    ),
    "standing.bad_trust": (
        "“{text}” is no list of addresses.",
        "Give addresses like 0x… with a space or a comma between them, or nothing.",
    ),
    "standing.too_many": (
        "More accounts were asked about at once than the {most} that the registry looks at.",
        "Follow fewer of them.",
    ),
    # what a validator's word is worth
    "standing.vouched": ("Counts.", ""),
    "standing.vouched_expired": ("Does not count any more: it has run out.", ""),
    "standing.vouched_by_nobody": (
        "Does not count: the network's registrar does not admit this validator.",
        "",
    ),
    "standing.vouched_by_stranger": (
        "Does not count: this validator is not among those you follow.",
        "",
    ),
    "standing.vouched_less": (
        "Counts less than it says: the registrar admits this validator up to a lower level.",
        "",
    ),
    # whether a rating counts
    "standing.counts_level": ("Counts: the rater is of identity level {level}.", ""),
    "standing.counts_trusted": ("Counts: the rater is you, or somebody whom you trust.", ""),
    "standing.counts_not": (
        "Is shown apart: the rater is of identity level {level}, and ratings count from 2.",
        "",
    ),
    # what a plan does
    "standing.effect_write": ("Writes your name “{name}” into the network's profiles.", ""),
    "standing.effect_unname": ("Takes your name back from the network's profiles.", ""),
    "standing.effect_metadata": ("Writes {bytes} bytes of text about you beside it.", ""),
    "standing.effect_public": (
        "Everybody can read it, and what was once written stays in the chain for ever.",
        "",
    ),
    "standing.effect_attest": (
        "Vouches that {account} is of identity level {level}, for {lasting:span}.",
        "",
    ),
    "standing.effect_revoke": ("Takes back the word of {validator} about {account}.", ""),
    "standing.effect_rate": (
        "Rates {account} with {stars} of 5 stars for deal {deal}: {reason}",
        "",
    ),
    "standing.effect_once": (
        "Each side rates a deal once; everybody can read it, and it cannot be changed.",
        "",
    ),
    # why a deal ended
    "standing.reason_fulfilled": ("Everything was as agreed.", ""),
    "standing.reason_no_longer_needed": ("It was not needed any longer.", ""),
    "standing.reason_machine_gone": ("The machine was gone.", ""),
    "standing.reason_machine_weak": ("The machine was weaker than promised.", ""),
    "standing.reason_job_refused": ("The machine refused the job.", ""),
    "standing.reason_not_paid": ("Payment stopped.", ""),
    "standing.reason_abuse": ("The machine was abused.", ""),
    "standing.reason_other": ("Another reason.", ""),
    # what can be said of a deal
    "standing.rateable": ("You may rate this deal.", ""),
    "standing.rated_by_you": ("You have rated this deal.", ""),
    "standing.skipped": ("You have chosen not to rate this deal.", ""),
}
