"""Who may ask a worker for what: strangers little, a customer his deal, the master the rest."""

from __future__ import annotations

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.worker.ports import ChainView

_REMEMBERED_S = 30.0
_MOST_REMEMBERED = 1000


class Consumers:
    """Knows who may speak for a customer: the account itself, or its operator on the chain."""

    def __init__(self, chain: ChainView, clock: Clock) -> None:
        self._chain = chain
        self._clock = clock
        self._until: dict[tuple[Address, Address], float] = {}

    async def speaks_for(self, caller: Address, consumer: Address) -> bool:
        """Whether *caller* is *consumer* or its operator now; yes is remembered for 30 s."""
        if caller == consumer:
            return True
        now = self._clock.monotonic()
        if self._until.get((caller, consumer), 0.0) > now:
            return True
        grant = await self._chain.operator(consumer, caller)
        if grant.expiry <= await self._chain.pending_time():
            return False
        if len(self._until) >= _MOST_REMEMBERED:
            self._until.clear()
        self._until[(caller, consumer)] = now + _REMEMBERED_S
        return True

    async def require_speaks_for(self, caller: Address, consumer: Address) -> None:
        """Return only if *caller* may. Raises UserError worker.not_your_account."""
        if not await self.speaks_for(caller, consumer):
            raise UserError("worker.not_your_account")

    async def is_master(self, caller: PeerIdentity, master: Address) -> bool:
        """Whether *caller* speaks for the account that this worker was enrolled to."""
        return caller.role == "master" and await self.speaks_for(caller.account, master)
