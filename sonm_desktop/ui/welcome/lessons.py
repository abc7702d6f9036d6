"""What the practice does, one step after the other; each finds what is there and adds the rest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.market import Offer, OfferFilter
from sonm_desktop.api.schema.plans import BuyOffer, Deposit, GrantOperator
from sonm_desktop.api.schema.tasks import RunTask
from sonm_desktop.api.schema.wallet import Account
from sonm_desktop.api.schema.worker import SellPlan, StartLocalWorker
from sonm_desktop.core.errors import CodedError, RemoteError, UserError
from sonm_desktop.core.jobs.own_image import COMMAND, own_image
from sonm_desktop.core.paths import data_home
from sonm_desktop.core.resources import resource
from sonm_desktop.ui.welcome.journey import JourneyLog
from sonm_desktop.ui.words import words

logger = logging.getLogger(__name__)

SNM = 10**18
DEPOSIT = 100 * SNM
DAILY_LIMIT = 100 * SNM
JOB = "first-picture"
RENTED_S = 1800

_RATE = 10**14
_LEASE_S = 600
_DEAL, _PLAN, _NAMED = "deal", "plan", "named"
_MEMORY, _STORAGE = 1 << 30, 2 << 30
_ROWS = 200
_FIND_S, _POLL_S = 90, 0.5

_PUBLIC = "python:3.12-alpine"
_SMALL = {"WIDTH": "360", "HEIGHT": "225", "DEPTH": "250", "PRIMES": "200000"}


@dataclass(frozen=True, slots=True)
class Lesson:
    """usual_s: how long it takes as a rule. needs: without these it is left out as well.

    firm: it cannot be skipped, for nothing works without it.
    """

    key: str
    name: str
    usual_s: int
    firm: bool
    needs: tuple[str, ...]
    work: Callable[[], Awaitable[None]]


class Lessons:
    """The steps over one agent. heard: the job's output, piece by piece."""

    def __init__(
        self,
        agent: AgentClient,
        log: JourneyLog,
        heard: Callable[[bytes], None],
    ) -> None:
        self._agent, self._log = agent, log
        self._heard = heard
        self._seen = 0
        self.folder = ""
        """Where the job's files lie on this PC; empty before they were fetched."""

    def all(self) -> tuple[Lesson, ...]:
        """In the order in which they are done."""
        return (
            Lesson("network", words("A practice network of your own"), 8, True, (), self._network),
            Lesson("wallet", words("Two accounts: one sells, one buys"), 3, True, (), self._wallet),
            Lesson("money", words("Play money for both"), 6, True, (), self._money),
            Lesson(
                "keys", words("They may act while the wallet is locked"), 6, True, (), self._keys
            ),
            Lesson("worker", words("This PC serves and is measured"), 8, False, (), self._worker),
            Lesson(
                "sale", words("A slice of this PC goes on sale"), 4, False, ("worker",), self._sale
            ),
            Lesson("deal", words("The other account rents it"), 12, False, ("sale",), self._deal),
            Lesson("job", words("A first job paints a picture"), 20, False, ("deal",), self._job),
        )

    async def _network(self) -> None:
        status = await self._agent.network.start_practice()
        if status.refused:
            raise UserError(status.state.code, **status.state.params)

    async def _wallet(self) -> None:
        own = await self._own()
        if _NAMED not in self._log.now.traces:
            await self._agent.wallet.rename(own[0].address, words("This PC (sells)"))
            self._log.trace(**{_NAMED: own[0].address})
        if len(own) < 2:
            await self._agent.wallet.new_account(words("Me (buys)"))

    async def _own(self) -> list[Account]:
        """Those of the phrase; imported ones are left alone."""
        accounts = (await self._agent.wallet.status()).accounts
        return [one for one in accounts if one.index is not None]

    async def _sides(self) -> tuple[str, str]:
        sells, buys = (await self._own())[:2]
        return sells.address, buys.address

    async def _money(self) -> None:
        for account in await self._sides():
            held = await self._agent.wallet.balances(account)
            if held.token + held.vault == 0:
                await self._agent.wallet.fund(account)
            if held.vault == 0:
                plan = await self._agent.plans.make(Deposit(account=account, amount=DEPOSIT))
                await self._agent.plans.commit(plan.id)

    async def _keys(self) -> None:
        for account in await self._sides():
            if not (await self._agent.wallet.operator(account)).ready:
                wish = GrantOperator(account=account, daily_limit=DAILY_LIMIT)
                plan = await self._agent.plans.make(wish)
                await self._agent.plans.commit(plan.id)

    async def _worker(self) -> None:
        sells, _ = await self._sides()
        workers = self._agent.workers
        local = await workers.local()
        if not local.ready:
            local = await workers.start_local(StartLocalWorker(master=sells))
        if local.worker is None:
            raise UserError("agent.worker_none")
        status = await workers.status(local.worker)
        await self._measure(local.worker)
        if not status.engine_ready:
            raise UserError(status.engine.code, **status.engine.params)

    async def _sale(self) -> None:
        worker = await self._own_worker()
        status = await self._agent.workers.status(worker)
        if status.plan is None:
            plan = SellPlan(rate=_RATE, ram_bytes=_MEMORY, storage_bytes=_STORAGE)
            await self._agent.workers.set_plan(worker, plan)

    async def _own_worker(self) -> str:
        local = await self._agent.workers.local()
        if local.worker is None:
            raise UserError("agent.worker_none")
        return local.worker

    async def _deal(self) -> None:
        """A plan that was recorded is committed again, which is harmless; else a new one is."""
        traces = self._log.now.traces
        if _DEAL in traces:
            return
        if _PLAN not in traces or not await self._known(traces[_PLAN]):
            _, buys = await self._sides()
            offer = await self._found(await self._own_worker())
            wish = BuyOffer(
                account=buys,
                offer=offer.id,
                duration=RENTED_S,
                max_total=offer.total,
                lease=_LEASE_S,
            )
            plan = await self._agent.plans.make(wish)
            self._log.trace(**{_PLAN: plan.id})
        done = await self._agent.plans.commit(self._log.now.traces[_PLAN])
        self._log.trace(**{_DEAL: done.deal})

    async def _known(self, plan: str) -> bool:
        with suppress(UserError):
            await self._agent.plans.get(plan)
            return True
        return False

    async def _found(self, worker: str) -> Offer:
        """This PC's offer, as soon as the market shows it. Raises UserError."""
        async with asyncio.timeout(_FIND_S):
            while True:
                view = await self._agent.market.open(OfferFilter(duration=RENTED_S))
                for offset in range(0, view.count, _ROWS):
                    rows = await self._agent.market.rows(view.id, offset, _ROWS)
                    for offer in rows.rows:
                        if offer.worker.lower() == worker.lower():
                            return offer
                await asyncio.sleep(_POLL_S)

    async def _job(self) -> None:
        deal = self._log.now.traces[_DEAL]
        task = await self._agent.tasks.run(deal, await _first_job())
        async for piece in self._agent.tasks.logs(deal, JOB, after=self._seen, follow=True):
            self._seen = piece.seq
            self._heard(piece.content)
        while not task.final:
            await asyncio.sleep(_POLL_S)
            task = await self._agent.tasks.status(deal, JOB)
        if task.reason is not None:
            raise UserError(task.reason.code, **task.reason.params)
        self.folder = (await self._agent.tasks.fetch(deal, JOB)).folder

    async def _measure(self, worker: str) -> None:
        """Begin the benchmarks, which then run by themselves; without them one sells as well."""
        with suppress(CodedError):
            await self._agent.workers.benchmark(worker)


async def _first_job() -> RunTask:
    """A small picture, in the image that this PC makes for itself.

    Where it cannot, as under another system than Linux, the same program in a public image.
    """
    try:
        image = await own_image(data_home() / "cache")
    except RemoteError as error:
        logger.info("the first job takes a public image: %s", error.code)
        program = resource("jobs", "fractal.py").read_text(encoding="utf-8")
        return RunTask(image=_PUBLIC, command=("python3", "-c", program), env=_SMALL, id=JOB)
    return RunTask(image=image, command=COMMAND, env=_SMALL, id=JOB)
