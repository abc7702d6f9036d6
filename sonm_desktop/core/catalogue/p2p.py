"""Words of the p2p area: code -> (what happened, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {}
