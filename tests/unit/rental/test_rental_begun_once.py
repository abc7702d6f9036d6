"""A task is begun by one hand at a time: a login is lent once, and what runs is not called lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import DealId, TaskId
from sonm_desktop.core.secret import Secret
from sonm_desktop.rental.records import RegistryLogin, TaskState
from sonm_desktop.rental.tasks import TaskService, TaskWish
from sonm_desktop.store.database import Database
from sonm_desktop.store.rental_deals import DealRowState
from sonm_desktop.store.rental_tasks import RentalTasks
from tests.chain_fixtures import eventually

DEAL, JOB = DealId("0x" + "ab" * 32), TaskId("job")
IMAGE = "registry.example/team/job@sha256:" + "0" * 64
PRIVATE = TaskWish(IMAGE, ("true",), id=JOB, login=RegistryLogin("miner", Secret("word")))


@dataclass(slots=True)
class SlowWorker:
    """Takes a task only once it is let to, and refuses a private image without its login."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    let: asyncio.Event = field(default_factory=asyncio.Event)
    runs: list[dict[str, Any]] = field(default_factory=list)
    away: bool = False

    async def call(self, method: str, body: dict[str, Any], **_more: Any) -> dict[str, Any]:
        if self.away:
            raise RemoteError("p2p.unreachable")
        if method == "task.logs":
            return {"pieces": [], "whole": False}
        if method == "task.run":
            self.runs.append(body["task"])
            self.asked.set()
            await self.let.wait()
        return {
            "task": JOB,
            "deal": DEAL,
            "image": IMAGE,
            "state": "running",
            "exit_code": None,
            "reason": "",
            "params": {},
            "started": 1.0,
            "ended": None,
            "files": [],
        }


@dataclass(slots=True)
class Records:
    """Tasks as the journal keeps them; what was read of them can be old when it arrives."""

    tasks: RentalTasks
    read: asyncio.Event = field(default_factory=asyncio.Event)
    hold: asyncio.Event = field(default_factory=asyncio.Event)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.tasks, name)

    async def unfinished(self) -> list[Any]:
        rows = await self.tasks.unfinished()
        if rows:
            self.read.set()
            await self.hold.wait()
        return rows


@dataclass(slots=True)
class Bench:
    desk: Any
    service: TaskService
    worker: SlowWorker
    records: Records


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    database = Database(tmp_path / "agent.sqlite", "agent")
    await database.open()
    worker, records = SlowWorker(), Records(RentalTasks(database, "net"))
    deal = SimpleNamespace(state=DealRowState.OPEN, endpoint="e", account="0x1")

    async def get(_deal: DealId) -> Any:
        return deal

    async def reach(*_words: Any, **_named: Any) -> Any:
        return worker

    desk: Any = SimpleNamespace(
        tasks=records,
        clock=SystemClock(),
        deals=SimpleNamespace(get=get),
        contacts=SimpleNamespace(reach=reach),
    )
    service = TaskService(desk, tmp_path / "logs", look_s=0.01)
    looking = asyncio.ensure_future(service.run())
    yield Bench(desk, service, worker, records)
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    await service.close()
    await database.close()


async def test_a_look_that_read_the_task_before_it_began_does_not_begin_it_again(
    bench: Bench,
) -> None:
    beginning = asyncio.ensure_future(bench.service.run_task(DEAL, PRIVATE))
    await bench.worker.asked.wait()
    await bench.records.read.wait()
    bench.worker.let.set()
    begun = await beginning
    bench.records.hold.set()
    await looked(bench)
    assert begun.state is TaskState.RUNNING
    assert (await bench.service.tasks(DEAL))[0].state is TaskState.RUNNING
    assert [task["login"]["username"] for task in bench.worker.runs] == ["miner"]


async def test_nobody_else_begins_what_is_being_begun(bench: Bench) -> None:
    bench.records.hold.set()
    beginning = asyncio.ensure_future(bench.service.run_task(DEAL, PRIVATE))
    await bench.worker.asked.wait()
    await looked(bench)
    assert len(bench.worker.runs) == 1
    bench.worker.let.set()
    assert (await beginning).state is TaskState.RUNNING
    await looked(bench)
    assert (await bench.service.tasks(DEAL))[0].state is TaskState.RUNNING


async def test_what_a_worker_that_was_away_did_not_get_is_begun_when_it_is_back(
    bench: Bench,
) -> None:
    bench.records.hold.set()
    bench.worker.away = True
    with pytest.raises(RemoteError):
        await bench.service.run_task(DEAL, PRIVATE)
    bench.worker.away = False
    bench.worker.let.set()
    await asyncio.wait_for(bench.worker.asked.wait(), 10)
    await looked(bench)
    assert (await bench.service.tasks(DEAL))[0].state is TaskState.RUNNING
    assert [task["login"]["username"] for task in bench.worker.runs] == ["miner"]


async def test_after_a_restart_a_login_that_the_worker_never_got_is_lost_and_said(
    bench: Bench, tmp_path: Path
) -> None:
    bench.records.hold.set()
    bench.worker.away = True
    with pytest.raises(RemoteError):
        await bench.service.run_task(DEAL, PRIVATE)
    again = TaskService(bench.desk, tmp_path / "again", look_s=0.01)
    looking = asyncio.ensure_future(again.run())

    async def given_up() -> bool:
        return (await again.tasks(DEAL))[0].state is TaskState.FAILED

    await eventually(given_up, what="that it is given up")
    (status,) = await again.tasks(DEAL)
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    assert status.reason == "rental.login_lost"


async def looked(bench: Bench) -> None:
    """The loop has been round twice since."""
    for _ in range(2):
        bench.records.read.clear()
        await asyncio.wait_for(bench.records.read.wait(), 10)
