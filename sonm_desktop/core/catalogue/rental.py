"""Words of the rental area: code -> (what happened, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {}
