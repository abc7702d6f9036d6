"""What a master takes his own workers' word for: time in which they held a job earns nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sonm_desktop.chain.records import DealState
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.held import NEVER_HELD, Held, Reckoned, unbilled
from sonm_desktop.store.supplier_held import SupplierHeld, SupplierHeldRow
from sonm_desktop.wallet.messages import Voucher

_BITS = {"seconds": 40, "cost": 96, "credit": 96, "rate": 96, "total": 96, "until": 40}


class HeldWords:
    """Kept, because deals are settled and claimed while their worker is away."""

    def __init__(self, kept: SupplierHeld) -> None:
        self._kept = kept

    async def hear(self, waiting: dict[str, Any], deals: frozenset[DealId]) -> None:
        """Keep what a worker says of *deals*, which are its own, in `worker.settlements`.

        Raises BadReply.
        """
        said = waiting.get("held", [])
        if not isinstance(said, list):
            raise BadReply("no list of held deals")
        for row in map(_row, said):
            if row.deal in deals and row != await self._kept.get(row.deal):
                await self._kept.put(row)

    async def of(self, deal: DealId) -> Held:
        """How long its job was held, as its worker says."""
        row = await self._kept.get(deal)
        return NEVER_HELD if row is None else Held(row.seconds, Wei(row.cost))

    async def unbilled(
        self, deal: DealId, state: DealState, vouchers: Sequence[Voucher], now: int
    ) -> Wei:
        """How much of what *deal* entitles us to at *now* nobody pays: see `market.held`."""
        row = await self._kept.get(deal)
        if row is None:
            return Wei(0)
        held = Held(row.seconds, Wei(row.cost))
        return unbilled(state, vouchers, _newest(row, vouchers), held, now)


def _newest(row: SupplierHeldRow, vouchers: Sequence[Voucher]) -> Reckoned | None:
    """The voucher that counts. Of one that the worker's word does not speak of yet, all is taken
    off that may be: nothing is given twice."""
    newest = max(vouchers, key=lambda one: (one.until, one.total), default=None)
    if newest is None:
        return None
    same = (newest.total, newest.until) == (row.total, row.until)
    return Reckoned(newest, credit=row.credit if same else row.cost, rate=row.rate)


def _row(said: Any) -> SupplierHeldRow:
    if not isinstance(said, dict) or not isinstance(said.get("deal"), str):
        raise BadReply("a held deal that is none")
    return SupplierHeldRow(DealId(said["deal"]), *(_count(said, *each) for each in _BITS.items()))


def _count(said: dict[str, Any], name: str, bits: int) -> int:
    count = said.get(name)
    if type(count) is not int or not 0 <= count < 1 << bits:
        raise BadReply("a held time that is none")
    return count
