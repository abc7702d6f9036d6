"""What the master may ask about what is on sale: plans, rest, and the deals that made room."""

from __future__ import annotations

import logging
from typing import Any

from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.store.worker_deals import WorkerDeals
from sonm_desktop.wallet.messages import Domain
from sonm_desktop.worker.deals.stops import signed_stops
from sonm_desktop.worker.desks.request import flag_of
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.ports import WorkerKey
from sonm_desktop.worker.power import PowerMeter
from sonm_desktop.worker.selling.shelf import Shelf
from sonm_desktop.worker.selling.supply import Supply
from sonm_desktop.worker.selling.vetting import Vetting, blocked_accounts

logger = logging.getLogger(__name__)


class PlanDesk:
    """The methods ``worker.plan*``, ``worker.rest``, ``worker.power``, ``worker.stops`` and
    ``worker.blocked``."""

    def __init__(
        self,
        *,
        key: WorkerKey,
        domain: Domain,
        shelf: Shelf,
        supply: Supply,
        deals: WorkerDeals,
        machine: Machine,
        power: PowerMeter,
        vetting: Vetting,
    ) -> None:
        self._key = key
        self._domain = domain
        self._shelf = shelf
        self._supply = supply
        self._deals = deals
        self._machine = machine
        self._power = power
        self._vetting = vetting

    async def on_sale(self) -> dict[str, Any]:
        """A part of the worker's status.

        plan: the first that is sold or rented, for a face with room for one; ask: its digest.
        """
        places = await self._shelf.places()
        digests = await self._digests()
        resting = await self._shelf.resting()
        shown = next((one for one in places if not (resting or one.shelf.paused)), None)
        return {
            "plan": shown.shelf.plan.to_wire() if shown else None,
            "ask": digests.get(shown.shelf.slice) if shown else None,
            "plans": [
                {
                    "name": one.shelf.name,
                    "slice": one.shelf.slice,
                    "plan": one.shelf.plan.to_wire(),
                    "paused": one.shelf.paused,
                    "standing": str(one.standing),
                    "deal": one.deal,
                    "ask": digests.get(one.shelf.slice),
                }
                for one in places
            ],
            "resting": resting,
        }

    async def plan(self, body: dict[str, Any]) -> None:
        """Sell this one plan and no other, or with None nothing."""
        if "plan" not in body:
            raise UserError("worker.bad_request", part="plan")
        await self._shelf.sell_only(body["plan"])

    async def plans(self, body: dict[str, Any]) -> None:
        """Change several plans at once, see `Shelf.change`."""
        await self._shelf.change(body)

    async def rest(self, body: dict[str, Any]) -> None:
        await self._shelf.rest(flag_of(body, "rest"))

    async def power(self, _body: dict[str, Any]) -> dict[str, Any]:
        """What the machine draws; its master's prices count it."""
        hardware = await self._machine.hardware()
        return (await self._power.read(hardware.processor.cores)).to_wire()

    async def blocked(self, body: dict[str, Any]) -> dict[str, Any]:
        """Whom the master blocks in private, after he has said so."""
        if "accounts" in body:
            await self._vetting.block(blocked_accounts(body["accounts"]))
        return {"accounts": await self._vetting.blocked()}

    async def stops(self, _body: dict[str, Any]) -> dict[str, Any]:
        """Signed stops of deals that this side ended."""
        return {"stops": signed_stops(await self._deals.all(), self._key, self._domain)}

    async def _digests(self) -> dict[str, str]:
        """Of the asks on sale, by slice; none while no node can tell the chain's time."""
        try:
            return {one.ask.slice: one.digest for one in await self._supply.asks()}
        except RemoteError as error:
            logger.info("no ask can be signed: %s", error.text)
            return {}
