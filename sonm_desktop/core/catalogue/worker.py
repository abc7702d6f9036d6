"""Words of the worker area: code -> (what happened, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {}
