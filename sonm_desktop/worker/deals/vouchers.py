"""The customer's promises to pay: checked, kept on disk, and only then acknowledged."""

from __future__ import annotations

import json
from typing import Any

from sonm_desktop.chain.records import DealState
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market import accrual
from sonm_desktop.market.held import NEVER_HELD, Held, Reckoned, line, open_credit, reckon
from sonm_desktop.store.worker_deals import WorkerDeal
from sonm_desktop.store.worker_vouchers import KeptVoucher, WorkerVouchers
from sonm_desktop.wallet.messages import Domain, MessageError, Voucher
from sonm_desktop.wallet.signer import recover
from sonm_desktop.worker.ports import ChainView

SETTLED_S = 120
"""So long after its `at` no revocation of an operator can come before it any more."""

SLACK_S = 2
"""Claims with vouchers move a deal's line by up to a second's pay: nobody is refused for that."""


class VoucherBook:
    """The best voucher of each deal."""

    def __init__(self, kept: WorkerVouchers, chain: ChainView, domain: Domain) -> None:
        self._kept = kept
        self._chain = chain
        self._domain = domain
        self._settled: set[tuple[int, Address]] = set()

    async def accept(
        self, deal: WorkerDeal, wire: Any, signature: Any, held: Held = NEVER_HELD
    ) -> None:
        """Keep the voucher in *wire*; return once it is on disk. Raises UserError.

        It may leave out what time costs in which we *held* the job.
        """
        voucher = _parsed(wire, signature, deal.deal)
        state = await self._chain.deal(deal.deal)
        if state is None or not state.open:
            raise UserError("worker.deal_closed")
        kept = await self._kept.best(deal.deal)
        before = None if kept is None else _reckoned(kept)
        if before is not None and voucher == before.voucher:
            return
        if not await self._counts(voucher, signature, state.consumer):
            raise UserError("worker.voucher_forged")
        now = await self._chain.pending_time()
        require_sound(voucher, before, state, held, now)
        after = reckon(state, before, voucher, now)
        await self._kept.keep(
            deal.deal,
            json.dumps(voucher.to_wire()),
            signature,
            metered=after.units,
            credited=after.credit,
            rate=after.rate,
        )

    async def best(self, deal: DealId) -> Voucher | None:
        """The voucher that counts for *deal*."""
        kept = await self._kept.best(deal)
        return None if kept is None else _voucher_in(kept)

    async def reckoned(self, deal: DealId) -> Reckoned | None:
        """The voucher that counts for *deal*, with what it has for units and takes off."""
        kept = await self._kept.best(deal)
        return None if kept is None else _reckoned(kept)

    async def counting(self, deal: DealId, consumer: Address, now: int) -> Voucher | None:
        """`best`, unless it is nothing worth: its operator was revoked in a block from before
        its `at` that we had not seen, or the deal is another customer's by now."""
        kept = await self._kept.best(deal)
        if kept is None:
            return None
        voucher = _voucher_in(kept)
        if (kept.seq, consumer) in self._settled:
            return voucher
        if not await self._counts(voucher, kept.signature, consumer):
            return None
        if now >= voucher.at + SETTLED_S:
            self._settled.add((kept.seq, consumer))
        return voucher

    async def to_wire(self, deal: DealId) -> dict[str, Any] | None:
        """The voucher that counts with its signature."""
        kept = await self._kept.best(deal)
        return None if kept is None else _wire(kept)

    async def after(self, seq: int, limit: int = 200) -> list[dict[str, Any]]:
        """Vouchers with numbers above *seq*, for the master's copy."""
        return [{"seq": kept.seq, **_wire(kept)} for kept in await self._kept.after(seq, limit)]

    async def _counts(self, voucher: Voucher, signature: bytes, consumer: Address) -> bool:
        """Whether the contract takes it: by the account's key, or its operator at that time."""
        try:
            signer = recover(voucher.digest(self._domain), signature)
        except MessageError:
            return False
        if signer == consumer:
            return True
        expiry = (await self._chain.operator(consumer, signer)).expiry
        return expiry != 0 and voucher.at <= expiry


def _parsed(wire: Any, signature: Any, deal: DealId) -> Voucher:
    try:
        voucher = Voucher.from_wire(wire)
    except MessageError as error:
        raise UserError("worker.bad_voucher") from error
    if voucher.deal != deal or not isinstance(signature, bytes):
        raise UserError("worker.bad_voucher")
    return voucher


def require_sound(
    voucher: Voucher, before: Reckoned | None, state: DealState, held: Held, now: int
) -> None:
    """Return only if *voucher* takes nothing back but what time costs in which the job was *held*.

    Raises UserError worker.voucher_from_the_future, worker.voucher_uncovered, worker.voucher_lower.
    """
    funded = state.paid + state.escrow
    if voucher.at > now:
        raise UserError("worker.voucher_from_the_future", ahead_s=voucher.at - now)
    if voucher.total > funded:
        raise UserError("worker.voucher_uncovered", total=voucher.total)
    off = open_credit(state, before, held)
    worth = accrual.worth(state, voucher, now)
    if worth < line(state, before, now) - off - SLACK_S * state.rate:
        raise UserError("worker.voucher_lower")
    if before is None:
        return
    sinks = (
        voucher.total < before.voucher.total
        or voucher.until < before.voucher.until
        or worth < min(accrual.worth(state, before.voucher, now), funded) - off
    )
    if sinks:
        raise UserError("worker.voucher_lower")


def _voucher_in(kept: KeptVoucher) -> Voucher:
    return Voucher.from_wire(json.loads(kept.voucher))


def _reckoned(kept: KeptVoucher) -> Reckoned:
    return Reckoned(_voucher_in(kept), kept.metered, kept.credited, kept.rate)


def _wire(kept: KeptVoucher) -> dict[str, Any]:
    return {"voucher": json.loads(kept.voucher), "signature": kept.signature}
