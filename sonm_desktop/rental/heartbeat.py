"""Whether the worker of a deal is alive, and for how long it has been silent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.ports import Peer
from sonm_desktop.rental.deal_told import NOTHING_TOLD, DealTold, told_in
from sonm_desktop.rental.meters import MeterWord, meter_word
from sonm_desktop.rental.offered import OfferedTerms, offered_in

CALL_S = 10.0
LONGEST_GAP_S = 60.0
_CODE = re.compile(r"[a-z0-9_]{1,40}\.[a-z0-9_]{1,60}|", re.ASCII)
STATES = frozenset({"awaiting", "active", "ended"})


@dataclass(frozen=True, slots=True)
class WorkerWord:
    """What `deal.status` says. state: awaiting, active or ended; reason: code, or empty."""

    state: str
    reason: str
    ready: bool
    tasks: tuple[dict[str, Any], ...]
    told: DealTold = NOTHING_TOLD
    meter: MeterWord | None = None
    offers: tuple[OfferedTerms, ...] = ()


async def deal_word(peer: Peer, deal: DealId, *, deadline_s: float = CALL_S) -> WorkerWord:
    """Ask the worker about *deal*. Raises RemoteError, UserError."""
    reply = await peer.call("deal.status", {"deal": deal}, deadline_s=deadline_s)
    state, reason, tasks = reply.get("state"), reply.get("reason", ""), reply.get("tasks", [])
    if state not in STATES or not isinstance(reason, str) or not isinstance(tasks, list):
        raise BadReply("a deal in no known state")
    if not _CODE.fullmatch(reason):
        raise BadReply("a reason that is no code")
    if not all(isinstance(task, dict) for task in tasks):
        raise BadReply("a task that is not one")
    return WorkerWord(
        str(state),
        reason,
        reply.get("ready") is True,
        tuple(tasks),
        told_in(reply),
        meter_word(reply.get("meter")),
        offered_in(reply, deal),
    )


class SilenceTimer:
    """Counts silence only while we ourselves were awake and on the net.

    A gap between two looks, such as a sleeping laptop or a node that could not be reached,
    starts the count anew: nobody is blamed for it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._looked = clock.monotonic()
        self._since: float | None = None

    def heard(self) -> None:
        """The worker has answered."""
        self._looked = self._clock.monotonic()
        self._since = None

    def missed(self) -> float:
        """The worker has not answered; for how many seconds by now."""
        now = self._clock.monotonic()
        if self._since is None or now - self._looked > LONGEST_GAP_S:
            self._since = now
        self._looked = now
        return now - self._since
