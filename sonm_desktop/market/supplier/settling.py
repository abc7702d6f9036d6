"""The payee's word: copies vouchers from workers, and signs fair settlements."""

from __future__ import annotations

import logging
from typing import Any

from sonm_desktop.chain.records import DealState
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import BadReply, UserError
from sonm_desktop.core.ids import Address, ChainTime, DealId
from sonm_desktop.market.entitlement import settlement_total
from sonm_desktop.market.ports import Peer
from sonm_desktop.market.supplier.desk import SupplierDesk
from sonm_desktop.market.supplier.stopping import stopped_deals
from sonm_desktop.store.supplier_workers import SupplierWorkerRow
from sonm_desktop.store.vouchers import SettlementRow, VoucherRow
from sonm_desktop.wallet.messages import Domain, MessageError, Settle, Voucher
from sonm_desktop.wallet.signer import recover

logger = logging.getLogger(__name__)

CALL_S = 15.0
GRACE_S = 15
"""The customer reckons at his moment, we at ours: so much later his word still counts."""


class Settling:
    """Signs nothing below what the deal and its vouchers entitle to."""

    def __init__(self, desk: SupplierDesk) -> None:
        self._desk = desk

    async def copy_vouchers(self, row: SupplierWorkerRow, peer: Peer) -> int:
        """Keep what customers have handed to the worker since; how many."""
        known = await self._desk.workers.get(row.worker)
        after = known.voucher_seq if known else row.voucher_seq
        reply = await peer.call("worker.vouchers", {"after": after}, deadline_s=CALL_S)
        entries = reply.get("vouchers")
        if not isinstance(entries, list):
            raise BadReply("no list of vouchers")
        if not entries:
            return 0
        read = [_read_voucher(entry, self._desk.domain) for entry in entries]
        newest = max(seq for seq, _ in read)
        await self._desk.promises.copy_vouchers(
            [voucher for _, voucher in read], row.worker, newest
        )
        return len(read)

    async def answer_all(self, row: SupplierWorkerRow, peer: Peer, waiting: dict[str, Any]) -> int:
        """Sign what waits at the worker and is fair; how many. *waiting*: `worker.settlements`."""
        entries = waiting.get("settlements")
        if not isinstance(entries, list):
            raise BadReply("no list of settlements")
        await self._hear_held(row, waiting)
        if not entries:
            return 0
        await self.copy_vouchers(row, peer)
        stopped = await self._stopped(row, peer)
        answered = 0
        word: dict[str, Any]
        for entry in entries:
            settle, signature = _read_settlement(entry)
            try:
                cut_short = settle.deal in stopped
                signed = await self._signed(row, settle, signature, cut_short=cut_short)
                word = {"signature": signed}
                answered += 1
            except UserError as error:
                logger.warning("deal %s: its settlement is not signed: %s", settle.deal, error)
                word = {"refused": error.code}
            body = {"settle": settle.to_wire(), **word}
            await peer.call("worker.settle", body, deadline_s=CALL_S)
        return answered

    async def _hear_held(self, row: SupplierWorkerRow, waiting: dict[str, Any]) -> None:
        """Before anything is signed: what its worker held is not owed to us."""
        if waiting.get("held"):
            deals = await self._desk.index.deals(row.master)
            own = frozenset(deal.deal for deal in deals if deal.worker == row.worker)
            await self._desk.held.hear(waiting, own)

    async def _stopped(self, row: SupplierWorkerRow, peer: Peer) -> frozenset[DealId]:
        try:
            reply = await peer.call("worker.stops", {}, deadline_s=CALL_S)
        except UserError as error:
            logger.info("worker %s does not tell whom it ended: %s", row.worker, error.code)
            return frozenset()
        return stopped_deals(reply, row.worker, self._desk.domain)

    async def _signed(
        self, row: SupplierWorkerRow, settle: Settle, signature: bytes, *, cut_short: bool
    ) -> bytes:
        """Our signature, recorded. Raises UserError with the reason why there is none."""
        desk = self._desk
        state = await desk.chain.deal(settle.deal)
        now = await desk.chain.pending_time()
        if state is None or not state.open or state.payee != row.master:
            raise UserError("market.settle_no_deal")
        await self._require_consumer(settle, signature, state.consumer, now)
        vouchers = [voucher for voucher, _ in await desk.vouchers(settle.deal, state.consumer)]
        end = now - GRACE_S + (0 if cut_short else state.notice)
        off = await desk.held.unbilled(settle.deal, state, vouchers, end)
        require_fair(settle, state, vouchers, now, cut_short=cut_short, off=off)
        answer = (await desk.keys.voice(row.master)).sign(settle, desk.domain)
        await desk.promises.keep_settlement(
            SettlementRow(settle.deal, Wei(settle.total), signature, answer)
        )
        logger.info("deal %s: a settlement at %s wei is signed", settle.deal, settle.total)
        return answer

    async def _require_consumer(
        self, settle: Settle, signature: bytes, consumer: Address, now: ChainTime
    ) -> None:
        try:
            key = recover(settle.digest(self._desk.domain), signature)
        except MessageError as error:
            raise BadReply("a settlement with a broken signature") from error
        if not await self._desk.keys.speaks_for(consumer, key, now):
            raise UserError("market.settle_not_by_consumer")


def require_fair(
    settle: Settle,
    state: DealState,
    vouchers: list[Voucher],
    now: int,
    *,
    cut_short: bool = False,
    off: int = 0,
) -> None:
    """Return only if *settle* pays what is owed, without the notice where our worker has
    *cut_short* the deal. off: wei of it for time in which our worker held the job, which nobody
    pays. Raises UserError("market.settle_too_low")."""
    owed = settlement_total(state, vouchers, now - GRACE_S, cut_short=cut_short)
    least = max(state.paid, owed - off)
    if settle.total < least or settle.total > state.paid + state.escrow:
        raise UserError("market.settle_too_low", total=settle.total, least=least)


def _read_voucher(entry: Any, domain: Domain) -> tuple[int, VoucherRow]:
    """Whose signature it is was checked by the worker and is checked by the contract."""
    if not isinstance(entry, dict) or type(entry.get("seq")) is not int:
        raise BadReply("a voucher that is none")
    signature = entry.get("signature")
    try:
        voucher = Voucher.from_wire(entry.get("voucher"))
        recover(voucher.digest(domain), signature)  # type: ignore[arg-type]
    except MessageError as error:
        raise BadReply("a voucher that is none") from error
    row = VoucherRow(
        deal=voucher.deal,
        total=Wei(voucher.total),
        at=voucher.at,
        until=voucher.until,
        signature=bytes(signature or b""),
    )
    return entry["seq"], row


def _read_settlement(entry: Any) -> tuple[Settle, bytes]:
    if not isinstance(entry, dict) or not isinstance(entry.get("signature"), bytes):
        raise BadReply("a settlement that is none")
    try:
        return Settle.from_wire(entry.get("settle")), entry["signature"]
    except MessageError as error:
        raise BadReply("a settlement that is none") from error
