"""Tasks on the real engine: once, whole, and the same after a crash."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker
import pytest
from docker import APIClient
from docker.errors import APIError
from requests import Response

from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, DealId, TaskId
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeal, WorkerDeals
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.store.worker_holds import WorkerHolds
from sonm_desktop.store.worker_images import WorkerImages
from sonm_desktop.store.worker_tasks import TaskState, WorkerTask, WorkerTasks
from sonm_desktop.worker.deals.holds import Holds
from sonm_desktop.worker.runtime.confinement import cell_name, container_name, create_request
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.runtime.port import Launch, Limits, Phase
from sonm_desktop.worker.tasks.images import Images
from sonm_desktop.worker.tasks.log import LOG_CAP
from sonm_desktop.worker.tasks.request import TaskRequest
from sonm_desktop.worker.tasks.tasks import TaskRunner
from tests.chain_fixtures import eventually
from tests.worker_fixtures import ENGINE_URL

CONSUMER = Address("0x" + "11" * 20)


@dataclass(frozen=True, slots=True)
class Running:
    """A worker's tasks, its deal and the way to run a script."""

    runner: TaskRunner
    deals: WorkerDeals
    deal: DealId
    image: str

    async def start(self, script: str, name: str = "t1", image: str = "") -> WorkerTask:
        deal = await self.deals.get(self.deal)
        assert deal is not None
        request = TaskRequest(TaskId(name), image or self.image, ("sh", "-c", script), {"A": "b c"})
        return await self.runner.run(deal, request)

    async def end(self, name: str = "t1") -> WorkerTask:
        async with asyncio.timeout(100):
            while True:
                task = await self.runner.get(self.deal, TaskId(name))
                if task.state.final:
                    return task
                await asyncio.sleep(0.05)

    async def output(self, task: WorkerTask, after: int = 0) -> str:
        async with asyncio.timeout(100):
            lines = [line async for line in self.runner.read_log(task, after)]
        assert [line.seq for line in lines] == list(range(after + 1, after + 1 + len(lines)))
        return b"".join(line.data for line in lines).decode()


async def emptied(runtime: DockerRuntime) -> None:
    """Return once the engine holds nothing of this worker any more."""
    for _ in range(2000):
        if not await runtime.sandboxes() and not await runtime.volumes():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("something is left in the engine")


@asynccontextmanager
async def program(
    folder: Path, runtime: DockerRuntime, deal: DealId, image: str
) -> AsyncIterator[Running]:
    """One life of a worker's task runner over *folder*; its end leaves containers alone."""
    database = Database(folder / "worker.sqlite", "worker")
    await database.open()
    supervisor = Supervisor()
    deals = WorkerDeals(database)
    row = WorkerDeal(
        deal, 1, CONSUMER, "{}", 100, 64 << 20, 8 << 20, DealPhase.ACTIVE, "", "", 1.0, None, False
    )
    await deals.open(row)
    runner = TaskRunner(
        runtime=runtime,
        images=Images(
            runtime=runtime,
            records=WorkerImages(database),
            facts=WorkerFacts(database),
            clock=SystemClock(),
        ),
        tasks=WorkerTasks(database),
        deals=deals,
        holds=Holds(WorkerHolds(database), SystemClock()),
        folder=folder / "tasks",
        clock=SystemClock(),
        supervisor=supervisor,
    )
    await runner.recover()
    try:
        yield Running(runner, deals, deal, image)
    finally:
        await supervisor.close()
        await runner.close()
        await database.close()


@pytest.fixture
async def running(
    tmp_path: Path, runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> AsyncIterator[Running]:
    async with program(tmp_path, runtime, deal, busybox_image) as running:
        yield running


async def test_a_task_gives_its_log_its_files_and_its_exit_code(
    running: Running, runtime: DockerRuntime
) -> None:
    task = await running.start('echo "$A"; mkdir /output/d; echo data > /output/d/f; echo end')
    assert await running.output(task) == "b c\nend\n"
    task = await running.end()
    (file,) = await running.runner.files(task)
    assert (task.state, task.exit_code, task.reason) == (TaskState.EXITED, 0, "")
    assert (file.path, file.size) == ("d/f", 5)
    assert running.runner.stored_file(task, file).read_bytes() == b"data\n"
    assert task.started is not None
    assert task.ended is not None
    assert task.environment == {}


async def test_nothing_is_left_in_the_engine_after_a_task(
    running: Running, runtime: DockerRuntime
) -> None:
    await running.start("true")
    await running.end()
    await emptied(runtime)


async def test_the_same_id_again_starts_nothing(running: Running, runtime: DockerRuntime) -> None:
    first = await running.start("sleep 30")
    second = await running.start("sleep 30")
    assert first.sandbox == second.sandbox
    assert len(await runtime.sandboxes()) == 1


async def test_the_same_id_for_another_command_is_refused(running: Running) -> None:
    await running.start("sleep 30")
    with pytest.raises(UserError) as caught:
        await running.start("echo other")
    assert caught.value.code == "worker.task_id_used"


async def test_a_second_task_waits_for_the_end_of_the_first(running: Running) -> None:
    await running.start("sleep 30")
    with pytest.raises(UserError) as caught:
        await running.start("true", name="t2")
    await running.runner.stop(running.deal, TaskId("t1"))
    second = await running.start("true", name="t2")
    assert caught.value.code == "worker.task_running"
    assert second.state in {TaskState.RUNNING, TaskState.EXITED}


async def test_a_stopped_task_keeps_its_files(running: Running) -> None:
    await running.start("echo kept > /output/f; trap 'exit 0' TERM; sleep 60 & wait")
    await asyncio.sleep(0.3)
    task = await running.runner.stop(running.deal, TaskId("t1"))
    (file,) = await running.runner.files(task)
    assert (task.state, task.reason, file.path) == (TaskState.STOPPED, "", "f")


@pytest.mark.parametrize(
    ("script", "state", "reason"),
    [
        ("exit 3", TaskState.EXITED, "worker.task_exit_nonzero"),
        ("exec tail /dev/zero", TaskState.EXITED, "worker.task_out_of_memory"),
        ("exec /nothing/here", TaskState.EXITED, "worker.command_not_found"),
    ],
)
async def test_a_bad_end_has_its_reason(
    running: Running, script: str, state: TaskState, reason: str
) -> None:
    await running.start(script)
    task = await running.end()
    assert (task.state, task.reason) == (state, reason)


async def test_an_image_that_does_not_exist_fails_the_task(
    running: Running, runtime: DockerRuntime
) -> None:
    task = await running.start("true", image="sha256:" + "0" * 64)
    assert (task.state, task.reason) == (TaskState.FAILED, "worker.image_not_found")
    assert await runtime.sandboxes() == []


async def test_too_much_output_ends_the_task(running: Running) -> None:
    script = "for i in 1 2 3 4; do head -c 4000000 /dev/zero > /output/$i; done; sleep 60"
    await running.start(script)
    task = await running.end()
    assert (task.state, task.reason) == (TaskState.STOPPED, "worker.output_too_large")


async def test_the_end_of_a_deal_ends_its_tasks_and_cleans_the_engine(
    running: Running, runtime: DockerRuntime
) -> None:
    await running.start("sleep 60")
    deal = await running.deals.get(running.deal)
    assert deal is not None
    await running.runner.end_deal(deal, "worker.deal_over")
    task = await running.end()
    assert (task.state, task.reason) == (TaskState.STOPPED, "worker.deal_over")
    assert await runtime.sandboxes() == []
    assert await runtime.volumes() == {}


async def test_a_prepared_volume_goes_to_the_first_task(
    running: Running, runtime: DockerRuntime
) -> None:
    deal = await running.deals.get(running.deal)
    assert deal is not None
    await running.runner.prepare(deal)
    (volume,) = await runtime.volumes()
    task = await running.start("sleep 30")
    assert task.volume == volume


async def test_a_restart_in_the_middle_adopts_the_task_and_its_log(
    tmp_path: Path, runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> None:
    script = "i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo $i; sleep 0.1; done; echo r > /output/r"
    async with program(tmp_path, runtime, deal, busybox_image) as first:
        task = await first.start(script)
        await asyncio.sleep(0.7)
    await asyncio.sleep(0.5)
    async with program(tmp_path, runtime, deal, busybox_image) as second:
        text = await second.output(task)
        ended = await second.end()
        files = await second.runner.files(ended)
    assert text == "".join(f"{n}\n" for n in range(1, 31))
    assert (ended.state, ended.sandbox) == (TaskState.EXITED, task.sandbox)
    assert [file.path for file in files] == ["r"]


async def test_a_task_that_ended_while_the_worker_was_away_is_collected(
    tmp_path: Path, runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> None:
    async with program(tmp_path, runtime, deal, busybox_image) as first:
        task = await first.start("sleep 0.5; echo late; echo r > /output/r; exit 4")

        async def runs() -> bool:
            return (await first.runner.get(deal, task.task)).state is TaskState.RUNNING

        await eventually(runs, what="the job")
    [sandbox] = await runtime.sandboxes()

    async def over() -> bool:
        now = await runtime.status(sandbox.id)
        return now is not None and now.phase is Phase.EXITED

    await eventually(over, what="its end")
    async with program(tmp_path, runtime, deal, busybox_image) as second:
        ended = await second.end()
        text = await second.output(task)
    assert (text, ended.exit_code) == ("late\n", 4)


@pytest.mark.parametrize("created_only", [True, False])
async def test_a_crash_while_the_container_starts_leads_to_one_run(
    tmp_path: Path,
    runtime: DockerRuntime,
    deal: DealId,
    busybox_image: str,
    created_only: bool,
    worker_address: Address,
) -> None:
    """The record says “preparing”; the engine has the container already, or has begun it."""
    async with program(tmp_path, runtime, deal, busybox_image):
        pass
    volume = await runtime.prepare(deal, 8 << 20)
    command = ("sh", "-c", "echo once; echo x >> /output/runs")
    task = WorkerTask(deal, TaskId("t1"), busybox_image, command, {}, 1.0, volume=volume)
    database = Database(tmp_path / "worker.sqlite", "worker")
    await database.open()
    await WorkerTasks(database).add(task)
    await database.close()
    limits = Limits(100, 64 << 20, 8 << 20)
    launch = Launch(deal, TaskId("t1"), busybox_image, command, {}, limits, volume)
    if created_only:
        client = docker.APIClient(base_url=ENGINE_URL)
        await runtime.open_cell(deal, launch.terms)
        request = create_request(worker_address, launch, driver="")
        client.create_container_from_config(request, container_name(deal, "t1"))
        client.close()
        await runtime.close_cell(deal)
    else:
        await runtime.start(launch)

    async with program(tmp_path, runtime, deal, busybox_image) as again:
        ended = await again.end()
        text = await again.output(ended)
        (file,) = await again.runner.files(ended)
    assert (ended.state, ended.exit_code, text) == (TaskState.EXITED, 0, "once\n")
    assert file.size == 2


async def test_starts_that_overlap_lead_to_one_container(
    runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> None:
    """What a killed worker asked of the engine goes on while the next one asks for the same."""
    volume = await runtime.prepare(deal, 8 << 20)
    command = ("sh", "-c", "echo x >> /output/runs; sleep 60")
    limits = Limits(100, 64 << 20, 8 << 20)
    launch = Launch(deal, TaskId("t1"), busybox_image, command, {}, limits, volume)
    started = await asyncio.gather(*(runtime.start(launch) for _ in range(6)))
    assert len({sandbox.id for sandbox in started}) == 1
    assert [sandbox.id for sandbox in await runtime.sandboxes()] == [started[0].id]


async def test_names_that_a_killed_worker_has_just_taken_are_come_by(
    runtime: DockerRuntime, deal: DealId, busybox_image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine makes what the dead one asked for, and refuses the same name meanwhile."""
    create, taken = APIClient.create_container_from_config, set[str]()
    names = {container_name(deal, "t1"), cell_name(deal)}

    def late(client: APIClient, request: dict[str, Any], name: str) -> Any:
        made = create(client, request, name)  # type: ignore[no-untyped-call]
        if name in taken or name not in names:
            return made
        taken.add(name)
        refused = Response()
        refused.status_code = 409
        raise APIError("the name is in use", response=refused)

    volume = await runtime.prepare(deal, 8 << 20)
    monkeypatch.setattr(APIClient, "create_container_from_config", late)
    limits = Limits(100, 64 << 20, 8 << 20)
    launch = Launch(deal, TaskId("t1"), busybox_image, ("sleep", "60"), {}, limits, volume)
    started = await runtime.start(launch)
    assert started.phase is Phase.RUNNING
    assert taken == names
    assert await runtime.cells() == {deal}


async def test_a_container_that_no_record_speaks_of_is_removed(
    tmp_path: Path, runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> None:
    async with program(tmp_path / "one", runtime, deal, busybox_image) as lost:
        await lost.start("sleep 60")
    async with program(tmp_path / "two", runtime, DealId("0x" + "12" * 32), busybox_image):
        await emptied(runtime)


async def test_a_chatty_task_has_a_log_up_to_the_cap_and_a_notice(running: Running) -> None:
    task = await running.start("head -c 20000000 /dev/zero | tr '\\0' x; echo end >&2; exit 5")
    text = await running.output(task)
    ended = await running.end()
    assert LOG_CAP <= len(text) < LOG_CAP + 100_000
    assert text.endswith("What follows is not kept.\n")
    assert ended.exit_code == 5


async def test_a_reader_that_comes_back_gets_the_rest(running: Running) -> None:
    task = await running.start("echo one; sleep 0.3; echo two; echo three")
    await running.end()
    assert await running.output(task, after=1) == "two\nthree\n"


async def test_nothing_is_prepared_for_a_deal_that_has_ended(
    running: Running, runtime: DockerRuntime
) -> None:
    """A look at the chain that began before the end may ask for it after the end."""
    before = await running.deals.get(running.deal)
    assert before is not None
    await running.runner.prepare(before)
    made = (len(await runtime.cells()), len(await runtime.volumes()))
    await running.deals.end(running.deal, reason="worker.deal_closed", ended=2.0)
    await running.runner.end_deal(before, "worker.deal_closed")
    await running.runner.prepare(before)
    assert made == (1, 1)
    assert await runtime.cells() == set()
    assert await runtime.volumes() == {}
