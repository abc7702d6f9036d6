"""Which methods a stranger may call, and who is asked about the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from sonm_desktop.core.errors import UserError
from sonm_desktop.p2p.identity import PeerIdentity

STRANGER_METHODS = frozenset({"probe", "asks", "quote"})

_CHEAP = frozenset({"probe", "asks"})
ASKS_THE_CHAIN = 8.0
"""How much of a stranger's measure a request takes that makes us ask our node: who he speaks for,
what he has. The node counts such questions as ours."""


def cost_of(method: str) -> float:
    """How much of a stranger's measure a call of *method* takes."""
    return 1.0 if method in _CHEAP else ASKS_THE_CHAIN


class Authority(Protocol):
    """Knows the deals and the master of a worker."""

    async def may(self, caller: PeerIdentity, method: str, body: Mapping[str, Any]) -> bool:
        """Whether *caller* may call *method* with *body* now."""
        ...


class AccessPolicy:
    """Lets strangers probe, list and ask for quotes; everything else needs the authority."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    async def require(self, caller: PeerIdentity, method: str, body: Mapping[str, Any]) -> None:
        """Return only if *caller* may. Raises UserError("p2p.not_allowed")."""
        if method in STRANGER_METHODS:
            return
        if not await self._authority.may(caller, method, body):
            raise UserError("p2p.not_allowed", method=method)
