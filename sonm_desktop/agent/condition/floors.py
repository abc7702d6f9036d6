"""What each plan costs its owner at least, looked up now and then for the states."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sonm_desktop.agent.condition.keeper import Conditions
from sonm_desktop.agent.state import StateBoard
from sonm_desktop.api.schema.pricing import Pricing
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.ids import Address
from sonm_desktop.wallet.addresses import parse_address

logger = logging.getLogger(__name__)

LOOK_S = 60.0
FIRST_S = 5.0


class Floors:
    """Costs move slowly; a price is compared with them the moment that it changes."""

    def __init__(
        self,
        board: StateBoard,
        conditions: Conditions,
        show: Callable[[Address], Awaitable[Pricing]],
    ) -> None:
        self._board = board
        self._conditions = conditions
        self._show = show

    async def run(self) -> None:
        """For ever, for a supervisor."""
        await asyncio.sleep(FIRST_S)
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """One look at every worker; what is not known now keeps its last floor."""
        for worker in self._board.shelf(Topic.WORKER_STATUS):
            try:
                pricing = await self._show(parse_address(worker))
            except CodedError as error:
                logger.debug("the costs of %s are not known: %s", worker, error.code)
                continue
            if not all(one.floor.known for one in pricing.plans):
                continue
            floors = {one.plan: one.floor.total for one in pricing.plans}
            self._conditions.cost(worker, floors)
