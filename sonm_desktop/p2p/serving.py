"""What everybody who answers peers needs: the service, its loop, the limits, old answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from sonm_desktop.core.errors import UserError
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.p2p.limits import Limits, TokenBuckets
from sonm_desktop.p2p.net_thread import begun, crossing
from sonm_desktop.p2p.replies import Replies
from sonm_desktop.p2p.service import PeerService

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Serving:
    """Shared by all connections of a node.

    home: the program's own event loop, where the service lives.
    """

    service: PeerService
    home: asyncio.AbstractEventLoop
    limits: Limits
    replies: Replies
    accounts: TokenBuckets
    hosts: TokenBuckets

    async def at_home(self, work: Coroutine[Any, Any, T]) -> T:
        """What *work* of the service returns on its own loop."""
        return await crossing(begun(work, self.home))


@dataclass(slots=True)
class Caller:
    """One connection's other side.

    host: what it is counted by. ip: where its packets come from now. proven: the service has
    let it do what a stranger may not.
    """

    identity: PeerIdentity
    host: str
    ip: Callable[[], str]
    proven: bool = False

    def spend(self, serving: Serving, tokens: float = 1.0) -> None:
        """Count a request of a stranger. Raises UserError("p2p.too_many")."""
        account = self.identity.account
        if not serving.hosts.spend(self.host, tokens) or not serving.accounts.spend(
            account, tokens
        ):
            raise UserError("p2p.too_many")
