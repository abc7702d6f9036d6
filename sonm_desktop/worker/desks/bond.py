"""The bond of a worker with its master, and the end of its program."""

from __future__ import annotations

import asyncio
from typing import Any

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.store.worker_deals import WorkerDeals
from sonm_desktop.wallet.messages import Bind, Domain, MessageError
from sonm_desktop.worker.deals.deals import DealKeeper
from sonm_desktop.worker.deals.stops import STOPPED, signed_stops
from sonm_desktop.worker.desks.dealings import open_deals
from sonm_desktop.worker.desks.request import flag_of
from sonm_desktop.worker.ports import WorkerKey
from sonm_desktop.worker.selling.supply import Supply

_IDLE_LOOK_S = 0.5


class BondDesk:
    """The methods ``worker.bind`` and ``worker.stop``; the caller was checked before.

    stopped: set once the program may end.
    """

    def __init__(
        self,
        *,
        key: WorkerKey,
        domain: Domain,
        master: Address,
        supply: Supply,
        deals: WorkerDeals,
        keeper: DealKeeper,
        supervisor: Supervisor,
        stopped: asyncio.Event,
    ) -> None:
        self._key = key
        self._domain = domain
        self._master = master
        self._supply = supply
        self._deals = deals
        self._keeper = keeper
        self._supervisor = supervisor
        self._stopped = stopped

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
        cut = [] if finish else await open_deals(self._deals)
        for deal in cut:
            await self._keeper.end(deal, STOPPED)
        stops = signed_stops(await self._deals.all(), self._key, self._domain)
        self._supervisor.once("stop when idle", self._stop_when_idle())
        return {"stops": stops}

    async def _stop_when_idle(self) -> None:
        while await self._deals.unfinished():  # noqa: ASYNC110 (ends with the program)
            await asyncio.sleep(_IDLE_LOOK_S)
        self._stopped.set()
