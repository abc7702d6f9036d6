"""A pause is kept by the agent: through restarts, through workers that are away, to the second."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sonm_desktop.agent.pausing import Pausing
from sonm_desktop.api.schema.worker import PauseWorker, SellPlan, WorkerStatus
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_pauses import WorkerPauses
from tests.fakes.sample_state import sample_state

WORKER = Address("0x" + "77" * 20)
PLAN = SellPlan(rate=10**14, ram_bytes=64 << 20, storage_bytes=32 << 20, cpu_percent=150)


class _Machine:
    """A worker that may be away, with a clock on its wall."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.away = False
        self.plan: SellPlan | None = PLAN
        self.deals = 0
        self.shown: list[str] = []

    def now(self) -> float:
        return self.time

    async def ask(self, _worker: Address) -> WorkerStatus:
        if self.away:
            raise RemoteError("p2p.unreachable")
        known = next(iter(sample_state().worker_status.values()))
        return known.model_copy(update={"plan": self.plan, "deals": self.deals})

    async def tell(self, worker: Address, plan: SellPlan | None) -> WorkerStatus:
        if self.away:
            raise RemoteError("p2p.unreachable")
        self.plan = plan
        return await self.ask(worker)

    async def show(self, worker: str) -> WorkerStatus:
        self.shown.append(worker)
        return await self.ask(WORKER)


@pytest.fixture
async def pauses(tmp_path: Path) -> AsyncIterator[WorkerPauses]:
    database = Database(tmp_path / "agent.sqlite", "agent")
    await database.open()
    yield WorkerPauses(database)
    await database.close()


def _agent(pauses: WorkerPauses, machine: _Machine) -> Pausing:
    """As after a start: nothing is known but the records."""
    return Pausing(pauses, machine, ask=machine.ask, tell=machine.tell, show=machine.show)


async def test_a_timed_pause_ends_by_itself_also_under_the_next_agent(pauses: WorkerPauses) -> None:
    machine = _Machine()
    await _agent(pauses, machine).pause(WORKER, PauseWorker(seconds=3600))
    assert machine.plan is None
    after = _agent(pauses, machine)
    machine.time += 3599
    await after.look()
    assert machine.plan is None
    machine.time += 1
    await after.look()
    assert machine.plan == PLAN
    assert machine.shown == [WORKER]
    assert await after.of(WORKER) is None


async def test_what_a_killed_agent_could_not_take_off_the_next_one_does(
    pauses: WorkerPauses,
) -> None:
    machine = _Machine()
    first = _agent(pauses, machine)
    await first.pause(WORKER, PauseWorker())
    machine.plan = PLAN
    await _agent(pauses, machine).look()
    assert machine.plan is None


async def test_a_worker_that_is_away_sells_again_when_it_is_back(pauses: WorkerPauses) -> None:
    machine = _Machine()
    agent = _agent(pauses, machine)
    await agent.pause(WORKER, PauseWorker(seconds=60))
    machine.away = True
    machine.time += 61
    await agent.look()
    assert await agent.of(WORKER) is not None
    machine.away = False
    await agent.look()
    assert machine.plan == PLAN


async def test_after_the_jobs_the_time_begins_when_the_last_has_ended(
    pauses: WorkerPauses,
) -> None:
    machine = _Machine()
    machine.deals = 1
    agent = _agent(pauses, machine)
    await agent.pause(WORKER, PauseWorker(seconds=60, finish=True))
    machine.time += 5000
    await agent.look()
    pause = await agent.of(WORKER)
    assert pause is not None
    assert pause.until is None
    machine.deals = 0
    await agent.look()
    pause = await agent.of(WORKER)
    assert pause is not None
    assert pause.until == int(machine.time) + 60


async def test_pausing_again_changes_the_time_and_keeps_the_plan(pauses: WorkerPauses) -> None:
    machine = _Machine()
    agent = _agent(pauses, machine)
    await agent.pause(WORKER, PauseWorker(seconds=60))
    await agent.pause(WORKER, PauseWorker())
    machine.time += 3600
    await agent.look()
    assert machine.plan is None
    await agent.resume(WORKER)
    assert machine.plan == PLAN


async def test_nothing_to_pause_and_nothing_to_resume_are_said(pauses: WorkerPauses) -> None:
    machine = _Machine()
    machine.plan = None
    agent = _agent(pauses, machine)
    with pytest.raises(UserError) as refused:
        await agent.pause(WORKER, PauseWorker())
    assert refused.value.code == "agent.nothing_to_pause"
    with pytest.raises(UserError) as refused:
        await agent.resume(WORKER)
    assert refused.value.code == "agent.not_paused"


async def test_what_a_person_puts_on_sale_is_not_replaced_by_the_plan_of_before(
    pauses: WorkerPauses,
) -> None:
    machine = _Machine()
    agent = _agent(pauses, machine)
    await agent.pause(WORKER, PauseWorker(seconds=60))
    await agent.forget(WORKER)
    other = PLAN.model_copy(update={"rate": 7})
    machine.plan = other
    machine.time += 61
    await agent.look()
    assert machine.plan == other
