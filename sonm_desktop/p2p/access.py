"""Which methods a stranger may call, and what they cost him; the worker refuses him the rest."""

from __future__ import annotations

STRANGER_METHODS = frozenset({"probe", "asks", "quote"})

_CHEAP = frozenset({"probe", "asks"})
ASKS_THE_CHAIN = 8.0
"""How much of a stranger's measure a request takes that makes us ask our node: who he speaks for,
what he has. The node counts such questions as ours."""


def cost_of(method: str) -> float:
    """How much of a stranger's measure a call of *method* takes."""
    return 1.0 if method in _CHEAP else ASKS_THE_CHAIN
