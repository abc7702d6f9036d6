"""What a job takes of the machine: bounded, and its owner's programs keep their pace."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import psutil

from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.ids import Address, TaskId
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeal, WorkerDeals
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.store.worker_holds import WorkerHolds
from sonm_desktop.store.worker_images import WorkerImages
from sonm_desktop.store.worker_tasks import TaskState, WorkerTask, WorkerTasks
from sonm_desktop.worker.deals.holds import Holds
from sonm_desktop.worker.runtime.port import Network
from sonm_desktop.worker.tasks.images import Images
from sonm_desktop.worker.tasks.log import LOG_CAP
from sonm_desktop.worker.tasks.request import TaskRequest
from sonm_desktop.worker.tasks.tasks import TaskRunner
from tests.hostile.attack import LIMITS, Attacker
from tests.hostile.town import Town

_MIB = 1 << 20
_BEAT = """
import time
end = time.monotonic() + {seconds}
while time.monotonic() < end:
    sum(range(2000))
print(time.process_time())
"""
_BEAT_S = 1.5
_PROCESSES = 512


async def test_a_fork_bomb_stays_small(mallory: Attacker) -> None:
    bomb = "i=0; (while sleep 60 & do i=$((i+1)); echo $i; [ $i -lt 1000 ] || exit; done) 2>&1"
    plain = await mallory.plainly(bomb)
    ours = await mallory.run(bomb, limits=replace(LIMITS, ram_bytes=256 * _MIB))
    made = [int(line) for line in ours.out.split() if line.isdigit()]
    assert "1000\n" in plain.out
    assert "can't fork" in ours.out
    assert 300 < made[-1] <= _PROCESSES


async def test_a_memory_bomb_ends_itself_alone(mallory: Attacker) -> None:
    before = psutil.virtual_memory().available
    ended = await mallory.run("tail /dev/zero")
    assert (ended.code, ended.out_of_memory) == (137, True)
    assert before - psutil.virtual_memory().available < 1024 * _MIB


async def test_shared_memory_and_tmp_count_as_memory(mallory: Attacker) -> None:
    script = "for d in /tmp /dev/shm; do dd if=/dev/zero of=$d/x bs=1048576; stat -c %s $d/x; done"
    sizes = [
        int(line)
        for line in (await mallory.run(f"({script}) 2>/dev/null")).out.split()
        if line.isdigit()
    ]
    assert sizes
    assert sum(sizes) <= LIMITS.ram_bytes


async def test_a_cpu_hog_leaves_the_owner_his_pace(mallory: Attacker) -> None:
    cores = psutil.cpu_count() or 1
    hogs = f"for i in $(seq 1 {4 * cores}); do (while :; do :; done) & done; sleep 60"
    plain = await asyncio.to_thread(neighbour, mallory, hogs)
    taken_plainly = await taken_from_the_owner(mallory, plain, cores)
    await mallory.runtime.remove(plain)
    sandbox = await mallory.start(hogs, limits=replace(LIMITS, cpu_percent=100 * cores))
    taken = await taken_from_the_owner(mallory, sandbox.id, cores)
    await mallory.runtime.stop(sandbox.id, 0)
    assert taken_plainly > 0.2, "the attack works nowhere: it proves nothing"
    assert taken < 0.3 * taken_plainly


async def test_a_cpu_hog_gets_what_was_sold(mallory: Attacker) -> None:
    hogs = "for i in 1 2 3 4; do (while :; do :; done) & done; sleep 2; cat /proc/[0-9]*/stat"
    ended = await mallory.run(hogs, limits=replace(LIMITS, cpu_percent=50))
    ticks = sum(sum(map(int, line.split()[13:15])) for line in ended.out.splitlines())
    assert 0 < ticks <= 150


async def test_a_job_that_ignores_the_end_is_ended(mallory: Attacker) -> None:
    sandbox = await mallory.start("trap '' TERM INT HUP QUIT; while :; do sleep 1; done")
    await asyncio.sleep(0.3)
    begun = time.monotonic()
    await mallory.runtime.stop(sandbox.id, 1)
    assert (await mallory.end(sandbox.id)).code == 137
    assert time.monotonic() - begun < 5


async def test_a_full_disk_ends_the_task_and_is_given_back(
    mallory: Attacker, tmp_path: Path
) -> None:
    files = (
        "i=0; while dd if=/dev/zero of=/output/$i bs=1M count=8; do i=$((i+1)); sleep 0.05; done"
    )
    async with runner(mallory, tmp_path) as tasks:
        task = await attacked(mallory, tasks, f"({files}) 2>/dev/null")
    assert (task.state, task.reason) == (TaskState.STOPPED, "worker.output_too_large")
    assert await mallory.runtime.volumes() == {}


async def test_a_flood_of_small_files_ends_the_task(mallory: Attacker, tmp_path: Path) -> None:
    files = (
        "i=0; while :; do i=$((i+1)); mkdir -p /output/$i; cd /output/$i; touch $(seq 1 5000); done"
    )
    async with runner(mallory, tmp_path) as tasks:
        task = await attacked(mallory, tasks, files)
    assert (task.state, task.reason) == (TaskState.STOPPED, "worker.output_too_large")
    assert await mallory.runtime.volumes() == {}


async def test_a_flood_of_log_is_kept_to_its_size(mallory: Attacker, tmp_path: Path) -> None:
    async with runner(mallory, tmp_path) as tasks:
        task = await attacked(mallory, tasks, flood(40))
    assert task.state is TaskState.EXITED
    assert LOG_CAP <= bytes_below(tmp_path) < 2 * LOG_CAP


async def test_the_engine_keeps_little_of_a_flood_of_log(mallory: Attacker) -> None:
    sandbox = await mallory.start(flood(100))
    await until(lambda: exited(mallory, sandbox.id))
    kept = bytes_below(mallory.engine.folder / "docker/containers" / sandbox.id)
    assert 30 * _MIB < kept <= 70 * _MIB


async def test_a_task_that_attacks_leaves_nothing_behind(
    mallory: Attacker, tmp_path: Path, town: Town
) -> None:
    client = mallory.engine.client()
    before = leftovers(mallory)
    try:
        async with runner(mallory, tmp_path, network=Network.OUTGOING) as tasks:
            await attacked(
                mallory, tasks, "(while sleep 9 & do :; done); mkdir /output/d; sleep 9", stop=1
            )
            deal = await tasks.deals.get(mallory.deal)
            assert deal is not None
            await tasks.runner.end_deal(deal, "worker.deal_closed")
    finally:
        client.close()
    assert leftovers(mallory) == before


def leftovers(attacker: Attacker) -> dict[str, list[str]]:
    """What there is in the engine and, below its first process, on the machine."""
    client = attacker.engine.client()
    try:
        first = psutil.Process(attacker.engine.process.pid).children()[0].pid
        mounts = Path(f"/proc/{first}/mounts").read_text().splitlines()
        return {
            "containers": [
                str(one.id) for one in client.containers.list(all=True, ignore_removed=True)
            ],
            "volumes": [str(found.id) for found in client.volumes.list()],
            "networks": sorted(str(found.name) for found in client.networks.list()),
            "mounts": sorted(line.split()[1] for line in mounts),
            "programs": sorted(
                child.name()
                for child in psutil.Process(first).children(recursive=True)
                if child.name() not in {"containerd", "dockerd", "sh"}
            ),
        }
    finally:
        client.close()


def used_cpu_s(attacker: Attacker, container: str) -> float:
    """Processor seconds that *container* has had so far."""
    client = attacker.engine.client()
    try:
        told = client.api.stats(container, stream=False, one_shot=True)
    finally:
        client.close()
    return int(told["cpu_stats"]["cpu_usage"]["total_usage"]) / 1e9


async def taken_from_the_owner(attacker: Attacker, container: str, programs: int) -> float:
    """Processor time of *container* for each second that the owner's busy programs get."""
    code = _BEAT.format(seconds=_BEAT_S)
    before = await asyncio.to_thread(used_cpu_s, attacker, container)
    beats = await asyncio.gather(
        *(
            asyncio.to_thread(
                subprocess.run, [sys.executable, "-c", code], capture_output=True, check=True
            )
            for _ in range(programs)
        )
    )
    after = await asyncio.to_thread(used_cpu_s, attacker, container)
    return (after - before) / sum(float(beat.stdout) for beat in beats)


class Tasks:
    """The worker's own tasks on the disposable engine."""

    def __init__(self, runner: TaskRunner, deals: WorkerDeals) -> None:
        self.runner = runner
        self.deals = deals


@asynccontextmanager
async def runner(
    attacker: Attacker, folder: Path, network: Network = Network.NONE
) -> AsyncIterator[Tasks]:
    database = Database(folder / "worker.sqlite", "worker")
    await database.open()
    supervisor, deals = Supervisor(), WorkerDeals(database)
    customer = Address("0x" + "11" * 20)
    size = (LIMITS.cpu_percent, LIMITS.ram_bytes, LIMITS.storage_bytes)
    state = (DealPhase.ACTIVE, "", "", 1.0, None, False)
    sold = ("compatible" if attacker.compatible else "strict",)
    rates = (network.value, 10_000_000, 10_000_000, *sold)
    await deals.open(WorkerDeal(attacker.deal, 1, customer, "{}", *size, *state, *rates))
    runner = TaskRunner(
        runtime=attacker.runtime,
        images=Images(
            runtime=attacker.runtime,
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
    try:
        yield Tasks(runner, deals)
    finally:
        await supervisor.close()
        await runner.close()
        await database.close()


async def attacked(
    attacker: Attacker, tasks: Tasks, script: str, *, stop: float | None = None
) -> WorkerTask:
    """The attack as a task, ended and cleaned up; stopped by its owner after *stop* seconds."""
    deal = await tasks.deals.get(attacker.deal)
    assert deal is not None
    request = TaskRequest(TaskId("t1"), attacker.image, ("sh", "-c", script), {})
    await tasks.runner.prepare(deal)
    deal = await tasks.deals.get(attacker.deal)
    assert deal is not None
    await tasks.runner.run(deal, request)
    if stop is not None:
        await asyncio.sleep(stop)
        await tasks.runner.stop(attacker.deal, TaskId("t1"))
    await until(lambda: cleaned(attacker, tasks))
    return await tasks.runner.get(attacker.deal, TaskId("t1"))


async def until(condition: Callable[[], Awaitable[bool]], limit_s: float = 150) -> None:
    async with asyncio.timeout(limit_s):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.1)


async def cleaned(attacker: Attacker, tasks: Tasks) -> bool:
    """Whether the task has ended and left nothing in the engine."""
    task = await tasks.runner.get(attacker.deal, TaskId("t1"))
    left = await attacker.runtime.sandboxes() or await attacker.runtime.volumes()
    return task.state.final and not left


async def exited(attacker: Attacker, sandbox: str) -> bool:
    now = await attacker.runtime.status(sandbox)
    return now is not None and now.exit_code is not None


def flood(mebibytes: int) -> str:
    """A script that prints so much, in long lines."""
    line = "$(head -c 4000 /dev/zero | tr '\\000' x)"
    return f"yes {line} | head -c {mebibytes * _MIB}"


def bytes_below(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def neighbour(attacker: Attacker, script: str) -> str:
    """A plain container that runs *script*; its id."""
    client = attacker.engine.client()
    try:
        return str(client.containers.run(attacker.image, ["sh", "-c", script], detach=True).id)
    finally:
        client.close()
