"""What goes on, or ends, on the network in use when the profile goes to another one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from sonm_desktop.agent.former.holdings import Stake, soonest, stake_of
from sonm_desktop.agent.local_worker import LocalWorkerKeeper
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.session import Session
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.network import Leaving
from sonm_desktop.chain.index.records import IndexedDeal
from sonm_desktop.core.errors import CodedError, RemoteError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market.entitlement import promised_until
from sonm_desktop.store.database import Database
from sonm_desktop.store.vouchers import Promises
from sonm_desktop.wallet.messages import Voucher
from sonm_desktop.wallet.wallet import Wallet

logger = logging.getLogger(__name__)

LIMIT_S = 5.0
"""A node that does not answer may be why somebody leaves: he is told what the records know."""


class LeavingAnswers:
    """Nobody loses anything of the practice network by leaving: it stands still, or is for play."""

    def __init__(
        self,
        *,
        networking: Networking,
        journal: Database,
        wallet: Wallet,
        local_worker: LocalWorkerKeeper,
    ) -> None:
        self._networking = networking
        self._journal = journal
        self._wallet = wallet
        self._local_worker = local_worker

    async def leaving(self) -> Leaving:
        """What is at stake. Nothing where the profile is on no network yet."""
        session = self._networking.held()
        if session is None or session.network.practice:
            return Leaving()
        accounts = [account.address for account in self._wallet.accounts()]
        deals = {
            deal.deal: deal
            for account in accounts
            for deal in await session.indexer.deals(account)
            if deal.open
        }
        told = _counted(session, deals, accounts, self._local_worker.address)
        if not told.costs:
            return told
        try:
            async with asyncio.timeout(LIMIT_S):
                return await self._weighed(session, told, deals, accounts)
        except TimeoutError:
            late = RemoteError("core.timeout", what="The node", limit_s=int(LIMIT_S))
            return told.model_copy(update={"known": False, "trouble": Worded.of_error(late)})
        except CodedError as error:
            logger.info("what is at stake is not known now: %s", error)
            return told.model_copy(update={"known": False, "trouble": Worded.of_error(error)})

    async def _weighed(
        self,
        session: Session,
        told: Leaving,
        deals: dict[DealId, IndexedDeal],
        accounts: Sequence[Address],
    ) -> Leaving:
        now = await session.reader.pending_time()
        stakes: list[Stake] = []
        runs: list[int] = []
        escrow = 0
        for deal in deals:
            state = await session.reader.deal(deal)
            if state is None or not state.open:
                continue
            rented = state.consumer in accounts
            vouchers = await self._vouchers(session, deal, rented=rented)
            stake = stake_of(state, vouchers, accounts, now)
            stakes.append(stake)
            if rented:
                escrow += stake.held - stake.owed
                runs.append(promised_until(state, vouchers))
        return told.model_copy(
            update={
                "selling": sum(stake.selling for stake in stakes),
                "owed": sum(stake.owed for stake in stakes),
                "claim_by": soonest(stakes),
                "renting": len(runs),
                "escrow": escrow,
                "paid_until": max((at for at in runs if at > now), default=None),
                "trouble": await self._hindrance(session, deals, accounts),
            }
        )

    async def _vouchers(self, session: Session, deal: DealId, *, rented: bool) -> list[Voucher]:
        side = Promises(self._journal, session.network.identity, "rental" if rented else "supplier")
        rows = await side.vouchers(deal)
        return [Voucher(deal=row.deal, total=row.total, at=row.at, until=row.until) for row in rows]

    async def _hindrance(
        self, session: Session, deals: dict[DealId, IndexedDeal], accounts: Sequence[Address]
    ) -> Worded | None:
        """Why the agent could not claim there while the wallet is locked."""
        for payee in sorted({deal.payee for deal in deals.values()} & set(accounts)):
            refusal = await session.acting.hindrance(payee)
            if refusal is not None:
                return Worded.of_error(refusal)
        return None


def _counted(
    session: Session,
    deals: dict[DealId, IndexedDeal],
    accounts: Sequence[Address],
    here: Address | None,
) -> Leaving:
    selling = [deal for deal in deals.values() if deal.payee in accounts]
    return Leaving(
        name=session.network.name,
        selling=len(selling),
        renting=sum(deal.consumer in accounts for deal in deals.values()),
        serving=sum(deal.worker == here for deal in selling),
    )
