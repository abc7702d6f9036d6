"""What the master may ask: the machine, what is on sale, vouchers, settlements, the end."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict
from typing import Any

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeal, WorkerDeals
from sonm_desktop.wallet.messages import Bind, Domain, MessageError
from sonm_desktop.worker.benchmarks.effort import EFFORTS, Effort
from sonm_desktop.worker.benchmarks.ids import COUNT, VERSIONS
from sonm_desktop.worker.benchmarks.suite import Benchmarks
from sonm_desktop.worker.deals.amendments import Amendments
from sonm_desktop.worker.deals.deals import DealKeeper
from sonm_desktop.worker.deals.settlements import Settlements
from sonm_desktop.worker.deals.status import DealStatus
from sonm_desktop.worker.deals.stops import STOPPED, signed_stops
from sonm_desktop.worker.deals.vouchers import VoucherBook
from sonm_desktop.worker.desks.plans import PlanDesk
from sonm_desktop.worker.desks.request import flag_of, number_of, text_of
from sonm_desktop.worker.guest.guest import Guest
from sonm_desktop.worker.housekeeping import Housekeeper
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.ports import WorkerKey
from sonm_desktop.worker.public_address import PublicAddress
from sonm_desktop.worker.selling.supply import Supply
from sonm_desktop.worker.wellbeing import Wellbeing

logger = logging.getLogger(__name__)

_MOST_DEALS = 100
_IDLE_LOOK_S = 0.5


class MasterDesk:
    """The methods ``worker.*``; the caller was checked before.

    stopped: set once the program may end.
    """

    def __init__(
        self,
        *,
        address: PublicAddress,
        key: WorkerKey,
        domain: Domain,
        master: Address,
        machine: Machine,
        benchmarks: Benchmarks,
        supply: Supply,
        plans: PlanDesk,
        housekeeper: Housekeeper,
        guest: Guest,
        deals: WorkerDeals,
        keeper: DealKeeper,
        vouchers: VoucherBook,
        settlements: Settlements,
        amendments: Amendments,
        status: DealStatus,
        wellbeing: Wellbeing,
        supervisor: Supervisor,
        stopped: asyncio.Event,
    ) -> None:
        self._address = address
        self._key = key
        self._domain = domain
        self._master = master
        self._machine = machine
        self._benchmarks = benchmarks
        self._supply = supply
        self._plans = plans
        self._housekeeper = housekeeper
        self._guest = guest
        self._deals = deals
        self._keeper = keeper
        self._vouchers = vouchers
        self._settlements = settlements
        self._amendments = amendments
        self._status = status
        self._wellbeing = wellbeing
        self._supervisor = supervisor
        self._stopped = stopped

    async def status(self, _body: dict[str, Any]) -> dict[str, Any]:
        hardware = await self._machine.hardware()
        engine = await self._machine.engine()
        values = await self._benchmarks.values(hardware)
        running = self._benchmarks.progress
        open_deals = await self._open_deals()
        return {
            "worker": self._key.address,
            "hardware": hardware.to_wire(),
            "gpu_now": [asdict(one) for one in await self._machine.gpu_readings()],
            "public_address": asdict(await self._address.known()),
            "figures": [asdict(figure) for figure in await self._benchmarks.figures(hardware)],
            "benchmarks": {str(number): value for number, value in enumerate(values)},
            "benchmarking": {"running": True, **asdict(running)} if running else None,
            "engine": {"ok": engine.ok, "code": engine.code, "version": engine.version},
            **await self._plans.on_sale(),
            "accepting": await self._supply.accepting(),
            "deals": len(open_deals),
            "held": await self._status.held(open_deals),
            **await self._housekeeper.status(),
            **await self._guest.status(),
            **await self._wellbeing.told(),
        }

    async def plan(self, body: dict[str, Any]) -> dict[str, Any]:
        await self._plans.plan(body)
        return await self.status({})

    async def plans(self, body: dict[str, Any]) -> dict[str, Any]:
        await self._plans.plans(body)
        return await self.status({})

    async def rest(self, body: dict[str, Any]) -> dict[str, Any]:
        await self._plans.rest(body)
        return await self.status({})

    async def images(self, body: dict[str, Any]) -> dict[str, Any]:
        """Which images may run, and how long things are kept."""
        await self._housekeeper.set_rules(body)
        return await self.status({})

    async def guest(self, body: dict[str, Any]) -> dict[str, Any]:
        """When and how much this machine works."""
        await self._guest.set_rules(body.get("guest"))
        return await self.status({})

    async def drain(self, body: dict[str, Any]) -> dict[str, Any]:
        """Take no more deals, and then pause or quit; empty takes them again."""
        await self._guest.drain(text_of(body, "then"))
        return await self.status({})

    async def benchmark(self, body: dict[str, Any]) -> dict[str, Any]:
        """Look for GPUs again, too, and measure what is not current."""
        hardware = await self._machine.look_again()
        started = await self._benchmarks.start(
            hardware,
            force=flag_of(body, "force"),
            effort=_effort_of(body),
            only=_only_of(body),
        )
        return {"started": started}

    async def benchmark_cancel(self, _body: dict[str, Any]) -> dict[str, Any]:
        """What was measured before stays."""
        return {"cancelled": await self._benchmarks.cancel()}

    async def deals(self, _body: dict[str, Any]) -> dict[str, Any]:
        newest = (await self._deals.all())[:_MOST_DEALS]
        return {"deals": [await self._status.of_deal(deal) for deal in newest]}

    async def jobs(self, _body: dict[str, Any]) -> dict[str, Any]:
        """The deals that hold a part of the machine now, and what their jobs use of it."""
        return {"jobs": [await self._status.of_job(deal) for deal in await self._open_deals()]}

    async def vouchers(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"vouchers": await self._vouchers.after(number_of(body, "after"))}

    async def settlements(self, _body: dict[str, Any]) -> dict[str, Any]:
        """All that customers wait for, so that one question is enough."""
        waiting = self._settlements.waiting()
        asked = {word["settle"]["deal"] for word in waiting}
        deals = [deal for deal in await self._deals.unfinished() if deal.deal not in asked]
        deals += [deal for one in asked if (deal := await self._deals.get(one)) is not None]
        return {
            "settlements": waiting,
            "held": await self._status.unbilled(deals),
            "amendments": self._amendments.waiting(),
            "declined": self._amendments.declined(),
        }

    async def settle(self, body: dict[str, Any]) -> dict[str, Any]:
        """Our signature for the customer, or with *refused* the code of why there is none."""
        if "refused" in body:
            code = text_of(body, "refused")
            return {"accepted": self._settlements.refuse(body.get("settle"), code)}
        return {
            "accepted": await self._settlements.answer(body.get("settle"), body.get("signature"))
        }

    async def amend(self, body: dict[str, Any]) -> dict[str, Any]:
        """Our signature; with *waits* or *refused* the code of why there is none yet, or ever."""
        return {"accepted": await self._amendments.answer(body)}

    async def offers(self, body: dict[str, Any]) -> dict[str, Any]:
        """Other terms that customers may have if they want."""
        self._amendments.put_offers(body.get("offers"))
        return {}

    async def bind(self, body: dict[str, Any]) -> dict[str, Any]:
        """Our half of the binding, to this master only."""
        try:
            bind = Bind.from_wire(
                {
                    "worker": self._key.address,
                    "master": self._master,
                    "maxDuration": body.get("max_duration"),
                    "nonce": body.get("nonce"),
                    "expiry": body.get("expiry"),
                }
            )
        except MessageError as error:
            raise UserError("worker.bad_request", part="bind") from error
        return {"bind": bind.to_wire(), "signature": self._key.sign(bind, self._domain)}

    async def stop(self, body: dict[str, Any]) -> dict[str, Any]:
        """Sell no more, and end: after the deals with *finish*, else now.

        Deals that are cut short come back as signed `Stop`s, for anybody to submit; asked again,
        they come again.
        """
        finish = flag_of(body, "finish")
        self._supply.closing = True
        cut = [] if finish else await self._open_deals()
        for deal in cut:
            await self._keeper.end(deal, STOPPED)
        stops = signed_stops(await self._deals.all(), self._key, self._domain)
        self._supervisor.once("stop when idle", self._stop_when_idle())
        return {"stops": stops}

    async def _stop_when_idle(self) -> None:
        while await self._deals.unfinished():  # noqa: ASYNC110 (ends with the program)
            await asyncio.sleep(_IDLE_LOOK_S)
        self._stopped.set()

    async def _open_deals(self) -> list[WorkerDeal]:
        unfinished = await self._deals.unfinished()
        return [deal for deal in unfinished if deal.state is not DealPhase.ENDED]


def _effort_of(body: dict[str, Any]) -> Effort | None:
    """The usual one when *body* names none."""
    said = body.get("effort")
    if said is None:
        return None
    if not isinstance(said, str) or said not in EFFORTS:
        raise UserError("worker.bad_request", part="effort")
    return EFFORTS[said]


def _only_of(body: dict[str, Any]) -> list[int]:
    said = body.get("only", [])
    if not isinstance(said, (list, tuple)) or len(said) > COUNT:
        raise UserError("worker.bad_request", part="only")
    if any(type(number) is not int or number not in VERSIONS for number in said):
        raise UserError("worker.not_measured", part="only")
    return list(said)
