"""Brings a supplier's money home: claims what is owed, closes deals that nobody pays on."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sonm_desktop.chain.events import Claimed
from sonm_desktop.chain.index.records import IndexedDeal
from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market.entitlement import best_voucher, entitled, promised_until, stops_at
from sonm_desktop.market.ports import Signer
from sonm_desktop.market.supplier.claim_rule import Claimable, ClaimPolicy, Verdict, judged
from sonm_desktop.market.supplier.desk import SupplierDesk
from sonm_desktop.market.supplier.records import SuppliedDeal
from sonm_desktop.wallet.messages import Voucher

logger = logging.getLogger(__name__)

MOST_IN_ONE = 20

REMEMBERED_S = 30 * 86_400
"""So long after its last promise a deal is looked for that the index does not know as open."""

DOUBT_S = 86_400


@dataclass(frozen=True, slots=True)
class ClaimOutlook:
    """What an account can claim now, and whether that is worth it. calls: one for each batch."""

    claimable: Claimable
    verdict: Verdict
    sender: Address
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    """An open deal that pays us, with the voucher that adds to it, if one does. closes: when we
    close it, unless its customer comes back.

    Nothing is owed for a while where a part of it is for time in which our worker held the job,
    and so is not ours: its next vouchers, or a settlement, take it off. Not for ever: a customer's
    program may know nothing of it.
    """

    deal: DealId
    state: DealState
    closes: int
    owed: Wei
    voucher: Voucher | None
    signature: bytes


@dataclass(frozen=True, slots=True)
class _Priced:
    """A batch, its call and what it likely costs."""

    entries: tuple[_Open, ...]
    call: Call
    fee: Wei


class Claiming:
    """Works by what chain, index and the copied vouchers say; remembers only what is over."""

    def __init__(self, desk: SupplierDesk, policy: ClaimPolicy) -> None:
        self._desk = desk
        self._policy = policy
        self._over: dict[DealId, int] = {}

    @property
    def policy(self) -> ClaimPolicy:
        return self._policy

    def follow(self, policy: ClaimPolicy) -> None:
        """Claim by *policy* from now on."""
        self._policy = policy

    async def deals(self, account: Address) -> list[SuppliedDeal]:
        """Deals that pay *account*, newest first."""
        paying = [deal for deal in await self._desk.index.deals(account) if deal.payee == account]
        if not paying:
            return []
        now = await self._desk.chain.pending_time()
        return [await self._supplied(deal, now) for deal in paying]

    async def _supplied(self, indexed: IndexedDeal, now: int) -> SuppliedDeal:
        """A closed deal needs no look at the chain."""
        state = await self._desk.chain.deal(indexed.deal) if indexed.open else None
        earned = paid = state.paid if state else indexed.paid
        until = indexed.until
        if state is not None and state.open:
            held = [
                voucher for voucher, _ in await self._desk.vouchers(indexed.deal, indexed.consumer)
            ]
            off = await self._desk.held.unbilled(indexed.deal, state, held, now)
            earned, until = Wei(entitled(state, held, now) - off), promised_until(state, held)
        return SuppliedDeal(
            deal=indexed.deal,
            held=await self._desk.held.of(indexed.deal),
            worker=indexed.worker,
            consumer=indexed.consumer,
            payee=indexed.payee,
            rate=indexed.rate,
            earned=earned,
            paid=paid,
            until=until,
            end=state.end if state and state.open else indexed.end,
            open=state is not None and state.open,
        )

    async def look(self, master: Address) -> None:
        """Close and claim what is due; a deal that fails holds up no other.

        Raises UserError with the first reason why something could not be done.
        """
        if not await self._may_be_owed(master):
            return
        now = await self._desk.chain.pending_time()
        open_deals = await self._open(master, now)
        failed: list[UserError] = []
        for entry in open_deals:
            if now > entry.closes:
                try:
                    await self._close(master, entry)
                except UserError as error:
                    failed.append(error)
        running = [entry for entry in open_deals if now <= entry.closes]
        if running and await self._is_worth_it(master, running, now):
            await self._claim_all([entry for entry in running if entry.owed], failed)
        if failed:
            raise failed[0]

    async def outlook(self, master: Address) -> ClaimOutlook:
        """What can be claimed now, with the calls that do it. Raises UserError, RemoteError."""
        now = await self._desk.chain.pending_time()
        return await self._outlook(master, await self._open(master, now), now)

    async def signer(self, master: Address) -> Signer:
        """Who pays the gas of a claim."""
        return await self._desk.keys.sender(master)

    async def _is_worth_it(self, master: Address, entries: Sequence[_Open], now: int) -> bool:
        """The node is asked for the fee only where everything else says yes."""
        free = _claimable(entries, Wei(0))
        if not judged(free, self._policy, now).due:
            return False
        return (await self._outlook(master, entries, now)).verdict.due

    async def _outlook(self, master: Address, entries: Sequence[_Open], now: int) -> ClaimOutlook:
        sender = await self._payer(master)
        priced: list[_Priced] = []
        for batch in _batches([entry for entry in entries if entry.owed]):
            priced += await self._priced(sender, batch)
        claimable = _claimable(
            [entry for one in priced for entry in one.entries],
            Wei(sum(one.fee for one in priced)),
        )
        verdict = judged(claimable, self._policy, now)
        return ClaimOutlook(claimable, verdict, sender, tuple(one.call for one in priced))

    async def _payer(self, master: Address) -> Address:
        """Who would pay now; the account itself where that takes its key, which is locked."""
        try:
            return (await self._desk.keys.sender(master)).address
        except UserError:
            return master

    async def _priced(self, sender: Address, batch: Sequence[_Open]) -> list[_Priced]:
        """A batch that is refused is priced deal by deal; what is refused alone is left out."""
        call = self._claim_call(batch)
        try:
            fee = await self._desk.sender.estimate_fee(sender, call)
        except UserError as error:
            if len(batch) > 1:
                return [one for entry in batch for one in await self._priced(sender, [entry])]
            logger.info("deal %s cannot be claimed now: %s", batch[0].deal, error)
            return []
        return [_Priced(tuple(batch), call, fee.likely)]

    async def _claim_all(self, entries: Sequence[_Open], failed: list[UserError]) -> int:
        """What it paid. A batch that is refused is claimed deal by deal."""
        paid = 0
        batches = _batches(entries)
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

    async def _may_be_owed(self, master: Address) -> bool:
        """Whether records speak of a deal; an account without any costs the node no question."""
        known = await self._desk.index.deals(master)
        return any(one.payee == master for one in known) or bool(await self._desk.promises.deals(0))

    async def _open(self, master: Address, now: int) -> list[_Open]:
        """By the index, and by the vouchers that we hold: a node that once left a deal out of its
        logs, or made up its end, shall not make us lose what was promised for it."""
        deals = {
            one.deal: None
            for one in await self._desk.index.deals(master)
            if one.payee == master and one.open
        }
        promised = await self._desk.promises.deals(now - REMEMBERED_S)
        doubted = [one for one in promised if one not in deals and self._in_doubt(one, now)]
        found = []
        for deal in [*deals, *doubted]:
            state = await self._desk.chain.deal(deal)
            if state is None or not state.open:
                self._over[deal] = now
            elif state.payee == master:
                found.append(await self._owing(deal, state, now))
        return found

    def _in_doubt(self, deal: DealId, now: int) -> bool:
        """Whether the chain itself has not said for long that *deal* is over."""
        said = self._over.get(deal)
        return said is None or now - said > DOUBT_S

    async def _owing(self, deal: DealId, state: DealState, now: int) -> _Open:
        held = dict(await self._desk.vouchers(deal, state.consumer))
        best = best_voucher(state, list(held), now)
        off = await self._desk.held.unbilled(deal, state, list(held), now)
        waits = off > 0 and now - state.last <= 2 * self._policy.every_s
        return _Open(
            deal=deal,
            state=state,
            closes=stops_at(state, list(held)) + self._policy.grace(state.window, credit=off > 0),
            owed=Wei(0 if waits else entitled(state, held, now) - state.paid),
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


def _batches(entries: Sequence[_Open]) -> list[Sequence[_Open]]:
    return [entries[at : at + MOST_IN_ONE] for at in range(0, len(entries), MOST_IN_ONE)]


def _claimable(entries: Sequence[_Open], fee: Wei) -> Claimable:
    owing = [entry for entry in entries if entry.owed]
    return Claimable(
        amount=Wei(sum(entry.owed for entry in owing)),
        fee=fee,
        deals=len(owing),
        oldest=min((entry.state.last for entry in owing), default=0),
        latest=min((entry.closes for entry in owing if entry.closes < NO_END), default=None),
    )


def _plain(deal: DealId) -> Voucher:
    """With an empty signature: a claim without a voucher."""
    return Voucher(deal=deal, total=0, at=0, until=0)


def _intent(entries: Sequence[_Open]) -> str:
    """The same until one of the deals has moved, so that a claim is not sent twice."""
    text = ",".join(f"{entry.deal}:{entry.state.paid}:{entry.state.last}" for entry in entries)
    return f"claim:{hashlib.sha256(text.encode()).hexdigest()[:32]}"
