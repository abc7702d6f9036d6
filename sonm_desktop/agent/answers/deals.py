"""Answers about deals, the limit on buying, and tasks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.shapes.deals import deal_shape, file_shape, log_shape, task_shape
from sonm_desktop.agent.state import StateBoard
from sonm_desktop.api.schema.deals import Deal, StandingLimit
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.tasks import Fetched, LogPiece, RunTask, Task
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import DealId, TaskId
from sonm_desktop.rental.records import RegistryLogin, TaskStatus
from sonm_desktop.rental.tasks import TaskService, TaskWish
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.wallet import Wallet

DRIFTING = ("now", "spent", "left", "seen")
"""Fields of a deal that follow the clock."""


class DealAnswers:
    """A `DealsPort`."""

    def __init__(self, networking: Networking, wallet: Wallet, board: StateBoard) -> None:
        self._networking = networking
        self._wallet = wallet
        self._board = board

    async def all(self, account: str | None) -> list[Deal]:
        rental = self._networking.session().rental
        if account is not None:
            accounts = [parse_address(account)]
        else:
            accounts = [known.address for known in self._wallet.accounts()]
        return [deal_shape(deal) for mine in accounts for deal in await rental.deals(mine)]

    async def show(self, deal: str) -> Deal:
        shown = deal_shape(await self._networking.session().rental.deal(DealId(deal.lower())))
        self._board.put(Topic.DEALS, shown, shown.id, drifting=DRIFTING)
        return shown

    async def standing_limit(self, account: str) -> StandingLimit:
        address = parse_address(account)
        limit = await self._networking.session().rental.standing_limit(address)
        return StandingLimit(account=address, limit=limit)

    async def set_standing_limit(self, account: str, limit: int | None) -> StandingLimit:
        address = self._wallet.account(parse_address(account)).address
        rental = self._networking.session().rental
        await rental.set_standing_limit(address, None if limit is None else Wei(limit))
        return StandingLimit(account=address, limit=limit)


class TaskAnswers:
    """A `TasksPort`. Results without a folder of their own go below *results*."""

    def __init__(self, networking: Networking, board: StateBoard, results: Path) -> None:
        self._networking = networking
        self._board = board
        self._results = results

    async def run_task(self, deal: str, request: RunTask) -> Task:
        wish = TaskWish(
            image=request.image,
            command=request.command,
            env=request.env,
            id=None if request.id is None else TaskId(request.id),
            login=None
            if request.login is None
            else RegistryLogin(request.login.username, request.login.password),
        )
        return self._shown(await self._service.run_task(DealId(deal.lower()), wish))

    async def all(self, deal: str) -> list[Task]:
        return [task_shape(task) for task in await self._service.tasks(DealId(deal.lower()))]

    async def status(self, deal: str, task: str) -> Task:
        return self._shown(await self._service.status(DealId(deal.lower()), TaskId(task)))

    async def stop(self, deal: str, task: str) -> Task:
        return self._shown(await self._service.stop(DealId(deal.lower()), TaskId(task)))

    async def logs(
        self, deal: str, task: str, *, after: int, follow: bool
    ) -> AsyncIterator[LogPiece]:
        pieces = self._service.logs(DealId(deal.lower()), TaskId(task), after=after, follow=follow)
        async for piece in pieces:
            yield log_shape(piece)

    async def fetch(
        self,
        deal: str,
        task: str,
        folder: Path | None,
        progress: Callable[[str, int, int], None],
    ) -> Fetched:
        into = folder or self._results / deal.lower() / task
        files = await self._service.fetch(
            DealId(deal.lower()), TaskId(task), into, progress=progress
        )
        return Fetched(folder=str(into), files=tuple(file_shape(file) for file in files))

    @property
    def _service(self) -> TaskService:
        return self._networking.session().tasks

    def _shown(self, status: TaskStatus) -> Task:
        task = task_shape(status)
        self._board.put(Topic.TASKS, task, f"{task.deal}/{task.task}")
        return task
