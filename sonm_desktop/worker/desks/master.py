"""What the master may ask of the machine, and say of it: what it is, sells, measures and keeps."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sonm_desktop.core.errors import UserError
from sonm_desktop.store.worker_deals import WorkerDeals
from sonm_desktop.worker.benchmarks.effort import EFFORTS, Effort
from sonm_desktop.worker.benchmarks.ids import COUNT, VERSIONS
from sonm_desktop.worker.benchmarks.suite import Benchmarks
from sonm_desktop.worker.deals.status import DealStatus
from sonm_desktop.worker.desks.dealings import open_deals
from sonm_desktop.worker.desks.plans import PlanDesk
from sonm_desktop.worker.desks.request import flag_of, text_of
from sonm_desktop.worker.guest.guest import Guest
from sonm_desktop.worker.housekeeping import Housekeeper
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.ports import WorkerKey
from sonm_desktop.worker.public_address import PublicAddress
from sonm_desktop.worker.selling.supply import Supply
from sonm_desktop.worker.wellbeing import Wellbeing


class MasterDesk:
    """The methods ``worker.status`` and those that change what it tells; the caller was checked."""

    def __init__(
        self,
        *,
        address: PublicAddress,
        key: WorkerKey,
        machine: Machine,
        benchmarks: Benchmarks,
        supply: Supply,
        plans: PlanDesk,
        housekeeper: Housekeeper,
        guest: Guest,
        deals: WorkerDeals,
        status: DealStatus,
        wellbeing: Wellbeing,
    ) -> None:
        self._address = address
        self._key = key
        self._machine = machine
        self._benchmarks = benchmarks
        self._supply = supply
        self._plans = plans
        self._housekeeper = housekeeper
        self._guest = guest
        self._deals = deals
        self._status = status
        self._wellbeing = wellbeing

    async def status(self, _body: dict[str, Any]) -> dict[str, Any]:
        hardware = await self._machine.hardware()
        engine = await self._machine.engine()
        values = await self._benchmarks.values(hardware)
        running = self._benchmarks.progress
        served = await open_deals(self._deals)
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
            "deals": len(served),
            "held": await self._status.held(served),
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
