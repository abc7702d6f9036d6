"""What goes on in a worker by itself: deals, tasks, metering, measuring, the owner's rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sonm_desktop.store.worker_deals import WorkerDeals
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.store.worker_held import WorkerHeld
from sonm_desktop.store.worker_holds import WorkerHolds
from sonm_desktop.store.worker_images import WorkerImages
from sonm_desktop.store.worker_meters import WorkerMeters
from sonm_desktop.store.worker_plans import WorkerPlans
from sonm_desktop.store.worker_supply import WorkerSupply
from sonm_desktop.store.worker_tasks import WorkerTasks
from sonm_desktop.store.worker_vouchers import WorkerVouchers
from sonm_desktop.worker.benchmarks.suite import Benchmarks
from sonm_desktop.worker.deals.deals import DealKeeper
from sonm_desktop.worker.deals.eviction import Room
from sonm_desktop.worker.deals.held import HeldTime
from sonm_desktop.worker.deals.holds import Holds
from sonm_desktop.worker.deals.metering import Metering
from sonm_desktop.worker.deals.payments import Payments
from sonm_desktop.worker.deals.vouchers import VoucherBook
from sonm_desktop.worker.ground import Ground
from sonm_desktop.worker.guest.guest import Guest
from sonm_desktop.worker.guest.throttle import Throttle
from sonm_desktop.worker.housekeeping import Housekeeper
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.selling.shelf import is_resting
from sonm_desktop.worker.tasks.images import Images
from sonm_desktop.worker.tasks.tasks import TaskRunner


@dataclass(frozen=True, slots=True)
class Works:
    """Parts that serve deals, whether anybody asks or not."""

    deals: WorkerDeals
    promises: WorkerSupply
    plans: WorkerPlans
    machine: Machine
    vouchers: VoucherBook
    tasks: TaskRunner
    keeper: DealKeeper
    images: Images
    housekeeper: Housekeeper
    metering: Metering
    payments: Payments
    held: HeldTime
    guest: Guest
    benchmarks: Benchmarks


def works_on(ground: Ground) -> Works:
    """The parts on *ground*, not begun yet."""
    chain, database = ground.chain, ground.database
    deals, promises = WorkerDeals(database), WorkerSupply(database)
    vouchers = VoucherBook(WorkerVouchers(database), chain, ground.domain)
    images = Images(
        runtime=ground.runtime,
        records=WorkerImages(database),
        facts=WorkerFacts(database),
        clock=ground.clock,
    )
    metering = Metering(
        runtime=ground.runtime,
        meters=WorkerMeters(database),
        deals=deals,
        tasks=WorkerTasks(database),
        clock=ground.clock,
        look_s=ground.meter_every_s,
    )
    holds = Holds(WorkerHolds(database), ground.clock)
    held = HeldTime(WorkerHeld(database), holds, ground.clock)
    tasks = TaskRunner(
        runtime=ground.runtime,
        last_look=metering.record,
        images=images,
        tasks=WorkerTasks(database),
        deals=deals,
        turned=held.turn,
        holds=holds,
        folder=ground.folder,
        clock=ground.clock,
        supervisor=ground.supervisor,
    )
    plans = WorkerPlans(database)
    machine = Machine(
        ground.runtime,
        ground.clock,
        ground.folder,
        facts=WorkerFacts(database),
        portable=ground.portable_gpus,
    )
    payments = Payments(
        tasks=tasks, vouchers=vouchers, metering=metering, held=held, clock=ground.clock
    )
    guest = _guest(ground, deals, tasks, machine)
    keeper = DealKeeper(
        chain=chain,
        confirmations=ground.confirmations,
        every_s=ground.look_every_s,
        deals=deals,
        promises=promises,
        vouchers=vouchers,
        tasks=tasks,
        room=Room(deals, plans, machine),
        payments=payments,
        held=held,
        clock=ground.clock,
        supervisor=ground.supervisor,
    )
    housekeeper = Housekeeper(
        deals=deals, tasks=tasks, images=images, folder=ground.folder, clock=ground.clock
    )
    benchmarks = Benchmarks(
        WorkerFacts(database),
        ground.supervisor,
        clock=ground.clock,
        folder=machine.storage_place,
        effort=ground.effort,
    )
    return Works(
        deals=deals,
        promises=promises,
        plans=plans,
        machine=machine,
        vouchers=vouchers,
        tasks=tasks,
        keeper=keeper,
        images=images,
        housekeeper=housekeeper,
        metering=metering,
        payments=payments,
        held=held,
        guest=guest,
        benchmarks=benchmarks,
    )


def _guest(ground: Ground, deals: WorkerDeals, tasks: TaskRunner, machine: Machine) -> Guest:
    facts = WorkerFacts(ground.database)
    return Guest(
        facts=facts,
        deals=deals,
        tasks=tasks,
        machine=machine,
        throttle=Throttle(ground.runtime, tasks, deals, ground.clock),
        find_senses=ground.find_senses,
        resting=partial(is_resting, facts),
        clock=ground.clock,
        stopped=ground.stopped,
    )
