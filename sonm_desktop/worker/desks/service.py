"""What the worker serves to peers: each method to the desk that knows who may ask."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.version import own_version
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.p2p.service import LogRecord, ServedFile
from sonm_desktop.wallet.messages import Domain
from sonm_desktop.worker.changes import Changes, Moment
from sonm_desktop.worker.deals.deals import DealKeeper
from sonm_desktop.worker.deals.status import DealStatus
from sonm_desktop.worker.desks.access import Consumers
from sonm_desktop.worker.desks.bond import BondDesk
from sonm_desktop.worker.desks.customer import CustomerDesk
from sonm_desktop.worker.desks.dealings import DealingsDesk
from sonm_desktop.worker.desks.holding import Holding
from sonm_desktop.worker.desks.line import LineDesk
from sonm_desktop.worker.desks.master import MasterDesk
from sonm_desktop.worker.desks.plans import PlanDesk
from sonm_desktop.worker.desks.request import deal_of
from sonm_desktop.worker.public_address import PublicAddress
from sonm_desktop.worker.selling.demand import Demand
from sonm_desktop.worker.selling.quote_request import quote_request
from sonm_desktop.worker.selling.supply import Supply

Reply = Awaitable[dict[str, Any]]


class WorkerService:
    """A `p2p.service.PeerService`.

    Repeating a call is harmless by itself: quotes share a nonce, tasks have ids, vouchers are
    cumulative. So the call's own id is not looked at here.
    """

    def __init__(
        self,
        *,
        master: Address,
        domain: Domain,
        clock: Clock,
        consumers: Consumers,
        supply: Supply,
        demand: Demand,
        keeper: DealKeeper,
        customers: CustomerDesk,
        masters: MasterDesk,
        dealings: DealingsDesk,
        bond: BondDesk,
        plans: PlanDesk,
        line: LineDesk,
        address: PublicAddress,
        status: DealStatus,
        moment: Moment,
        waits: Callable[[], bool],
    ) -> None:
        """*moment*: see `Changes`. *waits*: becomes `awaits_master`."""
        self._master = master
        self._domain = domain
        self._clock = clock
        self._consumers = consumers
        self._supply = supply
        self._demand = demand
        self._keeper = keeper
        self._customers = customers
        self._status = status
        self._version = own_version()
        self.awaits_master = waits
        """Whether a customer waits for the master's word."""
        self._open: dict[str, Callable[[Address, dict[str, Any]], Reply]] = {
            "asks": self._asks,
            "quote": self._quote,
        }
        self._of_peers: dict[str, Callable[[PeerIdentity, dict[str, Any]], Reply]] = {
            "probe": self._probe,
            "worker.line_load": line.load_for,
        }
        self._of_deals: dict[str, Callable[[Address, dict[str, Any]], Reply]] = {
            "deal.status": customers.deal_status,
            "deal.voucher": customers.deal_voucher,
            "deal.settle": customers.deal_settle,
            "deal.amend": customers.deal_amend,
            "deal.decline": customers.deal_decline,
            "task.run": customers.task_run,
            "task.status": customers.task_status,
            "task.stop": customers.task_stop,
            "image.resolve": customers.image_resolve,
        }
        self._of_master: dict[str, Callable[[dict[str, Any]], Reply]] = {
            "deal.status": self._any_deal,
            "worker.status": masters.status,
            "worker.changes": Changes(masters.status, moment).answer,
            "worker.plan": masters.plan,
            "worker.plans": masters.plans,
            "worker.rest": masters.rest,
            "worker.stops": plans.stops,
            "worker.blocked": plans.blocked,
            "worker.power": plans.power,
            "worker.images": masters.images,
            "worker.guest": masters.guest,
            "worker.drain": masters.drain,
            "worker.benchmark": masters.benchmark,
            "worker.benchmark_cancel": masters.benchmark_cancel,
            "worker.line_load": line.load,
            "worker.line_result": line.result,
            "worker.line_agree": line.agree,
            "worker.line_measure": line.measure,
            "worker.address": address.ask,
            "worker.deals": dealings.deals,
            "worker.jobs": dealings.jobs,
            "worker.vouchers": dealings.vouchers,
            "worker.settlements": Holding(dealings.settlements, waits).answer,
            "worker.settle": dealings.settle,
            "worker.amend": dealings.amend,
            "worker.offers": dealings.offers,
            "worker.bind": bond.bind,
            "worker.stop": bond.stop,
        }

    async def call(
        self, caller: PeerIdentity, method: str, body: dict[str, Any], call_id: str
    ) -> dict[str, Any]:
        del call_id
        if method in self._of_master and await self._consumers.is_master(caller, self._master):
            return await self._of_master[method](body)
        if method in self._of_peers:
            return await self._of_peers[method](caller, body)
        handler = self._open.get(method) or self._of_deals.get(method)
        if handler is None:
            raise UserError("p2p.not_allowed", method=method[:64])
        return await handler(caller.account, body)

    def logs(self, caller: PeerIdentity, task: str, after: int) -> AsyncIterator[LogRecord]:
        return self._customers.logs(caller.account, task, after)

    async def open_file(self, caller: PeerIdentity, task: str, path: str) -> ServedFile:
        return await self._customers.open_file(caller.account, task, path)

    async def _probe(self, caller: PeerIdentity, _body: dict[str, Any]) -> dict[str, Any]:
        """Also from which address the caller is seen, which he cannot see himself."""
        return {
            "seen": caller.seen_from,
            "time": int(self._clock.now()),
            "version": self._version,
            "chain_id": self._domain.chain_id,
            "market": self._domain.market,
            "accepting": await self._supply.accepting(),
        }

    async def _asks(self, _caller: Address, _body: dict[str, Any]) -> dict[str, Any]:
        signed = await self._supply.asks()
        return {"asks": [{"ask": one.ask.to_wire(), "signature": one.signature} for one in signed]}

    async def _quote(self, caller: Address, body: dict[str, Any]) -> dict[str, Any]:
        quote, signature = await self._demand.quote(caller, quote_request(body))
        self._keeper.look()
        return {"quote": quote.to_wire(), "signature": signature}

    async def _any_deal(self, body: dict[str, Any]) -> dict[str, Any]:
        return await self._status.of_deal(await self._keeper.get(deal_of(body)))
