"""Words of the chain area: code -> (what happened, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {
    "chain.no_network": (
        "This profile has no network yet.",
        "Start the practice network with “sonm network start”, or add one with “sonm network use”.",
    ),
    "chain.bad_network_file": (
        "The network file {file} is damaged.",
        "Get it again from where it came from.",
    ),
}
