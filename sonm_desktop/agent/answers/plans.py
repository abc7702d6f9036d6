"""Answers about plans: who may make and commit which, and committing each once."""

from __future__ import annotations

import logging

from sonm_desktop.agent.commits import Commits
from sonm_desktop.agent.dollar_limit import bought_in_snm
from sonm_desktop.agent.moves import AccountMoves, shown
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.recipients import KnownRecipients
from sonm_desktop.agent.session import Session
from sonm_desktop.agent.shapes.plans import (
    amend_wish,
    closing_code,
    committed_shape,
    plan_shape,
    purchase_wish,
)
from sonm_desktop.agent.tokens import Tokens
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.plans import (
    AmendDeal,
    BuyOffer,
    CloseDeal,
    Committed,
    Plan,
    PlanRequest,
    TopUpDeal,
)
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import require
from sonm_desktop.api.server.ports import Caller
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import CodedError, UserError
from sonm_desktop.core.ids import DealId, PlanId
from sonm_desktop.core.secret import Secret
from sonm_desktop.store.account_plans import PlanRecord, PlanState
from sonm_desktop.wallet.wallet import Wallet

logger = logging.getLogger(__name__)

ABOUT_DEALS = frozenset({"buy", "top_up", "close", "claim", "amend"})
SPENDING = frozenset({"buy", "top_up", "amend"})


class PlanAnswers:
    """A `PlansPort`. Plans about deals are the rentals' own; the others are `AccountMoves`."""

    def __init__(
        self,
        *,
        networking: Networking,
        wallet: Wallet,
        tokens: Tokens,
        commits: Commits[Committed],
        clock: Clock,
        recipients: KnownRecipients,
    ) -> None:
        self._networking = networking
        self._wallet = wallet
        self._tokens = tokens
        self._commits = commits
        self._clock = clock
        self._recipients = recipients

    async def make(self, request: PlanRequest, caller: Caller) -> Plan:
        require(caller, scope_for(request.kind))
        session = self._networking.session()
        return await _with_time(session, await self._made(session, request))

    async def get(self, plan: str) -> Plan:
        session = self._networking.session()
        record = await self._moves(session).find(plan)
        return shown(record) if record else plan_shape(await session.rental.plan(PlanId(plan)))

    async def commit(
        self, plan: str, caller: Caller, *, password: Secret[str] | None, wait_s: float
    ) -> Committed:
        session = self._networking.session()
        moves = self._moves(session)
        record = await moves.find(plan)
        what = shown(record) if record else plan_shape(await session.rental.plan(PlanId(plan)))
        require(caller, scope_for(what.kind))
        if record is not None and what.password and record.state is PlanState.MADE:
            await self._require_password(password)
        if what.kind in SPENDING:
            await self._tokens.reserve(caller, plan, await self._spends(session, what))

        async def work() -> Committed:
            if record is None:
                return await self._commit_deal(session, plan)
            return await self._commit_move(moves, plan)

        try:
            committed = await self._commits.result(plan, work, wait_s)
        except UserError:
            if record is not None or not await session.rental.under_way(PlanId(plan)):
                await self._tokens.release(caller, plan)
            raise
        return committed or _under_way(what)

    async def resume(self) -> None:
        """Go on with what was committed before the agent was stopped; locked ones wait."""
        session = self._networking.held()
        if session is None or self._wallet.locked:
            return
        moves = self._moves(session)
        try:
            for record in await moves.unfinished():
                logger.info("going on with plan %s", record.plan)
                await self._resume(moves, record)
        except CodedError as error:
            logger.warning("plans go on later: %s", error)

    async def _made(self, session: Session, request: PlanRequest) -> Plan:
        if isinstance(request, BuyOffer):
            reckoned = await bought_in_snm(request, session.market.dollars)
            return plan_shape(await session.rental.plan_purchase(purchase_wish(reckoned)))
        if isinstance(request, TopUpDeal):
            most = None if request.max_total is None else Wei(request.max_total)
            deal = DealId(request.deal.lower())
            return plan_shape(
                await session.rental.plan_top_up(deal, Wei(request.amount), max_total=most)
            )
        if isinstance(request, AmendDeal):
            wish = amend_wish(request)
            return plan_shape(await session.rental.plan_amend(DealId(request.deal.lower()), wish))
        if isinstance(request, CloseDeal):
            closing = session.rental.plan_close(
                DealId(request.deal.lower()), closing_code(request.reason)
            )
            return plan_shape(await closing)
        return await self._moves(session).plan(request)

    async def _resume(self, moves: AccountMoves, record: PlanRecord) -> None:
        async def work() -> Committed:
            return await self._commit_move(moves, record.plan)

        await self._commits.result(record.plan, work, 0)

    async def _spends(self, session: Session, what: Plan) -> int:
        """What counts against a limit: other terms may spend escrow that was paid in before."""
        if what.kind != "amend":
            return what.total
        made = await session.rental.plan(PlanId(what.id))
        return max(what.total, int(made.terms.get("stake", 0)))

    def _moves(self, session: Session) -> AccountMoves:
        return AccountMoves(session, self._wallet, self._clock, self._recipients)

    async def _commit_deal(self, session: Session, plan: str) -> Committed:
        return committed_shape(await session.rental.commit(PlanId(plan)))

    async def _commit_move(self, moves: AccountMoves, plan: str) -> Committed:
        record = await moves.find(plan)
        if record is None:
            raise UserError("agent.no_plan")
        return await moves.commit(record)

    async def _require_password(self, password: Secret[str] | None) -> None:
        if password is None:
            raise UserError("agent.password_needed")
        await self._wallet.check_password(password)


def scope_for(kind: str) -> Scope:
    """Buying is trade; everything else that moves money is the owner's."""
    return Scope.TRADE if kind in ABOUT_DEALS else Scope.ADMIN


async def _with_time(session: Session, plan: Plan) -> Plan:
    """*plan* with how long it is good from now on, by the chain's clock."""
    now = await session.reader.pending_time()
    return plan.model_copy(update={"valid_s": max(0, plan.expires - now)})


def _under_way(plan: Plan) -> Committed:
    return Committed(
        plan=plan.id,
        kind=plan.kind,
        done=False,
        outcome=Worded.of("agent.under_way"),
        deal=plan.deal,
        campaign=plan.campaign,
    )
