"""Brings a supplier's money home: claims what is owed, closes deals that nobody pays on."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sonm_desktop.chain.events import Claimed
from sonm_desktop.chain.index_records import IndexedDeal
from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.records import DealState
from sonm_desktop.core.amounts import SNM_DECIMALS, Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market.entitlement import best_voucher, entitled, stops_at
from sonm_desktop.market.supplier_desk import SupplierDesk
from sonm_desktop.market.supplier_records import DAY_S, SuppliedDeal
from sonm_desktop.wallet.messages import Voucher

logger = logging.getLogger(__name__)

MOST_IN_ONE = 40
ONE_SNM = Wei(10**SNM_DECIMALS)


@dataclass(frozen=True, slots=True)
class ClaimPolicy:
    """When it is worth the gas. Escrows are safe meanwhile, so that waiting loses nothing.

    least, every_s: a running deal is claimed when it owes so much, so often.
    grace_s: a deal on which nothing accrues any more is closed after so long, in which its
    customer may settle, top it up or promise more.
    """

    least: Wei = ONE_SNM
    every_s: int = DAY_S
    grace_s: int = 600


@dataclass(frozen=True, slots=True)
class _Open:
    """An open deal that pays us, with the voucher that adds to it, if one does."""

    deal: DealId
    state: DealState
    stops: int
    owed: Wei
    voucher: Voucher | None
    signature: bytes


class Claiming:
    """Works by what chain, index and the copied vouchers say; keeps nothing in memory."""

    def __init__(self, desk: SupplierDesk, policy: ClaimPolicy) -> None:
        self._desk = desk
        self._policy = policy

    async def deals(self, account: Address) -> list[SuppliedDeal]:
        """Deals that pay *account*, newest first."""
        now = await self._desk.chain.pending_time()
        paying = [deal for deal in await self._desk.index.deals(account) if deal.payee == account]
        return [await self._supplied(deal, now) for deal in paying]

    async def _supplied(self, indexed: IndexedDeal, now: int) -> SuppliedDeal:
        """A closed deal needs no look at the chain."""
        state = await self._desk.chain.deal(indexed.deal) if indexed.open else None
        earned = paid = state.paid if state else indexed.paid
        if state is not None and state.open:
            held = [
                voucher for voucher, _ in await self._desk.vouchers(indexed.deal, indexed.consumer)
            ]
            earned = entitled(state, held, now)
        return SuppliedDeal(
            deal=indexed.deal,
            worker=indexed.worker,
            consumer=indexed.consumer,
            payee=indexed.payee,
            rate=indexed.rate,
            earned=earned,
            paid=paid,
            until=indexed.until,
            end=state.end if state and state.open else indexed.end,
            open=state is not None and state.open,
        )

    async def look(self, master: Address) -> None:
        """Close and claim what is due; a deal that fails holds up no other.

        Raises UserError with the first reason why something could not be done.
        """
        now = await self._desk.chain.pending_time()
        open_deals = await self._open(master, now)
        failed: list[UserError] = []
        for entry in open_deals:
            if now > entry.stops + self._policy.grace_s:
                try:
                    await self._close(master, entry)
                except UserError as error:
                    failed.append(error)
        await self._claim_all([entry for entry in open_deals if self._due(entry, now)], failed)
        if failed:
            raise failed[0]

    async def claim_all(self, master: Address) -> Wei:
        """Claim everything that is owed now; what it paid. Raises UserError, RemoteError."""
        now = await self._desk.chain.pending_time()
        failed: list[UserError] = []
        owing = [entry for entry in await self._open(master, now) if entry.owed]
        paid = await self._claim_all(owing, failed)
        if failed and not paid:
            raise failed[0]
        return Wei(paid)

    async def _claim_all(self, entries: Sequence[_Open], failed: list[UserError]) -> int:
        """What it paid. A batch that is refused is claimed deal by deal."""
        paid = 0
        batches = [entries[at : at + MOST_IN_ONE] for at in range(0, len(entries), MOST_IN_ONE)]
        while batches:
            batch = batches.pop(0)
            try:
                paid += await self._claim(batch[0].state.payee, batch)
            except UserError as error:
                if len(batch) == 1:
                    failed.append(error)
                else:
                    batches = [[entry] for entry in batch] + batches
        return paid

    def _due(self, entry: _Open, now: int) -> bool:
        policy = self._policy
        running = now <= entry.stops + policy.grace_s
        return running and entry.owed >= policy.least and now - entry.state.last >= policy.every_s

    async def _open(self, master: Address, now: int) -> list[_Open]:
        found = []
        for indexed in await self._desk.index.deals(master):
            if indexed.payee != master or not indexed.open:
                continue
            state = await self._desk.chain.deal(indexed.deal)
            if state is not None and state.open:
                found.append(await self._owing(indexed.deal, state, now))
        return found

    async def _owing(self, deal: DealId, state: DealState, now: int) -> _Open:
        held = dict(await self._desk.vouchers(deal, state.consumer))
        best = best_voucher(state, list(held), now)
        return _Open(
            deal=deal,
            state=state,
            stops=stops_at(state, list(held)),
            owed=Wei(entitled(state, held, now) - state.paid),
            voucher=best,
            signature=held[best] if best else b"",
        )

    async def _close(self, master: Address, entry: _Open) -> None:
        """As the payee, at once: pays what has accrued and gives the rest back."""
        desk = self._desk
        close = desk.calls.request_close(entry.deal)
        call = (
            close
            if entry.voucher is None
            else desk.calls.multicall(
                [desk.calls.claim_voucher(entry.voucher, entry.signature), close]
            )
        )
        signer = await desk.keys.sender(master)
        await desk.sender.converge(f"supplier_close:{entry.deal}", signer, call)
        logger.info("deal %s was closed: nothing accrued on it any more", entry.deal)

    async def _claim(self, master: Address, entries: Sequence[_Open]) -> int:
        signer = await self._desk.keys.sender(master)
        receipt = await self._desk.sender.converge(
            _intent(entries), signer, self._claim_call(entries)
        )
        claimed = {entry.deal for entry in entries}
        return sum(
            placed.event.amount
            for placed in receipt.events
            if isinstance(placed.event, Claimed) and placed.event.deal in claimed
        )

    def _claim_call(self, entries: Sequence[_Open]) -> Call:
        calls = self._desk.calls
        if not any(entry.voucher for entry in entries):
            return calls.claim_many([entry.deal for entry in entries])
        return calls.claim_many_vouchers(
            [entry.voucher or _plain(entry.deal) for entry in entries],
            [entry.signature for entry in entries],
        )


def _plain(deal: DealId) -> Voucher:
    """With an empty signature: a claim without a voucher."""
    return Voucher(deal=deal, total=0, at=0, until=0)


def _intent(entries: Sequence[_Open]) -> str:
    """The same until one of the deals has moved, so that a claim is not sent twice."""
    text = ",".join(f"{entry.deal}:{entry.state.paid}:{entry.state.last}" for entry in entries)
    return f"claim:{hashlib.sha256(text.encode()).hexdigest()[:32]}"
