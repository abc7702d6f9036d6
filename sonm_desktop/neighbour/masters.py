"""The neighbours' masters: they sign what is fair to settle, and other terms that cost them
nothing; a person who could be asked is not there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.supplier.amending import read_waiting, require_fair_word
from sonm_desktop.market.supplier.settling import require_fair
from sonm_desktop.market.terms.rule import Shelf, Verdict, judged
from sonm_desktop.market.terms.terms import terms_in, unfit
from sonm_desktop.neighbour.stall import Stall
from sonm_desktop.wallet.messages import Amend, Domain, Settle, Stop, Voucher

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
                if stall.awaits_master:
                    await self._answer(stall)
            await asyncio.sleep(LOOK_S)

    async def _answer(self, stall: Stall) -> None:
        waiting = await stall.ask_worker("worker.settlements")
        for entry in waiting["amendments"]:
            await self._amend(stall, entry)
        for entry in waiting["settlements"]:
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

    async def _amend(self, stall: Stall, entry: dict[str, Any]) -> None:
        word, _, shelf = read_waiting(entry)
        try:
            await self._require_harmless(stall, word, shelf)
        except UserError as error:
            logger.info("deal %s: its amendment is refused: %s", word.deal, error.code)
            await stall.ask_worker("worker.amend", amend=entry["amend"], refused=error.code)
            return
        signature = stall.machine.master.sign(word, self._domain)
        await stall.ask_worker("worker.amend", amend=entry["amend"], signature=signature)

    async def _require_harmless(self, stall: Stall, word: Amend, shelf: Shelf) -> None:
        state = await self._chain.deal(word.deal)
        now = await self._chain.pending_time()
        if state is None or word.seq != state.seq:
            raise UserError("market.amend_overtaken")
        reason = unfit(state, terms_in(word), now)
        if reason:
            raise UserError(reason)
        if judged(state, terms_in(word), now, shelf, automatic=True).verdict is not Verdict.AGREE:
            raise UserError("market.amend_refused")
        require_fair_word(word, state, await self._vouchers(stall, word.deal), now)

    async def _vouchers(self, stall: Stall, deal: DealId) -> list[Voucher]:
        held = (await stall.ask_worker("worker.vouchers", after=0))["vouchers"]
        vouchers = [Voucher.from_wire(entry["voucher"]) for entry in held]
        return [voucher for voucher in vouchers if voucher.deal == deal]

    async def _require_fair(self, stall: Stall, settle: Settle) -> None:
        state = await self._chain.deal(settle.deal)
        if state is None or not state.open:
            raise UserError("market.settle_no_deal")
        ours = await self._vouchers(stall, settle.deal)
        stops = (await stall.ask_worker("worker.stops"))["stops"]
        cut_short = settle.deal in {Stop.from_wire(entry["stop"]).deal for entry in stops}
        now = await self._chain.pending_time()
        require_fair(settle, state, ours, now, cut_short=cut_short)
