"""The worker as a guest on its owner's machine: it feels, decides, and gets out of the way.

The rules are kept here and hold without agent and window. Nothing is remembered about a reason:
it stands while its cause does, so what paused resumes by itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from sonm_desktop.core.allotment import Portion
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.wake import Wake
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeals
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.worker.guest.feeling import Feeling, needed, source_of
from sonm_desktop.worker.guest.judge import (
    Felt,
    Reason,
    ceiling,
    freezes,
    in_use,
    reasons,
    seconds_left,
)
from sonm_desktop.worker.guest.rules import NO_RULES, Ceiling, Rules, rules_from_wire
from sonm_desktop.worker.guest.senses import Refused, Senses
from sonm_desktop.worker.guest.throttle import Throttle, at_most
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.selling.plan import whole_machine
from sonm_desktop.worker.tasks.tasks import TaskRunner

logger = logging.getLogger(__name__)

HELD = "worker.held_by_owner"
"""The reason that tasks of every deal stand still for."""

_RULES, _DRAIN = "guest", "drain"
_THEN = frozenset({"pause", "quit"})
_LONGEST_PAUSE_S = 5.0
_OF_TIME_S = 1.0
_RECKONED_S = 900.0
"""So long hours that never change are not reckoned again."""


class Guest:
    """resting: whether the master has paused the worker. stopped: ends the program."""

    def __init__(
        self,
        *,
        facts: WorkerFacts,
        deals: WorkerDeals,
        tasks: TaskRunner,
        machine: Machine,
        throttle: Throttle,
        find_senses: Callable[[], Senses],
        resting: Callable[[], Awaitable[bool]],
        clock: Clock,
        stopped: asyncio.Event,
    ) -> None:
        self._facts = facts
        self._deals = deals
        self._tasks = tasks
        self._machine = machine
        self._throttle = throttle
        self._feeling = Feeling(find_senses, clock)
        self._resting = resting
        self._clock = clock
        self._stopped = stopped
        self._turn = asyncio.Lock()
        self._wake = Wake()
        self._rules = NO_RULES
        self._drain = ""
        self._felt = Felt()
        self._reasons: tuple[Reason, ...] = ()
        self._frozen: bool | None = None
        self._change: tuple[Rules, float, int | None] = (NO_RULES, 0.0, None)

    @property
    def selling(self) -> bool:
        """Whether a quote may be given."""
        return not any(reason.stops for reason in self._reasons)

    @property
    def listed(self) -> bool:
        """Whether what is on sale is shown to customers."""
        return self.selling or (self._rules.listed and not self._drain)

    @property
    def mark(self) -> object:
        """Equal as long as `status` tells the same, but for what time alone brings."""
        busy = in_use(self._rules, self._felt, self._clock.now())
        return self._rules, self._reasons, self._frozen, self._drain, busy

    def at_most(self, machine: Portion) -> Portion:
        """What of *machine* may be sold now."""
        return at_most(machine, self._rules, self._ceiling())

    def seconds_left(self) -> int | None:
        """How long a deal may last that begins now; None is any time."""
        return seconds_left(self._rules, self._clock.now())

    async def begin(self) -> None:
        """Take up the rules that were kept, before anything is sold."""
        kept = await self._facts.get(_RULES)
        self._rules = NO_RULES if kept is None else rules_from_wire(kept)
        self._drain = await self._facts.get(_DRAIN) or ""
        self._reasons = self._judged(self._clock.now())

    async def run(self) -> None:
        """For ever, for a supervisor."""
        while True:
            await self.look()
            await self._wake.within(self._pause_s())

    async def look(self) -> None:
        """Feel once, and have everything obey what follows."""
        async with self._turn:
            self._felt = await asyncio.to_thread(self._feeling.look, self._rules)
            self._judge()
            await self._obey()
            await self._end_drain()

    async def set_rules(self, wire: Any) -> None:
        """Raises UserError: worker.bad_rules, or why a sense is not to be had here."""
        rules = rules_from_wire(wire)
        senses = await asyncio.to_thread(lambda: self._feeling.senses)
        before = needed(self._rules)
        for name, sense in senses.named():
            if isinstance(sense, Refused) and name in needed(rules) - before:
                raise UserError(sense.code)
        await self._facts.put(_RULES, rules.to_wire())
        self._rules = rules
        logger.info("guest: new rules, %s", rules.preset)
        await self.look()
        self._wake.ring()

    async def drain(self, then: str) -> None:
        """Take no more deals, and after the last one *then*: pause or quit; empty ends it."""
        if then and then not in _THEN:
            raise UserError("worker.bad_request", part="then")
        await self._facts.put(_DRAIN, then)
        self._drain = then
        self._judge()
        self._wake.ring()

    async def status(self) -> dict[str, Any]:
        """A part of the worker's status."""
        now = self._clock.now()
        senses = await asyncio.to_thread(lambda: self._feeling.senses)
        paused = [Reason("paused")] if await self._resting() else []
        standing = [asdict(reason) for reason in (*paused, *self._reasons)]
        return {
            "holds": [_told(reason) for reason in self._reasons if reason.stops],
            "guest": {
                "rules": self._rules.to_wire(),
                "reasons": standing,
                "senses": {name: source_of(sense) for name, sense in senses.named()},
                "in_use": in_use(self._rules, self._felt, now),
                "frozen": bool(self._frozen),
                "ceiling": asdict(self._ceiling()),
                "drain": self._drain,
                "next_change": self._next_change(now),
                "maintenance": self._rules.maintenance.begin(now),
            },
        }

    def _judge(self) -> None:
        before = {(reason.code, reason.stops) for reason in self._reasons}
        self._reasons = self._judged(self._clock.now())
        after = {(reason.code, reason.stops) for reason in self._reasons}
        for code, _ in sorted(after - before):
            logger.info("guest: %s", code)
        for code, _ in sorted(before - after):
            logger.info("guest: no longer %s", code)

    def _judged(self, now: float) -> tuple[Reason, ...]:
        drain = (Reason("drain", {"then": self._drain}),) if self._drain else ()
        return (*drain, *reasons(self._rules, self._felt, now))

    async def _obey(self) -> None:
        frozen = freezes(self._rules, self._reasons)
        if frozen != self._frozen:
            await (self._tasks.hold_all(HELD) if frozen else self._tasks.release_all(HELD))
            self._frozen = frozen
        await self._throttle.apply(self._ceiling(), self._whole)

    async def _whole(self) -> Portion:
        return whole_machine(await self._machine.hardware())

    async def _end_drain(self) -> None:
        """What is left once the last deal has ended: rest until told, or the end."""
        if self._drain != "quit":
            return
        running = [d for d in await self._deals.unfinished() if d.state is not DealPhase.ENDED]
        if not running:
            logger.info("guest: the last deal has ended, and so does the worker")
            await self._facts.put(_DRAIN, "")
            self._stopped.set()

    def _pause_s(self) -> float:
        pauses = [self._feeling.pause_s(self._rules)]
        rules = self._rules
        if rules.windows or rules.maintenance_weekly or rules.maintenance_once:
            pauses.append(_OF_TIME_S)
        return min((one for one in pauses if one is not None), default=_LONGEST_PAUSE_S)

    def _ceiling(self) -> Ceiling:
        return ceiling(self._rules, self._felt, self._clock.now())

    def _next_change(self, now: float) -> int | None:
        """Worked out anew once it is over; a master asks for it every second."""
        if not self._rules.windows:
            return None
        rules, begin, change = self._change
        over = begin + _RECKONED_S if change is None else change
        if rules is not self._rules or not begin <= now < over:
            change = self._rules.schedule.next_change(now)
            self._change = self._rules, now, change
        return change


def _told(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "params": reason.params, "until": reason.until}
