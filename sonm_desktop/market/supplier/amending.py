"""The supplier's word on other terms: signs what costs him nothing, asks the person about the rest,
and offers terms of his own."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from sonm_desktop.chain.records import DealState
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import BadReply, CodedError, UserError
from sonm_desktop.core.ids import Address, ChainTime, DealId
from sonm_desktop.market.entitlement import best_voucher, entitled
from sonm_desktop.market.ports import Peer
from sonm_desktop.market.supplier.desk import SupplierDesk
from sonm_desktop.market.terms.outcome import (
    MOST_WISHES,
    outcome,
    times_undone,
    undone,
    wanted,
    wishes,
    worth_a_look,
)
from sonm_desktop.market.terms.rule import Shelf, Verdict, judged
from sonm_desktop.market.terms.terms import (
    WORD_LIFE_S,
    Terms,
    alone,
    amendment_id,
    terms_in,
    terms_of,
    unfit,
    word_for,
)
from sonm_desktop.store.amendments import UNDER_WAY, AmendmentRow, AmendmentState
from sonm_desktop.store.supplier_workers import SupplierWorkerRow
from sonm_desktop.wallet.messages import Amend, MessageError, Voucher
from sonm_desktop.wallet.signer import recover

logger = logging.getLogger(__name__)

CALL_S = 15.0
GRACE_S = 15
"""The customer reckons at his moment, we at ours: so much later his word still counts."""

GOOD_FOR_S = 86_400
MOST_SHOWN = 200


class Amending:
    """One for all workers of a master. Signs nothing that loses what was earned."""

    def __init__(self, desk: SupplierDesk, *, automatic: bool = True) -> None:
        self._desk = desk
        self.automatic = automatic
        self._done: set[tuple[str, str]] = set()

    async def all(self) -> list[AmendmentRow]:
        """The newest first, those of running deals and those that are over."""
        return await self._desk.amendments.newest(MOST_SHOWN)

    async def decide(self, id_: str, *, agree: bool) -> AmendmentRow:
        """The person's word on what a customer asks for. Raises UserError market.no_amendment,
        market.amend_answered, or why it cannot be any more."""
        row = await self._waiting(id_, "consumer")
        if not agree:
            await self._turn(row, AmendmentState.REFUSED, "market.amend_refused")
            return await self._get(id_)
        state = await self._open_state(row.deal)
        reason = unfit(state, wanted(row), await self._desk.chain.pending_time())
        if reason:
            raise UserError(reason)
        await self._turn(row, AmendmentState.AGREED)
        return await self._get(id_)

    async def offer(self, deal: DealId, worker: Address, terms: Terms) -> AmendmentRow:
        """Offer *terms* to the customer of *deal*; what only favours him is recorded to be done at
        once. Raises UserError with the reason why not."""
        state = await self._open_state(deal)
        now = await self._desk.chain.pending_time()
        reason = unfit(state, terms, now)
        if reason:
            raise UserError(reason)
        row = asked(deal, state, terms, now, asker="payee", account=state.payee, worker=worker)
        if alone(state, terms, now) == "payee":
            row = replace(row, state=AmendmentState.AGREED)
        await self._desk.amendments.ask(replace(row, created=self._desk.clock.now()))
        return await self._get(row.id)

    async def withdraw(self, id_: str) -> AmendmentRow:
        """Offer it no longer. Raises as `decide` does."""
        row = await self._waiting(id_, "payee")
        await self._turn(row, AmendmentState.WITHDRAWN, "market.amend_withdrawn")
        return await self._get(id_)

    async def answer_all(self, row: SupplierWorkerRow, peer: Peer, waiting: dict[str, Any]) -> None:
        """Say something to every customer who waits; *waiting*: of `worker.settlements`."""
        for entry in _entries(waiting, "amendments"):
            word, signature, shelf = read_waiting(entry)
            try:
                answer = await self._answer(row, word, signature, shelf)
            except UserError as error:
                logger.info("deal %s: its amendment is refused: %s", word.deal, error.code)
                answer = {"refused": error.code}
            body = {"amend": word.to_wire(), **answer}
            await peer.call("worker.amend", body, deadline_s=CALL_S)
        for entry in _entries(waiting, "declined"):
            await self._declined(row.worker, str(entry.get("deal")), str(entry.get("id")))

    async def show_offers(self, row: SupplierWorkerRow, peer: Peer) -> None:
        """What we offer lies at the worker, for its customers."""
        now = await self._desk.chain.pending_time()
        ours = [
            offer
            for offer in await self._desk.amendments.of_worker(row.worker)
            if offer.asker == "payee"
            and offer.state is AmendmentState.ASKED
            and now < offer.good_until
        ]
        body = [_offer_wire(offer) for offer in ours]
        await peer.call("worker.offers", {"offers": body}, deadline_s=CALL_S)

    async def under_way(self, worker: Address) -> bool:
        """Whether something may become of one of them at any moment."""
        rows = await self._desk.amendments.of_worker(worker)
        return any(row.state in UNDER_WAY for row in rows)

    async def advance(self, worker: Address, *, thoroughly: bool) -> bool:
        """See what became of each; whether anything has changed. Safe to repeat.

        thoroughly: also of those that were applied, which replaced blocks could undo.
        """
        changed = False
        rows = await self._desk.amendments.of_worker(worker)
        if not rows:
            return False
        now = await self._desk.chain.pending_time()
        for row in rows:
            if not worth_a_look(row, now, thoroughly=thoroughly):
                continue
            state = await self._desk.chain.deal(row.deal)
            if state is None:
                continue
            try:
                changed = await self._step(row, state) or changed
            except CodedError as error:
                logger.warning("deal %s: its amendment goes on later: %s", row.deal, error)
        return changed

    async def _step(self, row: AmendmentRow, state: DealState) -> bool:
        now = await self._desk.chain.pending_time()
        after = outcome(row, state, now)
        if after is not None:
            return await self._desk.amendments.turn(row, *after, undone=undone(row, after[0]))
        if row.state is AmendmentState.AGREED and alone(state, wanted(row), now) == "payee":
            await self._do_alone(row, state, now)
            return True
        return False

    async def _do_alone(self, row: AmendmentRow, state: DealState, now: int) -> None:
        """First what was earned by the old price is claimed, so that nothing of it is lost."""
        desk = self._desk
        word = word_for(row.deal, row.seq, wanted(row), total=0, now=now)
        signature = (await desk.keys.voice(row.account)).sign(word, desk.domain)
        held = dict(await desk.vouchers(row.deal, state.consumer))
        best = best_voucher(state, list(held), now)
        claims = [desk.calls.claim_voucher(best, held[best])] if best else []
        calls = [*claims, desk.calls.amend(word, b"", signature)]
        signer = await desk.keys.sender(row.account)
        call = desk.calls.multicall(calls) if claims else calls[0]
        await desk.sender.converge(f"amend_alone:{row.id}:{times_undone(row)}", signer, call)
        logger.info("deal %s has other terms, by our word alone", row.deal)

    async def _answer(
        self, worker: SupplierWorkerRow, word: Amend, signature: bytes, shelf: Shelf
    ) -> dict[str, Any]:
        """Raises UserError with the reason why it is refused."""
        desk = self._desk
        state = await self._open_state(word.deal)
        now = await desk.chain.pending_time()
        if state.payee != worker.master:
            raise UserError("market.amend_too_late")
        await self._require_consumer(word, signature, state.consumer, now)
        row = await self._row(worker, word, state, now, shelf)
        if row.state is AmendmentState.ASKED:
            return {"waits": row.code or "market.amend_by_hand"}
        if row.state is not AmendmentState.AGREED:
            raise UserError(row.code or "market.amend_refused")
        vouchers = [voucher for voucher, _ in await desk.vouchers(word.deal, state.consumer)]
        require_fair_word(word, state, vouchers, now)
        answer = (await desk.keys.voice(worker.master)).sign(word, desk.domain)
        logger.info("deal %s: other terms are signed", word.deal)
        return {"signature": answer}

    async def _row(
        self, worker: SupplierWorkerRow, word: Amend, state: DealState, now: int, shelf: Shelf
    ) -> AmendmentRow:
        """The record of what *word* asks for, made and judged when there is none."""
        amendments, terms = self._desk.amendments, terms_in(word)
        if word.seq != state.seq:
            raise UserError("market.amend_overtaken")
        id_ = amendment_id(word.deal, word.seq, terms)
        known = await self._as_it_is(id_, state, now)
        if known is not None and known.asker == "payee" and known.state is AmendmentState.ASKED:
            await self._turn(known, AmendmentState.AGREED)
        elif known is not None and _by_rule(known):
            verdict = judged(state, terms, now, shelf, automatic=self.automatic)
            if verdict.verdict is Verdict.ASK:
                await amendments.turn(known, AmendmentState.ASKED, verdict.code, by_rule=False)
        elif known is None or known.state in _ASKED_AGAIN:
            reason = unfit(state, terms, now)
            if reason:
                raise UserError(reason)
            if known is None and wishes(await amendments.of_deal(word.deal), state) >= MOST_WISHES:
                raise UserError("market.amend_too_many")
            verdict = judged(state, terms, now, shelf, automatic=self.automatic)
            agreed = verdict.verdict is Verdict.AGREE
            fresh = asked(
                word.deal,
                state,
                terms,
                now,
                asker="consumer",
                account=state.payee,
                worker=worker.worker,
            )
            first = AmendmentState.AGREED if agreed else AmendmentState.ASKED
            fresh = replace(fresh, state=first, code=verdict.code, params={"by_rule": agreed})
            fresh = replace(fresh, created=self._desk.clock.now())
            await amendments.ask(fresh)
        return await self._get(id_)

    async def _as_it_is(self, id_: str, state: DealState, now: int) -> AmendmentRow | None:
        """The record as the chain has it by now: the customer may see its news before us."""
        row = await self._desk.amendments.get(id_)
        after = outcome(row, state, now) if row is not None and row.state in _OPEN else None
        if row is None or after is None:
            return row
        await self._desk.amendments.turn(row, *after, undone=undone(row, after[0]))
        return await self._desk.amendments.get(id_)

    async def _declined(self, worker: Address, deal: str, id_: str) -> None:
        if (deal, id_) in self._done:
            return
        self._done.add((deal, id_))
        row = await self._desk.amendments.get(id_)
        if row is None or row.worker != worker or row.deal != deal or row.state not in UNDER_WAY:
            return
        mine = row.asker == "payee"
        state = AmendmentState.REFUSED if mine else AmendmentState.WITHDRAWN
        code = "market.amend_declined" if mine else "market.amend_withdrawn"
        await self._desk.amendments.turn(row, state, code)

    async def _require_consumer(
        self, word: Amend, signature: bytes, consumer: Address, now: ChainTime
    ) -> None:
        try:
            key = recover(word.digest(self._desk.domain), signature)
        except MessageError as error:
            raise BadReply("an amendment with a broken signature") from error
        if not await self._desk.keys.speaks_for(consumer, key, now):
            raise UserError("market.amend_not_by_consumer")

    async def _open_state(self, deal: DealId) -> DealState:
        state = await self._desk.chain.deal(deal)
        if state is None or not state.open:
            raise UserError("market.amend_too_late")
        return state

    async def _waiting(self, id_: str, asker: str) -> AmendmentRow:
        row = await self._get(id_)
        if row.state is not AmendmentState.ASKED or row.asker != asker:
            raise UserError("market.amend_answered")
        return row

    async def _get(self, id_: str) -> AmendmentRow:
        row = await self._desk.amendments.get(id_)
        if row is None:
            raise UserError("market.no_amendment")
        return row

    async def _turn(self, row: AmendmentRow, state: AmendmentState, code: str = "") -> None:
        if not await self._desk.amendments.turn(row, state, code):
            raise UserError("market.amend_answered")


_OPEN = UNDER_WAY | {AmendmentState.APPLIED}
_ASKED_AGAIN = frozenset({AmendmentState.WITHDRAWN, AmendmentState.EXPIRED, AmendmentState.LOST})


def _by_rule(row: AmendmentRow) -> bool:
    """Whether no person agreed to it: the machine's hours and the price may be others by now.

    What replaced blocks took away was agreed once for all.
    """
    agreed = row.state is AmendmentState.AGREED and row.params.get("by_rule") is True
    return agreed and not times_undone(row)


def asked(
    deal: DealId,
    state: DealState,
    terms: Terms,
    now: int,
    *,
    asker: str,
    account: Address,
    worker: Address,
) -> AmendmentRow:
    """The record of a wish for *terms*, made at *now*; its own time is the caller's to say."""
    before = terms_of(state)
    return AmendmentRow(
        id=amendment_id(deal, state.seq, terms),
        deal=deal,
        worker=worker,
        account=account,
        asker=asker,
        rate=terms.rate,
        end=terms.end,
        notice=terms.notice,
        before_rate=before.rate,
        before_end=before.end,
        before_notice=before.notice,
        seq=state.seq,
        good_until=min(now + GOOD_FOR_S, state.end),
        created=0.0,
    )


def require_fair_word(word: Amend, state: DealState, vouchers: list[Voucher], now: int) -> None:
    """Return only if *word* pays what was earned before it. Raises UserError
    market.amend_too_low, market.amend_stale."""
    least = max(state.paid, entitled(state, vouchers, now - GRACE_S))
    if word.total < min(least, state.paid + state.escrow):
        raise UserError("market.amend_too_low")
    if not now <= word.expiry <= now + WORD_LIFE_S + GRACE_S:
        raise UserError("market.amend_stale")


def owed_now(state: DealState, vouchers: list[Voucher], now: int) -> Wei:
    """What a word of *now* must say is owed."""
    return Wei(min(entitled(state, vouchers, now), state.paid + state.escrow))


def _entries(reply: dict[str, Any], name: str) -> list[dict[str, Any]]:
    said = reply.get(name, [])
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise BadReply(f"no list of {name}")
    return said


def read_waiting(entry: dict[str, Any]) -> tuple[Amend, bytes, Shelf]:
    """One of `worker.settlements`: the word, its signature, what the worker knows."""
    signature, obstacle, rate = entry.get("signature"), entry.get("obstacle"), entry.get("rate")
    if not isinstance(signature, bytes) or not isinstance(obstacle, str):
        raise BadReply("an amendment that is none")
    if rate is not None and (type(rate) is not int or not 0 <= rate < 2**80):
        raise BadReply("an amendment at a price that is none")
    try:
        return Amend.from_wire(entry.get("amend")), signature, Shelf(obstacle, rate)
    except MessageError as error:
        raise BadReply("an amendment that is none") from error


def _offer_wire(row: AmendmentRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "deal": row.deal,
        "rate": row.rate,
        "end": row.end,
        "notice": row.notice,
        "seq": row.seq,
        "good_until": row.good_until,
    }
