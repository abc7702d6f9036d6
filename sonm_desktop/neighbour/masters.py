"""The neighbours' masters: they sign what a customer settles fairly, and nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.core.errors import UserError
from sonm_desktop.market.settling import require_fair
from sonm_desktop.neighbour.stall import Stall
from sonm_desktop.wallet.messages import Domain, Settle, Voucher

logger = logging.getLogger(__name__)

LOOK_S = 0.5


class Masters:
    """Looks in memory only until a customer waits."""

    def __init__(self, stalls: Sequence[Stall], domain: Domain, chain: ChainReader) -> None:
        self._stalls = stalls
        self._domain = domain
        self._chain = chain

    async def run(self) -> None:
        """For ever, for a supervisor."""
        while True:
            for stall in self._stalls:
                await self._answer(stall)
            await asyncio.sleep(LOOK_S)

    async def _answer(self, stall: Stall) -> None:
        waiting = (await stall.ask_worker("worker.settlements"))["settlements"]
        for entry in waiting:
            settle = Settle.from_wire(entry["settle"])
            try:
                await self._require_fair(stall, settle)
            except UserError as error:
                logger.warning("deal %s: its settlement is not signed: %s", settle.deal, error)
                await stall.ask_worker("worker.settle", settle=entry["settle"], refused=error.code)
                continue
            signature = stall.machine.master.sign(settle, self._domain)
            await stall.ask_worker("worker.settle", settle=entry["settle"], signature=signature)
            logger.info("deal %s is settled at %d wei", settle.deal, settle.total)

    async def _require_fair(self, stall: Stall, settle: Settle) -> None:
        state = await self._chain.deal(settle.deal)
        if state is None or not state.open:
            raise UserError("market.settle_no_deal")
        held = (await stall.ask_worker("worker.vouchers", after=0))["vouchers"]
        vouchers = [Voucher.from_wire(entry["voucher"]) for entry in held]
        ours = [voucher for voucher in vouchers if voucher.deal == settle.deal]
        require_fair(settle, state, ours, await self._chain.pending_time())
