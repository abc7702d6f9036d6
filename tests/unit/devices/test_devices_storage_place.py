"""Storage is measured on the volume of the engine, wherever on it this worker may write."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.worker.benchmarks.child import run_step
from sonm_desktop.worker.benchmarks.effort import Effort
from sonm_desktop.worker.benchmarks.steps import Step, steps_for
from sonm_desktop.worker.benchmarks.storage_place import place_on_volume, private_folder
from sonm_desktop.worker.hardware import detect
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from tests.unit.worker.business_fixtures import MASTER
from tests.worker_fixtures import ENGINE_URL

NOBODY = 65534


@pytest.fixture
def other_volume(tmp_path: Path) -> Iterator[Path]:
    """A small volume of its own."""
    place = tmp_path / "volume"
    place.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m,mode=755", "sonm-test", str(place)], check=True
    )
    yield place
    subprocess.run(["umount", str(place)], check=True)


def as_nobody(storage: Path, folder: Path, others: tuple[Path, ...]) -> str:
    """What a worker finds that is not root: in a process of its own, because users are a
    process's."""
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from sonm_desktop.core.errors import RemoteError\n"
        "from sonm_desktop.worker.benchmarks.storage_place import place_on_volume\n"
        f"os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})\n"
        "places = [Path(each) for each in sys.argv[1:]]\n"
        "try: print(place_on_volume(str(places[0]), places[1], tuple(places[2:])))\n"
        "except RemoteError as error: print(error.code)\n"
    )
    command = [sys.executable, "-c", code, str(storage), str(folder), *map(str, others)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


def test_the_engines_own_folder_is_taken_where_it_is_open(
    other_volume: Path, tmp_path: Path
) -> None:
    assert place_on_volume(str(other_volume), tmp_path) == other_volume


def test_without_an_engine_here_it_is_our_own_folder(tmp_path: Path) -> None:
    assert place_on_volume("", tmp_path / "tasks") == tmp_path / "tasks"
    assert place_on_volume("/no/such/folder", tmp_path) == tmp_path


def test_a_worker_that_is_not_root_measures_beside_it_on_the_same_volume_or_not_at_all(
    other_volume: Path, tmp_path: Path
) -> None:
    for place in (tmp_path, *tmp_path.parents):
        if not place.stat().st_mode & 0o001:
            place.chmod(place.stat().st_mode | 0o011)
    engine, ours, shared = (other_volume / name for name in ("docker", "tasks", "tmp"))
    for place, mode in ((engine, 0o710), (ours, 0o700), (shared, 0o1777)):
        place.mkdir()
        place.chmod(mode)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    elsewhere.chmod(0o777)
    os.chown(ours, NOBODY, NOBODY)
    assert as_nobody(engine, ours, (shared,)) == str(ours)
    assert as_nobody(engine, elsewhere, (elsewhere, shared)) == str(shared)
    assert as_nobody(engine, elsewhere, (elsewhere,)) == "worker.storage_closed"


async def test_the_real_engine_is_measured_where_it_keeps_its_volumes(tmp_path: Path) -> None:
    runtime = DockerRuntime(ENGINE_URL, MASTER.address, own_images=True)
    machine = Machine(runtime, SystemClock(), tmp_path)
    try:
        root = Path((await runtime.state()).storage_folder)
        place = await machine.storage_place()
        hardware = await machine.hardware()
    finally:
        await runtime.close()
    assert os.stat(place).st_dev == os.stat(root).st_dev  # noqa: PTH116
    assert hardware.volume.total_bytes == detect(root).volume.total_bytes


async def test_a_killed_test_leaves_no_file_behind(tmp_path: Path) -> None:
    (step,) = (one for one in steps_for(detect(tmp_path)) if one.test == "storage")
    heard = asyncio.Event()

    def hear(_number: int, _done: float) -> None:
        heard.set()

    running = asyncio.create_task(run_step(step, Effort(1, 60), tmp_path, hear))
    async with asyncio.timeout(60):
        await heard.wait()
    assert list(tmp_path.iterdir())  # noqa: ASYNC240 (a look)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert not list(tmp_path.iterdir())  # noqa: ASYNC240


async def test_a_stalled_test_leaves_none_either(tmp_path: Path) -> None:
    step = Step("storage", (), {})
    with pytest.raises(RemoteError, match="three times"):
        await run_step(step, Effort(1, 60), tmp_path, lambda *_said: None, limit_s=0.01)
    assert not list(tmp_path.iterdir())  # noqa: ASYNC240


def test_what_a_killed_worker_left_is_removed_later(tmp_path: Path) -> None:
    old, new = tmp_path / ".sonm-measuring-old", tmp_path / ".sonm-measuring-new"
    for place in (old, new):
        place.mkdir()
        (place / "file").write_bytes(b"x")
    os.utime(old, (time.time() - 7200,) * 2)
    with private_folder(tmp_path) as own:
        assert own.stat().st_mode & 0o077 == 0
        assert {place.name for place in tmp_path.iterdir()} == {new.name, own.name}
    assert [place.name for place in tmp_path.iterdir()] == [new.name]
