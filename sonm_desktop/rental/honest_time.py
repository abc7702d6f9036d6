"""The chain's time as a node tells it, held against this machine's clock.

Who signs what is owed "by now" signs more the later a node says that it is; a node that lies
together with the supplier could so get the whole escrow.
"""

from __future__ import annotations

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import RemoteError

AHEAD_S = 900
"""Blocks of honest networks are dated at most some seconds ahead, and clocks differ by minutes."""


def require_honest(now: int, clock: Clock, *, practice: bool) -> None:
    """Raises RemoteError("rental.chain_ahead"). A practice chain's time is moved on for fun."""
    ahead_s = now - int(clock.now())
    if not practice and ahead_s > AHEAD_S:
        raise RemoteError("rental.chain_ahead", ahead_s=ahead_s)
