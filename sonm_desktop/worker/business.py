"""Everything of a worker between its peers, its engine, its chain and its disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.ids import Address
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.market.line_test import SECONDS as LINE_S
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_deals import WorkerDeals
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.store.worker_held import WorkerHeld
from sonm_desktop.store.worker_holds import WorkerHolds
from sonm_desktop.store.worker_images import WorkerImages
from sonm_desktop.store.worker_meters import WorkerMeters
from sonm_desktop.store.worker_plans import WorkerPlans
from sonm_desktop.store.worker_quotes import WorkerQuotes
from sonm_desktop.store.worker_supply import WorkerSupply
from sonm_desktop.store.worker_tasks import WorkerTasks
from sonm_desktop.store.worker_vouchers import WorkerVouchers
from sonm_desktop.wallet.messages import Domain
from sonm_desktop.worker.benchmarks.effort import Effort
from sonm_desktop.worker.benchmarks.renewal import Renewal
from sonm_desktop.worker.benchmarks.suite import Benchmarks
from sonm_desktop.worker.deals.amendments import Amendments
from sonm_desktop.worker.deals.conduct import Conduct
from sonm_desktop.worker.deals.countersigning import WAIT_S
from sonm_desktop.worker.deals.deals import DealKeeper
from sonm_desktop.worker.deals.eviction import Room
from sonm_desktop.worker.deals.held import HeldTime
from sonm_desktop.worker.deals.holds import Holds
from sonm_desktop.worker.deals.metering import LOOK_S, Metering
from sonm_desktop.worker.deals.payments import Payments
from sonm_desktop.worker.deals.settlements import Settlements
from sonm_desktop.worker.deals.status import DealStatus
from sonm_desktop.worker.deals.vouchers import VoucherBook
from sonm_desktop.worker.desks.access import Consumers
from sonm_desktop.worker.desks.customer import CustomerDesk
from sonm_desktop.worker.desks.line import LineDesk
from sonm_desktop.worker.desks.master import MasterDesk
from sonm_desktop.worker.desks.plans import PlanDesk
from sonm_desktop.worker.desks.service import WorkerService
from sonm_desktop.worker.guest.guest import Guest
from sonm_desktop.worker.guest.host.here import find_senses
from sonm_desktop.worker.guest.senses import Senses
from sonm_desktop.worker.guest.throttle import Throttle
from sonm_desktop.worker.housekeeping import Housekeeper
from sonm_desktop.worker.machine import Machine, PortableGpus
from sonm_desktop.worker.moment import Moment
from sonm_desktop.worker.peer_places import Peers
from sonm_desktop.worker.ports import ChainView, Contact, WorkerKey
from sonm_desktop.worker.power import PowerMeter
from sonm_desktop.worker.public_address import PublicAddress
from sonm_desktop.worker.runtime.port import Runtime
from sonm_desktop.worker.selling.demand import Demand
from sonm_desktop.worker.selling.shelf import Shelf, is_resting
from sonm_desktop.worker.selling.supply import ASK_LIFE_S, Supply
from sonm_desktop.worker.selling.vetting import Levels, Lists, Vetting
from sonm_desktop.worker.tasks.images import Images
from sonm_desktop.worker.tasks.tasks import TaskRunner
from sonm_desktop.worker.wellbeing import Wellbeing


@dataclass(frozen=True, slots=True)
class Ground:
    """What a worker stands on. look_every_s: between two looks at the chain.

    stopped: set when the master has ended the business. peers: dials other workers.
    levels, lists: None where the network has no such registry.
    """

    key: WorkerKey
    domain: Domain
    master: Address
    chain: ChainView
    confirmations: int
    look_every_s: float
    runtime: Runtime
    database: Database
    folder: Path
    clock: Clock
    supervisor: Supervisor
    contact: Callable[[], Contact]
    stopped: asyncio.Event
    effort: Effort | None = None
    portable_gpus: PortableGpus | None = None
    peers: Peers | None = None
    levels: Levels | None = None
    lists: Lists | None = None
    settle_wait_s: float = WAIT_S
    ask_life_s: int = ASK_LIFE_S
    meter_every_s: float = LOOK_S
    find_senses: Callable[[], Senses] = find_senses


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
    service = _service(
        ground,
        deals,
        promises,
        plans,
        machine,
        vouchers,
        tasks,
        keeper,
        images,
        housekeeper,
        metering,
        payments,
        held,
        guest,
        benchmarks,
    )
    renewal = Renewal(benchmarks, machine.hardware, deals.unfinished)
    return Business(service, tasks, keeper, housekeeper, metering, guest, renewal, held)


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


def _service(  # noqa: PLR0917 (one caller, above)
    ground: Ground,
    deals: WorkerDeals,
    promises: WorkerSupply,
    plans: WorkerPlans,
    machine: Machine,
    vouchers: VoucherBook,
    tasks: TaskRunner,
    keeper: DealKeeper,
    images: Images,
    housekeeper: Housekeeper,
    metering: Metering,
    payments: Payments,
    held: HeldTime,
    guest: Guest,
    benchmarks: Benchmarks,
) -> WorkerService:
    conduct = Conduct(WorkerHolds(ground.database), ground.clock)
    facts = WorkerFacts(ground.database)
    consumers = Consumers(ground.chain, ground.clock)
    settlements = Settlements(ground.chain, consumers, ground.domain, wait_s=ground.settle_wait_s)
    status = DealStatus(
        tasks=tasks,
        images=images,
        vouchers=vouchers,
        machine=machine,
        plans=plans,
        runtime=ground.runtime,
        metering=metering,
        payments=payments,
        held=held,
        conduct=conduct,
    )
    vetting = Vetting(master=ground.master, facts=facts, levels=ground.levels, lists=ground.lists)
    shelf = Shelf(
        plans=plans,
        facts=facts,
        deals=deals,
        promises=promises,
        machine=machine,
        chain=ground.chain,
        guest=guest,
        identities=vetting.knows_levels,
    )
    supply = Supply(
        key=ground.key,
        domain=ground.domain,
        master=ground.master,
        chain=ground.chain,
        shelf=shelf,
        promises=promises,
        consumers=consumers,
        vetting=vetting,
        machine=machine,
        benchmarks=benchmarks,
        guest=guest,
        contact=ground.contact,
        ask_life_s=ground.ask_life_s,
    )
    amendments = Amendments(
        ground.chain,
        consumers,
        ground.domain,
        shelf=shelf,
        guest=guest,
        wait_s=ground.settle_wait_s,
    )
    demand = Demand(supply, WorkerQuotes(ground.database), ground.clock)
    customers = CustomerDesk(
        keeper=keeper,
        promises=promises,
        consumers=consumers,
        tasks=tasks,
        vouchers=vouchers,
        held=held,
        conduct=conduct,
        settlements=settlements,
        amendments=amendments,
        images=images,
        status=status,
    )
    selling = PlanDesk(
        key=ground.key,
        domain=ground.domain,
        shelf=shelf,
        supply=supply,
        deals=deals,
        machine=machine,
        power=PowerMeter(ground.clock),
        vetting=vetting,
    )
    address = PublicAddress(ground.peers, facts, ground.clock)
    masters = MasterDesk(
        address=address,
        key=ground.key,
        domain=ground.domain,
        master=ground.master,
        machine=machine,
        benchmarks=benchmarks,
        supply=supply,
        plans=selling,
        housekeeper=housekeeper,
        guest=guest,
        deals=deals,
        keeper=keeper,
        vouchers=vouchers,
        settlements=settlements,
        amendments=amendments,
        status=status,
        wellbeing=Wellbeing(
            supply=supply,
            demand=demand,
            tasks=WorkerTasks(ground.database),
            holds=tasks.holds,
            machine=machine,
            clock=ground.clock,
        ),
        supervisor=ground.supervisor,
        stopped=ground.stopped,
    )
    return WorkerService(
        master=ground.master,
        domain=ground.domain,
        clock=ground.clock,
        consumers=consumers,
        supply=supply,
        demand=demand,
        keeper=keeper,
        customers=customers,
        masters=masters,
        plans=selling,
        line=LineDesk(
            machine,
            benchmarks,
            ground.peers,
            ground.clock,
            seconds=ground.effort.seconds if ground.effort else LINE_S,
        ),
        address=address,
        status=status,
        moment=Moment(
            database=ground.database,
            guest=guest,
            machine=machine,
            benchmarks=benchmarks,
            supply=supply,
        ).now,
        waits=lambda: bool(settlements.waiting() or amendments.waiting()),
    )
