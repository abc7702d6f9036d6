"""Vouchers: recorded, then shown to the worker; never less than before."""

from __future__ import annotations

import logging

from sonm_desktop.chain.records import DealState
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.entitlement import next_voucher
from sonm_desktop.market.metered import included, with_units
from sonm_desktop.market.ports import Peer
from sonm_desktop.rental.desk import Desk
from sonm_desktop.rental.honest_time import require_honest
from sonm_desktop.rental.meters import DealMeters
from sonm_desktop.store.rental_deals import RentalDealRow
from sonm_desktop.store.vouchers import VoucherRow
from sonm_desktop.wallet.messages import Voucher

logger = logging.getLogger(__name__)

CALL_S = 15.0


class Promising:
    """Signs by the account's operator, for deals that the person has bought and limited.

    A voucher moves no money beyond the escrow, which was counted against the limit when it
    was paid in.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._meters = DealMeters(desk)

    async def vouchers(self, deal: DealId) -> list[Voucher]:
        """All that were ever signed for *deal*, oldest first."""
        return [voucher_of(row) for row in await self._desk.promises.vouchers(deal)]

    async def extend(self, row: RentalDealRow, state: DealState, now: int) -> Voucher:
        """Sign and record the promise of another lease from *now*, and all units till then."""
        return await self._sign(row, state, now, until=now + row.lease)

    async def unpaid_units(self, row: RentalDealRow) -> Wei:
        """What is believed to have been used and is in no voucher."""
        rows = await self._desk.promises.vouchers(row.deal)
        return Wei(max(0, await self._meters.owed(row) - _covered(rows)))

    async def settle_up(self, row: RentalDealRow, state: DealState, now: int) -> Voucher:
        """Sign and record a voucher that pays for the units till *now* and promises no time."""
        return await self._sign(row, state, now, until=now)

    async def _sign(self, row: RentalDealRow, state: DealState, now: int, *, until: int) -> Voucher:
        require_honest(now, self._desk.clock, practice=self._desk.network.practice)
        rows = await self._desk.promises.vouchers(row.deal)
        signed = [voucher_of(kept) for kept in rows]
        plain = next_voucher(row.deal, state, signed, now, until)
        covered = _covered(rows)
        due = await self._meters.owed(row) - covered
        voucher = with_units(state, signed, plain, due)
        units = included(state, signed[-1] if signed else None, covered, voucher)
        signer = await self._desk.keys.voice(row.account)
        signature = signer.sign(voucher, self._desk.domain)
        await self._desk.promises.add_vouchers([_row_of(voucher, signature, units)])
        logger.info("deal %s is promised up to %d", row.deal, voucher.until)
        return voucher

    async def deliver(self, deal: DealId, peer: Peer) -> None:
        """Hand the newest voucher in, if the worker does not have it. Raises RemoteError."""
        rows = await self._desk.promises.vouchers(deal)
        if not rows or rows[-1].delivered:
            return
        newest = rows[-1]
        reply = await peer.call(
            "deal.voucher",
            {"voucher": voucher_of(newest).to_wire(), "signature": newest.signature},
            deadline_s=CALL_S,
            call_id=f"voucher-{deal[2:18]}-{newest.at}-{newest.until}",
        )
        if reply.get("accepted") is not True:
            raise BadReply("a voucher that was neither accepted nor refused")
        await self._desk.promises.delivered(newest)


def voucher_of(row: VoucherRow) -> Voucher:
    return Voucher(deal=row.deal, total=row.total, at=row.at, until=row.until)


def _covered(rows: list[VoucherRow]) -> int:
    """Wei for units in the newest voucher, which holds those of all before it."""
    return rows[-1].metered if rows else 0


def _row_of(voucher: Voucher, signature: bytes, units: Wei) -> VoucherRow:
    return VoucherRow(
        deal=voucher.deal,
        total=Wei(voucher.total),
        at=voucher.at,
        until=voucher.until,
        signature=signature,
        metered=units,
    )
