"""Which workers answer: asked side by side, within a budget, remembered for a while."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.offers.offer import Presence
from sonm_desktop.market.ports import Contacts, Peer
from sonm_desktop.wallet.messages import Ask, Domain

logger = logging.getLogger(__name__)

AT_ONCE = 32
EACH_S = 8.0
FRESH_S = 60.0
UNKNOWN: tuple[Presence, float | None] = (Presence.UNKNOWN, None)


@dataclass(frozen=True, slots=True)
class ProbeReply:
    """What a worker says of itself. time: by its clock, s."""

    accepting: bool
    same_network: bool


async def ask_for_life(peer: Peer, domain: Domain, *, deadline_s: float = EACH_S) -> ProbeReply:
    """What `probe` answers. Raises RemoteError, UserError."""
    reply = await peer.call("probe", {}, deadline_s=deadline_s)
    return ProbeReply(
        accepting=reply.get("accepting") is True,
        same_network=_same_network(reply, domain),
    )


def _same_network(reply: dict[str, Any], domain: Domain) -> bool:
    return reply.get("chain_id") == domain.chain_id and reply.get("market") == domain.market


class LivenessProbe:
    """An answer is good for a minute; a worker that did not answer in time is silent."""

    def __init__(self, contacts: Contacts, domain: Domain, clock: Clock) -> None:
        self._contacts = contacts
        self._domain = domain
        self._clock = clock
        self._known: dict[Address, tuple[Presence, float]] = {}

    def of(self, worker: Address) -> tuple[Presence, float | None]:
        """What is known of *worker*, and since when."""
        return self._known.get(worker, UNKNOWN)

    def heard(self) -> dict[Address, Presence]:
        """Everyone who was asked, and what came of it."""
        return {worker: presence for worker, (presence, _) in self._known.items()}

    async def probe(self, account: Address, asks: Iterable[Ask], *, budget_s: float) -> None:
        """Ask each worker once that has not answered lately; what the budget cuts off stays
        as it was."""
        workers = {ask.worker: ask for ask in asks if not self._fresh(ask.worker)}
        turns = asyncio.Semaphore(AT_ONCE)
        try:
            async with asyncio.timeout(budget_s), asyncio.TaskGroup() as group:
                for ask in workers.values():
                    group.create_task(self._one(turns, account, ask))
        except TimeoutError:
            logger.info("the time for asking %d workers was over", len(workers))

    async def _one(self, turns: asyncio.Semaphore, account: Address, ask: Ask) -> None:
        async with turns:
            presence = await self._presence(account, ask)
            self._known[ask.worker] = presence, self._clock.now()

    async def _presence(self, account: Address, ask: Ask) -> Presence:
        try:
            async with asyncio.timeout(EACH_S):
                peer = await self._contacts.reach("consumer", account, ask)
                reply = await ask_for_life(peer, self._domain)
        except (CodedError, TimeoutError) as error:
            logger.info("worker %s does not answer: %s", ask.worker, error)
            return Presence.SILENT
        if not reply.same_network:
            return Presence.SILENT
        return Presence.ALIVE if reply.accepting else Presence.BUSY

    def _fresh(self, worker: Address) -> bool:
        presence, checked = self.of(worker)
        return presence is not Presence.SILENT and (
            checked is not None and self._clock.now() - checked < FRESH_S
        )
