"""Vouchers: recorded, then shown to the worker; never less than before."""

from __future__ import annotations

import logging

from sonm_desktop.chain.records import DealState
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.entitlement import next_voucher, settlement_total
from sonm_desktop.market.held import NEVER_HELD, Held, Reckoned, less_held, open_credit, unbilled
from sonm_desktop.market.offers.quote_check import LONGEST_QUOTE_S
from sonm_desktop.market.ports import Peer
from sonm_desktop.rental.deal_told import NOTHING_TOLD, DealTold, told_of
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

    async def hear(self, row: RentalDealRow, told: DealTold, now: int) -> bool:
        """Keep what the worker of *row* tells, and of its held time what can be; whether it is
        something new."""
        known = await self._desk.deals.get(row.deal)
        before = told_of(known.told) if known else NOTHING_TOLD
        after = told.after(before, _age(row, now))
        if after == before:
            return False
        await self._desk.deals.tell(row.deal, after.to_record())
        return True

    async def unpaid_units(self, row: RentalDealRow, state: DealState) -> Wei:
        """What is believed to have been used and is in no voucher, less what is to be taken off."""
        newest = _newest(await self._desk.promises.vouchers(row.deal))
        return Wei(max(0, await self._due(row, state, newest)))

    async def unbilled(self, row: RentalDealRow, state: DealState, now: int) -> Wei:
        """How much of what the supplier is entitled to at *now* is for time in which he held the
        job; so much a settlement may be lower."""
        rows = await self._desk.promises.vouchers(row.deal)
        newest, held = _newest(rows), await self._held(row)
        return unbilled(
            state,
            [voucher_of(kept) for kept in rows],
            newest,
            held,
            now,
            unpaid=await self._units(row, newest),
        )

    async def settlement(
        self, row: RentalDealRow, state: DealState, now: int, *, cut_short: bool = False
    ) -> Wei:
        """What to settle at *now*: see `settlement_total`, less what held time costs."""
        vouchers = await self.vouchers(row.deal)
        total = settlement_total(state, vouchers, now, cut_short=cut_short)
        end = now if cut_short else now + state.notice
        return Wei(total - await self.unbilled(row, state, end))

    async def settle_up(self, row: RentalDealRow, state: DealState, now: int) -> Voucher:
        """Sign and record a voucher that pays for the units till *now* and promises no time."""
        return await self._sign(row, state, now, until=now)

    async def _sign(self, row: RentalDealRow, state: DealState, now: int, *, until: int) -> Voucher:
        require_honest(now, self._desk.clock, practice=self._desk.network.practice)
        rows = await self._desk.promises.vouchers(row.deal)
        signed = [voucher_of(kept) for kept in rows]
        plain = next_voucher(row.deal, state, signed, now, until)
        newest = _newest(rows)
        due = await self._due(row, state, newest)
        voucher, reckoned = less_held(state, newest, plain, due)
        signer = await self._desk.keys.voice(row.account)
        signature = signer.sign(voucher, self._desk.domain)
        await self._desk.promises.add_vouchers([_row_of(reckoned, signature)])
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

    async def _due(self, row: RentalDealRow, state: DealState, newest: Reckoned | None) -> int:
        """Wei for units that no voucher pays for, less what is open for held time."""
        credit = open_credit(state, newest, await self._held(row))
        return await self._units(row, newest) - credit

    async def _units(self, row: RentalDealRow, newest: Reckoned | None) -> int:
        return max(0, await self._meters.owed(row) - (newest.units if newest else 0))

    async def _held(self, row: RentalDealRow) -> Held:
        """As it is recorded by now."""
        known = await self._desk.deals.get(row.deal)
        return told_of(known.told).held if known else NEVER_HELD


def voucher_of(row: VoucherRow) -> Voucher:
    return Voucher(deal=row.deal, total=row.total, at=row.at, until=row.until)


def _age(row: RentalDealRow, now: int) -> int:
    """Chain time that the deal can have run at most, by when its quote was given."""
    expiry = row.quote.get("expiry")
    return now if expiry is None else max(0, now - int(expiry) + LONGEST_QUOTE_S)


def _newest(rows: list[VoucherRow]) -> Reckoned | None:
    """The newest voucher, which has the units and the held time of all before it."""
    if not rows:
        return None
    newest = rows[-1]
    return Reckoned(voucher_of(newest), newest.metered, newest.credited, newest.rate)


def _row_of(reckoned: Reckoned, signature: bytes) -> VoucherRow:
    voucher = reckoned.voucher
    return VoucherRow(
        deal=voucher.deal,
        total=Wei(voucher.total),
        at=voucher.at,
        until=voucher.until,
        signature=signature,
        metered=reckoned.units,
        credited=reckoned.credit,
        rate=reckoned.rate,
    )
