"""Answers about other terms for running deals, on both sides of this profile's accounts."""

from __future__ import annotations

from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.session import Session
from sonm_desktop.agent.shapes.amendments import amendment_shape, told_by_chain
from sonm_desktop.api.schema.amendments import Amendment, AmendmentSide, OfferTerms
from sonm_desktop.chain.records import NO_END
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.terms.terms import Terms, terms_of
from sonm_desktop.store.amendments import AmendmentState
from sonm_desktop.wallet.wallet import Wallet


class AmendmentAnswers:
    """An `AmendmentsPort`."""

    def __init__(self, networking: Networking, wallet: Wallet) -> None:
        self._networking = networking
        self._wallet = wallet

    async def all(self, deal: str | None) -> list[Amendment]:
        session = self._networking.session()
        found = await self._recorded(session)
        if deal is None:
            return found
        ours = [one for one in found if one.deal == deal.lower()]
        told = await self._told(session, DealId(deal.lower()))
        return sorted([*ours, *told], key=lambda one: one.created, reverse=True)

    async def offer(self, request: OfferTerms) -> Amendment:
        session = self._networking.session()
        deal = DealId(request.deal.lower())
        state = await session.reader.deal(deal)
        if state is None or not state.open:
            raise UserError("market.amend_too_late")
        self._wallet.account(state.payee)
        now = terms_of(state)
        end = now.end if request.end is None else request.end
        if request.longer_s is not None:
            if now.end == NO_END:
                raise UserError("market.amend_other_kind")
            end = now.end + request.longer_s
        wanted = Terms(
            rate=now.rate if request.rate is None else request.rate,
            end=end,
            notice=now.notice if request.notice is None else request.notice,
        )
        row = await session.supplier.offer_terms(deal, wanted)
        return amendment_shape(row, "selling", await session.reader.pending_time())

    async def answer(self, amendment: str, *, agree: bool) -> Amendment:
        session = self._networking.session()
        row = await session.supplier.decide_amendment(amendment, agree=agree)
        return amendment_shape(row, "selling", await session.reader.pending_time())

    async def drop(self, side: AmendmentSide, amendment: str) -> Amendment:
        session = self._networking.session()
        if side == "renting":
            row = await session.rental.drop_amendment(amendment)
        else:
            row = await session.supplier.withdraw_terms(amendment)
        return amendment_shape(row, side, await session.reader.pending_time())

    async def _recorded(self, session: Session) -> list[Amendment]:
        renting, selling = await session.rental.amendments(), await session.supplier.amendments()
        if not renting and not selling:
            return []
        now = await session.reader.pending_time()
        found = [amendment_shape(row, "renting", now) for row in renting]
        found += [amendment_shape(row, "selling", now) for row in selling]
        return sorted(found, key=lambda one: one.created, reverse=True)

    async def _told(self, session: Session, deal: DealId) -> list[Amendment]:
        """What the chain alone tells, of a deal of one of our accounts."""
        indexed = await session.indexer.deal(deal)
        mine = {account.address for account in self._wallet.accounts()}
        if indexed is None or not mine & {indexed.consumer, indexed.payee}:
            return []
        side: AmendmentSide = "renting" if indexed.consumer in mine else "selling"
        part = session.rental if side == "renting" else session.supplier
        rows = await part.amendments()
        known = {
            row.seq + 1 for row in rows if row.deal == deal and row.state is AmendmentState.APPLIED
        }
        account = indexed.consumer if side == "renting" else indexed.payee
        return told_by_chain(await session.indexer.events_of(deal), known, side, account)
