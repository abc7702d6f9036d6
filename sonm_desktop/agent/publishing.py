"""Looks at everything that faces show, and puts on the board what has changed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from sonm_desktop.agent.answers.amendments import AmendmentAnswers
from sonm_desktop.agent.answers.deals import DRIFTING, DealAnswers
from sonm_desktop.agent.answers.dollars import DollarAnswers
from sonm_desktop.agent.answers.income import IncomeAnswers
from sonm_desktop.agent.answers.money import MoneyAnswers
from sonm_desktop.agent.answers.wallet import WalletAnswers
from sonm_desktop.agent.answers.workers import WorkerAnswers
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.session import Session
from sonm_desktop.agent.shapes.deals import task_shape
from sonm_desktop.agent.state import StateBoard
from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.dollars import UNKNOWN, UsdFeed
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.income import Today
from sonm_desktop.api.schema.network import NetworkStatus
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.worker import SuppliedDeal
from sonm_desktop.core.errors import CodedError
from sonm_desktop.wallet.wallet import Wallet

logger = logging.getLogger(__name__)

LOOK_S = 1.0
DEAL_LOOKS = 5
SLOW_LOOKS = 15
STILL_LOOKS = 60
"""Without news, deals and then balances are asked for once in so many looks; where no deal runs,
nothing can change without news but by the day's end, and both are asked for seldom."""

_SUPPLIED_DRIFT = ("earned",)
_OVER = ("closed", "failed")
_Blocks = tuple[int | None, int | None]


class Publisher:
    """Looks once a second, and at once when a service says that something has changed; what
    costs questions to the node waits for a new block."""

    def __init__(
        self,
        *,
        networking: Networking,
        wallet: Wallet,
        board: StateBoard,
        wallet_answers: WalletAnswers,
        money: MoneyAnswers,
        deals: DealAnswers,
        amendments: AmendmentAnswers,
        workers: WorkerAnswers,
        income: IncomeAnswers,
        dollars: DollarAnswers,
    ) -> None:
        self._networking = networking
        self._wallet = wallet
        self._board = board
        self._wallet_answers = wallet_answers
        self._money = money
        self._deals = deals
        self._amendments = amendments
        self._workers = workers
        self._income = income
        self._dollars = dollars
        self._session: Session | None = None
        self._seen_blocks: _Blocks = None, None
        self._looks = 0
        self._poked = asyncio.Event()
        board.watch(self._heard)

    async def run(self) -> None:
        """Look for ever, for a supervisor."""
        while True:
            await self.look()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._poked.wait()

    async def look(self) -> None:
        """One look at everything; what cannot be seen now keeps its last value."""
        poked = self._poked.is_set()
        self._poked.clear()
        self._wallet_answers.publish()
        session = self._networking.held()
        if session is not self._session:
            self._forget(session)
        if session is None:
            return
        for one in self._due(poked=poked):
            try:
                await one(session)
            except CodedError as error:
                logger.debug("not seen now: %s", error.code)

    def _due(self, *, poked: bool) -> list[Callable[[Session], Awaitable[None]]]:
        """What to look at now."""
        self._looks += 1
        blocks = _blocks(self._board.one(Topic.NETWORK))
        news = poked or blocks != self._seen_blocks
        self._seen_blocks = blocks
        runs = self._deals_run()
        due: list[Callable[[Session], Awaitable[None]]] = []
        if news or self._looks % (DEAL_LOOKS if runs else STILL_LOOKS) == 0:
            due.append(self._look_at_amendments)
            due += [self._look_at_deals, self._look_at_supply, self._look_at_workers]
        if news or self._looks % (SLOW_LOOKS if runs else STILL_LOOKS) == 0:
            due.append(self._look_at_money)
        if news or self._looks % SLOW_LOOKS == 0:
            due.append(self._look_at_usd)
        return due

    def _heard(self, topic: Topic) -> None:
        if topic is Topic.NETWORK and _blocks(self._board.one(topic)) != self._seen_blocks:
            self._poked.set()

    def _deals_run(self) -> bool:
        """Whether the board shows a deal that is not over, of either side."""
        rented = self._board.shelf(Topic.DEALS).values()
        supplied = self._board.shelf(Topic.SUPPLIED).values()
        return any(isinstance(one, Deal) and one.phase not in _OVER for one in rented) or any(
            isinstance(one, SuppliedDeal) and one.open for one in supplied
        )

    def _forget(self, session: Session | None) -> None:
        """Another network: nothing on the board is true any more."""
        self._session = session
        self._seen_blocks = None, None
        for topic in _OF_NETWORK:
            self._board.put_all(topic, {})
        self._board.put(Topic.USD, UsdFeed(state=Worded.of(UNKNOWN)))
        self._board.put(Topic.TODAY, Today(since=0, came=0, went=0, net=0, fees=0, accrued=0))
        if session is not None:
            session.rental.subscribe(lambda _deal: self._poked.set())
            session.tasks.subscribe(lambda _deal, _task: self._poked.set())
            session.supplier.subscribe(lambda _worker: self._poked.set())

    async def _look_at_money(self, _session: Session) -> None:
        for account in self._wallet.accounts():
            await self._money.balances(account.address)
            await self._money.operator(account.address)
        await self._income.today()

    async def _look_at_usd(self, session: Session) -> None:
        await self._dollars.look(session)

    async def _look_at_deals(self, session: Session) -> None:
        deals = {deal.id: deal for deal in await self._deals.all(None)}
        self._board.put_all(Topic.DEALS, deals, drifting=DRIFTING)
        tasks = {
            f"{status.deal}/{status.task}": task_shape(status)
            for status in await session.tasks.all_tasks()
            if status.deal in deals
        }
        self._board.put_all(Topic.TASKS, tasks)

    async def _look_at_amendments(self, _session: Session) -> None:
        shown = {f"{one.side}/{one.id}": one for one in await self._amendments.all(None)}
        self._board.put_all(Topic.AMENDMENTS, shown, drifting=("now",))

    async def _look_at_workers(self, _session: Session) -> None:
        workers = {worker.worker: worker for worker in await self._workers.all(None)}
        self._board.put_all(Topic.WORKERS, workers)
        for gone in self._board.shelf(Topic.WORKER_STATUS).keys() - workers.keys():
            self._board.drop(Topic.WORKER_STATUS, gone)

    async def _look_at_supply(self, _session: Session) -> None:
        supplied = {
            deal.deal: deal
            for account in self._wallet.accounts()
            for deal in await self._workers.deals(account.address)
        }
        self._board.put_all(Topic.SUPPLIED, supplied, drifting=_SUPPLIED_DRIFT)


def _blocks(network: object) -> _Blocks:
    """The node's newest block, and the newest that is indexed: deals are read from the index."""
    if not isinstance(network, NetworkStatus):
        return None, None
    return network.head, network.indexed


_OF_NETWORK = (
    Topic.BALANCES,
    Topic.OPERATORS,
    Topic.WORKERS,
    Topic.WORKER_STATUS,
    Topic.DEALS,
    Topic.SUPPLIED,
    Topic.TASKS,
    Topic.AMENDMENTS,
)
