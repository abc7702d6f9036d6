"""The engine goes away and comes back while a task runs, or before one starts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from tests.fakes.engine_door import EngineDoor
from tests.fakes.worker_chain import WorkerChain
from tests.unit.worker.business_fixtures import CONSUMER, STRANGER, Shop, open_shop

# The docker package lets go of a socket without closing it when nobody answers there.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
async def door(tmp_path: Path, engine_url: str) -> AsyncIterator[EngineDoor]:
    door = EngineDoor(tmp_path / "engine.sock", engine_url)
    await door.open()
    yield door
    await door.shut()


@pytest.fixture
async def fragile(
    tmp_path: Path,
    chain: WorkerChain,
    shop_runtime: DockerRuntime,
    worker_key: KeySigner,
    door: EngineDoor,
) -> AsyncIterator[Shop]:
    """A worker whose engine is behind the door."""
    runtime = DockerRuntime(door.url, worker_key.address, own_images=True)
    async with open_shop(tmp_path, chain, runtime, worker_key) as shop:
        yield shop
    await runtime.close()


async def test_a_task_outlives_the_absence_of_its_engine(
    fragile: Shop, door: EngineDoor, busybox_image: str
) -> None:
    deal = await fragile.rent()
    script = "i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo $i; sleep 0.1; done; echo r > /output/r"
    await fragile.run(deal, busybox_image, script)
    await asyncio.sleep(0.5)
    await door.shut()
    await asyncio.sleep(1)
    await door.open()
    ended = await fragile.task_end(deal)
    task = await fragile.business.tasks.get(ended["deal"], ended["task"])
    lines = [line async for line in fragile.business.tasks.read_log(task, 0)]
    assert [line.data for line in lines] == [b"%d\n" % number for number in range(1, 31)]
    assert (ended["exit_code"], [file["path"] for file in ended["files"]]) == (0, ["r"])


async def test_a_stopped_engine_is_said_to_the_customer_and_nothing_is_offered(
    fragile: Shop, door: EngineDoor, busybox_image: str
) -> None:
    deal = await fragile.rent()
    await door.shut()
    failed = await fragile.run(deal, busybox_image, "true")
    assert (failed["state"], failed["reason"]) == ("failed", "worker.engine_stopped")
    assert not (await fragile.ask(STRANGER, "probe"))["accepting"]
    await door.open()
    second = await fragile.ask(
        CONSUMER,
        "task.run",
        {"deal": deal, "task": {"id": "t2", "image": busybox_image, "command": ["true"]}},
    )
    assert second["state"] in {"running", "exited"}
    await fragile.task_end(deal, "t2")


async def test_a_deal_that_ends_while_the_engine_is_away_is_cleaned_when_it_is_back(
    fragile: Shop, door: EngineDoor, shop_runtime: DockerRuntime, busybox_image: str
) -> None:
    deal = await fragile.rent()
    await fragile.run(deal, busybox_image, "sleep 60")
    await door.shut()
    fragile.chain.close(deal)
    await fragile.until(deal, "ended")
    await door.open()
    for _ in range(600):
        if not await shop_runtime.sandboxes() and not await shop_runtime.volumes():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("something is left in the engine")
