"""What peers of a worker meet: desks, what is on sale behind them, the service before them."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.market.line_test import SECONDS as LINE_S
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.store.worker_holds import WorkerHolds
from sonm_desktop.store.worker_quotes import WorkerQuotes
from sonm_desktop.store.worker_tasks import WorkerTasks
from sonm_desktop.worker.deals.amendments import Amendments
from sonm_desktop.worker.deals.conduct import Conduct
from sonm_desktop.worker.deals.settlements import Settlements
from sonm_desktop.worker.deals.status import DealStatus
from sonm_desktop.worker.desks.access import Consumers
from sonm_desktop.worker.desks.bond import BondDesk
from sonm_desktop.worker.desks.customer import CustomerDesk
from sonm_desktop.worker.desks.dealings import DealingsDesk
from sonm_desktop.worker.desks.line import LineDesk
from sonm_desktop.worker.desks.master import MasterDesk
from sonm_desktop.worker.desks.plans import PlanDesk
from sonm_desktop.worker.desks.service import WorkerService
from sonm_desktop.worker.ground import Ground
from sonm_desktop.worker.moment import Moment
from sonm_desktop.worker.power import PowerMeter
from sonm_desktop.worker.public_address import PublicAddress
from sonm_desktop.worker.selling.demand import Demand
from sonm_desktop.worker.selling.shelf import Shelf
from sonm_desktop.worker.selling.supply import Supply
from sonm_desktop.worker.selling.vetting import Vetting
from sonm_desktop.worker.wellbeing import Wellbeing
from sonm_desktop.worker.works import Works


@dataclass(frozen=True, slots=True)
class _Front:
    """What several desks share."""

    ground: Ground
    works: Works
    consumers: Consumers
    vetting: Vetting
    shelf: Shelf
    supply: Supply
    demand: Demand
    settlements: Settlements
    amendments: Amendments
    conduct: Conduct
    status: DealStatus
    address: PublicAddress


def front_of(ground: Ground, works: Works) -> WorkerService:
    """The service of a worker on *ground*."""
    front = _front(ground, works)
    plans = PlanDesk(
        key=ground.key,
        domain=ground.domain,
        shelf=front.shelf,
        supply=front.supply,
        deals=works.deals,
        machine=works.machine,
        power=PowerMeter(ground.clock),
        vetting=front.vetting,
    )
    return WorkerService(
        master=ground.master,
        domain=ground.domain,
        clock=ground.clock,
        consumers=front.consumers,
        supply=front.supply,
        demand=front.demand,
        keeper=works.keeper,
        customers=_customers(front),
        masters=_masters(front, plans),
        dealings=DealingsDesk(
            deals=works.deals,
            status=front.status,
            vouchers=works.vouchers,
            settlements=front.settlements,
            amendments=front.amendments,
        ),
        bond=_bond(front),
        plans=plans,
        line=_line(ground, works),
        address=front.address,
        status=front.status,
        moment=Moment(
            database=ground.database,
            guest=works.guest,
            machine=works.machine,
            benchmarks=works.benchmarks,
            supply=front.supply,
        ).now,
        waits=lambda: bool(front.settlements.waiting() or front.amendments.waiting()),
    )


def _front(ground: Ground, works: Works) -> _Front:
    facts = WorkerFacts(ground.database)
    consumers = Consumers(ground.chain, ground.clock)
    conduct = Conduct(WorkerHolds(ground.database), ground.clock)
    vetting = Vetting(master=ground.master, facts=facts, levels=ground.levels, lists=ground.lists)
    shelf = Shelf(
        plans=works.plans,
        facts=facts,
        deals=works.deals,
        promises=works.promises,
        machine=works.machine,
        chain=ground.chain,
        guest=works.guest,
        identities=vetting.knows_levels,
    )
    supply = _supply(ground, works, consumers, vetting, shelf)
    return _Front(
        ground=ground,
        works=works,
        consumers=consumers,
        vetting=vetting,
        shelf=shelf,
        supply=supply,
        demand=Demand(supply, WorkerQuotes(ground.database), ground.clock),
        settlements=Settlements(
            ground.chain, consumers, ground.domain, wait_s=ground.settle_wait_s
        ),
        amendments=Amendments(
            ground.chain,
            consumers,
            ground.domain,
            shelf=shelf,
            guest=works.guest,
            wait_s=ground.settle_wait_s,
        ),
        conduct=conduct,
        status=DealStatus(
            tasks=works.tasks,
            images=works.images,
            vouchers=works.vouchers,
            machine=works.machine,
            plans=works.plans,
            runtime=ground.runtime,
            metering=works.metering,
            payments=works.payments,
            held=works.held,
            conduct=conduct,
        ),
        address=PublicAddress(ground.peers, facts, ground.clock),
    )


def _supply(
    ground: Ground, works: Works, consumers: Consumers, vetting: Vetting, shelf: Shelf
) -> Supply:
    return Supply(
        key=ground.key,
        domain=ground.domain,
        master=ground.master,
        chain=ground.chain,
        shelf=shelf,
        promises=works.promises,
        consumers=consumers,
        vetting=vetting,
        machine=works.machine,
        benchmarks=works.benchmarks,
        guest=works.guest,
        contact=ground.contact,
        ask_life_s=ground.ask_life_s,
    )


def _customers(front: _Front) -> CustomerDesk:
    works = front.works
    return CustomerDesk(
        keeper=works.keeper,
        promises=works.promises,
        consumers=front.consumers,
        tasks=works.tasks,
        vouchers=works.vouchers,
        held=works.held,
        conduct=front.conduct,
        settlements=front.settlements,
        amendments=front.amendments,
        images=works.images,
        status=front.status,
    )


def _masters(front: _Front, plans: PlanDesk) -> MasterDesk:
    ground, works = front.ground, front.works
    return MasterDesk(
        address=front.address,
        key=ground.key,
        machine=works.machine,
        benchmarks=works.benchmarks,
        supply=front.supply,
        plans=plans,
        housekeeper=works.housekeeper,
        guest=works.guest,
        deals=works.deals,
        status=front.status,
        wellbeing=Wellbeing(
            supply=front.supply,
            demand=front.demand,
            tasks=WorkerTasks(ground.database),
            holds=works.tasks.holds,
            machine=works.machine,
            clock=ground.clock,
        ),
    )


def _bond(front: _Front) -> BondDesk:
    ground, works = front.ground, front.works
    return BondDesk(
        key=ground.key,
        domain=ground.domain,
        master=ground.master,
        supply=front.supply,
        deals=works.deals,
        keeper=works.keeper,
        supervisor=ground.supervisor,
        stopped=ground.stopped,
    )


def _line(ground: Ground, works: Works) -> LineDesk:
    seconds = ground.effort.seconds if ground.effort else LINE_S
    return LineDesk(works.machine, works.benchmarks, ground.peers, ground.clock, seconds=seconds)
