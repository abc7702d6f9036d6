"""The owner's ceiling over all deals, laid on the sandboxes that run.

Each keeps its part of what the ceiling leaves. RAM is not taken from anybody who has it, since
that would end his program: under pressure the engine takes it back there first.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from sonm_desktop.core.allotment import Portion
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import DealId
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeal, WorkerDeals
from sonm_desktop.worker.guest.rules import Ceiling, Rules
from sonm_desktop.worker.runtime.port import CellTerms, Network, Runtime, Share
from sonm_desktop.worker.tasks.tasks import TaskRunner

logger = logging.getLogger(__name__)

FULL = Ceiling()
AGAIN_S = 2.0
"""So soon a task that has just begun is under the ceiling too."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one deal has now. share: of its sandboxes; terms: of its line."""

    share: Share
    terms: CellTerms


def at_most(machine: Portion, rules: Rules, ceiling: Ceiling) -> Portion:
    """What of *machine* may be on sale."""
    cores = min(machine.cpu_percent, rules.cores * 100 or machine.cpu_percent)
    return replace(
        machine,
        cpu_percent=min(cores, machine.cpu_percent * ceiling.cpu_percent // 100),
        ram_bytes=machine.ram_bytes * ceiling.ram_percent // 100,
        gpus=machine.gpus - set(rules.devices_off),
        ingress_bps=_least(ceiling.ingress_bps, machine.ingress_bps),
        egress_bps=_least(ceiling.egress_bps, machine.egress_bps),
    )


def parts(machine: Portion, ceiling: Ceiling, deals: Sequence[WorkerDeal]) -> dict[DealId, Part]:
    """What each of *deals* has under *ceiling*."""
    cpu = sum(deal.cpu_percent for deal in deals)
    ram = sum(deal.ram_bytes for deal in deals)
    received, sent = sum(d.ingress_bps for d in deals), sum(d.egress_bps for d in deals)
    most_cpu = machine.cpu_percent * ceiling.cpu_percent // 100
    most_ram = machine.ram_bytes * ceiling.ram_percent // 100
    return {
        deal.deal: Part(
            Share(
                cpu_percent=max(1, _part(deal.cpu_percent, cpu, most_cpu)),
                ram_reserved=_part(deal.ram_bytes, ram, most_ram),
                io_weight=ceiling.io_weight,
            ),
            CellTerms(
                Network(deal.network),
                _part(deal.ingress_bps, received, ceiling.ingress_bps or received),
                _part(deal.egress_bps, sent, ceiling.egress_bps or sent),
            ),
        )
        for deal in deals
    }


class Throttle:
    """Remembers what it laid on whom, so that nothing is done twice."""

    def __init__(
        self, runtime: Runtime, tasks: TaskRunner, deals: WorkerDeals, clock: Clock
    ) -> None:
        self._runtime = runtime
        self._tasks = tasks
        self._deals = deals
        self._clock = clock
        self._shares: dict[str, Share] = {}
        self._lines: dict[DealId, CellTerms] = {}
        self._laid: Ceiling | None = None
        self._applied = 0.0

    async def apply(self, ceiling: Ceiling, whole: Callable[[], Awaitable[Portion]]) -> None:
        """Have every sandbox obey *ceiling*; what the engine refuses is tried again.

        *whole*: the machine, asked for only where there is something to do.
        """
        now = self._clock.monotonic()
        fresh = ceiling == FULL or now - self._applied < AGAIN_S
        if ceiling == self._laid and fresh:
            return
        self._laid, self._applied = None, now
        deals = [deal for deal in await self._deals.unfinished() if deal.state is DealPhase.ACTIVE]
        wanted = parts(await whole(), ceiling, deals)
        running = {
            task.sandbox: wanted[task.deal].share
            for task in await self._tasks.unfinished()
            if task.sandbox and task.deal in wanted
        }
        lines = {
            deal: part.terms
            for deal, part in wanted.items()
            if part.terms.network is not Network.NONE
        }
        try:
            await self._lay(running, lines)
            self._laid = ceiling
        except RemoteError as error:
            logger.warning("guest: a sandbox does not obey its ceiling yet: %s", error)
        self._shares = {one: share for one, share in self._shares.items() if one in running}
        self._lines = {deal: terms for deal, terms in self._lines.items() if deal in lines}

    async def _lay(self, running: dict[str, Share], lines: dict[DealId, CellTerms]) -> None:
        for sandbox, share in running.items():
            if self._shares.get(sandbox) != share:
                await self._runtime.limit(sandbox, share)
                self._shares[sandbox] = share
        for deal, terms in lines.items():
            if self._lines.get(deal) != terms:
                await self._runtime.narrow(deal, terms)
                self._lines[deal] = terms


def _least(limit: int, line: int | None) -> int | None:
    """Of the owner's *limit*, 0 for none, and the *line*, None where that is not known."""
    if not limit or line is None:
        return limit or line
    return min(limit, line)


def _part(own: int, together: int, most: int) -> int:
    """Of *most*, as *own* is of *together*; never more than *own*."""
    return own if together <= most else own * most // together
