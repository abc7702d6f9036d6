"""Everything of a worker between its peers, its engine, its chain and its disk."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.worker.benchmarks.renewal import Renewal
from sonm_desktop.worker.deals.deals import DealKeeper
from sonm_desktop.worker.deals.held import HeldTime
from sonm_desktop.worker.deals.metering import Metering
from sonm_desktop.worker.desks.service import WorkerService
from sonm_desktop.worker.front import front_of
from sonm_desktop.worker.ground import Ground
from sonm_desktop.worker.guest.guest import Guest
from sonm_desktop.worker.housekeeping import Housekeeper
from sonm_desktop.worker.tasks.tasks import TaskRunner
from sonm_desktop.worker.works import works_on


@dataclass(frozen=True, slots=True)
class Business:
    """A worker at work."""

    service: WorkerService
    tasks: TaskRunner
    keeper: DealKeeper
    housekeeper: Housekeeper
    metering: Metering
    guest: Guest
    renewal: Renewal
    held: HeldTime

    async def begin(self, supervisor: Supervisor) -> None:
        """Take up what was left, and watch the chain."""
        await self.held.load()
        await self.tasks.recover()
        await self.guest.begin()
        supervisor.keep("guest", self.guest.run)
        supervisor.keep("deals", self.keeper.run)
        supervisor.keep("housekeeping", self.housekeeper.run)
        supervisor.keep("metering", self.metering.run)
        supervisor.keep("measuring again", self.renewal.run)


def build(ground: Ground) -> Business:
    """The worker on *ground*, not begun yet."""
    works = works_on(ground)
    return Business(
        service=front_of(ground, works),
        tasks=works.tasks,
        keeper=works.keeper,
        housekeeper=works.housekeeper,
        metering=works.metering,
        guest=works.guest,
        renewal=Renewal(works.benchmarks, works.machine.hardware, works.deals.unfinished),
        held=works.held,
    )
