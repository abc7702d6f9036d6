"""Deals as their customer sees them: money in chain time, paid until when, then what."""

from __future__ import annotations

from dataclasses import replace

from sonm_desktop.chain.index.records import IndexedDeal
from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import ZERO_ADDRESS, Address, ChainTime, DealId
from sonm_desktop.market.entitlement import entitled, funded_until, promised_until
from sonm_desktop.rental.deal_told import NOTHING_TOLD, hosts_of, told_of
from sonm_desktop.rental.desk import Desk
from sonm_desktop.rental.meters import DealMeters
from sonm_desktop.rental.records import Outcome, Phase, RentedDeal, Who
from sonm_desktop.rental.vouchers import Promising
from sonm_desktop.store.rental_deals import DealRowState, RentalDealRow
from sonm_desktop.wallet.messages import Voucher

NOTHING = Wei(0)


class Overview:
    """Joins the chain's state, the index and our own records."""

    def __init__(self, desk: Desk, promising: Promising) -> None:
        self._desk = desk
        self._promising = promising
        self._meters = DealMeters(desk)

    async def deals(self, account: Address) -> list[RentedDeal]:
        """Newest first; those that the index does not know yet come before the others."""
        rows = {row.deal: row for row in await self._desk.deals.of_account(account)}
        indexed = {
            deal.deal: deal
            for deal in await self._desk.index.deals(account)
            if deal.consumer == account
        }
        order = [deal for deal in rows if deal not in indexed] + list(indexed)
        if not order:
            return []
        now = await self._desk.chain.pending_time()
        used = await self._meters.usages(rows.values())
        found = []
        for deal in order:
            row, placed = rows.get(deal), indexed.get(deal)
            seen = replace(_from_records(deal, row, placed, now), usage=used.get(deal))
            found.append(await self._with_chain(seen, row, placed))
        return found

    async def deal(self, deal: DealId) -> RentedDeal:
        """Raises UserError("rental.no_deal")."""
        row = await self._desk.deals.get(deal)
        indexed = await self._desk.index.deal(deal)
        if row is None and indexed is None:
            raise UserError("rental.no_deal", deal=deal)
        seen = _from_records(deal, row, indexed, await self._desk.chain.pending_time())
        if row is not None:
            seen = replace(seen, usage=await self._meters.usage(row))
        return await self._with_chain(seen, row, indexed)

    async def _with_chain(
        self, seen: RentedDeal, row: RentalDealRow | None, indexed: IndexedDeal | None
    ) -> RentedDeal:
        """*seen* with what the chain says now of a deal that is not known to be closed."""
        if indexed is not None and not indexed.open:
            return _closed(seen, row, indexed.paid, indexed.refunded)
        state = await self._desk.chain.deal(seen.id)
        if state is None:
            return seen
        if not state.open:
            return _closed(replace(seen, payee=state.payee), row, state.paid, seen.refunded)
        running = _running(seen, row, state, await self._promising.vouchers(seen.id))
        if row is None:
            return running
        off = await self._promising.unbilled(row, state, seen.now)
        return replace(running, spent=Wei(running.spent - off), left=Wei(running.left + off))


def _from_records(
    deal: DealId, row: RentalDealRow | None, indexed: IndexedDeal | None, now: ChainTime
) -> RentedDeal:
    """What is known without the chain's state: a deal that is not there (yet)."""
    failed = row is not None and row.state is DealRowState.FAILED
    quote = row.quote if row is not None else {}
    return RentedDeal(
        id=deal,
        account=row.account if row else indexed.consumer if indexed else ZERO_ADDRESS,
        worker=row.worker if row else indexed.worker if indexed else ZERO_ADDRESS,
        payee=indexed.payee if indexed else ZERO_ADDRESS,
        rate=indexed.rate if indexed else WeiPerSecond(int(quote.get("rate", 0))),
        phase=Phase.FAILED if failed else Phase.OPENING,
        now=now,
        spent=NOTHING,
        paid=NOTHING,
        left=NOTHING,
        refunded=indexed.refunded if indexed else NOTHING,
        max_total=row.max_total if row else None,
        lease_until=0,
        funded_until=0,
        paid_until=0,
        then="rental.then_failed" if failed else "rental.then_opens",
        end=None,
        notice=int(quote.get("notice", indexed.notice if indexed else 0)),
        window=int(quote.get("window", indexed.window if indexed else 0)),
        renew=row.renew if row else False,
        seen=row.seen if row else None,
        outcome=_outcome(row),
        mine=row is not None,
        told=told_of(row.told) if row else NOTHING_TOLD,
        hosts=hosts_of(row.addresses) if row else (),
        netflags=int(row.ask.get("netflags", 0)) if row else 0,
        ended=indexed.closed_at if indexed else None,
    )


def _closed(seen: RentedDeal, row: RentalDealRow | None, paid: Wei, refunded: Wei) -> RentedDeal:
    return replace(
        seen,
        phase=Phase.CLOSED,
        spent=paid,
        paid=paid,
        refunded=refunded,
        then="rental.then_nothing",
        outcome=_outcome(row) or Outcome(Who.SUPPLIER, "rental.supplier_closed"),
    )


def _running(
    seen: RentedDeal,
    row: RentalDealRow | None,
    state: DealState,
    vouchers: list[Voucher],
) -> RentedDeal:
    now = seen.now
    spent = entitled(state, vouchers, now)
    promised = promised_until(state, vouchers)
    funded = funded_until(state, vouchers)
    renew = row is not None and row.renew and row.state is not DealRowState.CLOSING
    paid_until = min(state.end, funded) if renew else min(state.end, funded, promised)
    ending = state.end != NO_END and (now >= state.end or _is_closing(row))
    return replace(
        seen,
        payee=state.payee,
        rate=state.rate,
        phase=_phase(ending, now, min(promised, funded), held=bool(seen.told.holds)),
        spent=spent,
        paid=state.paid,
        left=Wei(state.paid + state.escrow - spent),
        lease_until=promised,
        funded_until=funded,
        paid_until=paid_until,
        then=_then(row, state, paid_until),
        end=None if state.end == NO_END else state.end,
        notice=state.notice,
        window=state.window,
        renew=renew,
    )


def _phase(ending: bool, now: int, stops: int, *, held: bool) -> Phase:
    if ending:
        return Phase.ENDING
    return Phase.RUNNING if now < stops and not held else Phase.PAUSED


def _then(row: RentalDealRow | None, state: DealState, paid_until: int) -> str:
    """What happens when the paid time is over."""
    if _is_closing(row):
        return "rental.then_closes"
    if row is None:
        return "rental.then_stops"
    if paid_until >= state.end:
        return "rental.then_term_over"
    return "rental.then_app_closes"


def _is_closing(row: RentalDealRow | None) -> bool:
    return row is not None and row.state is DealRowState.CLOSING


def _outcome(row: RentalDealRow | None) -> Outcome | None:
    if row is None or not row.code:
        return None
    return Outcome(Who(row.who), row.code, row.params)
