"""Held deals on the real engine: their tasks stand still, over restarts too, and can be ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import docker

from sonm_desktop.core.ids import TaskId
from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.runtime.port import Sandbox
from tests.fakes.worker_chain import WorkerChain
from tests.unit.worker.business_fixtures import Shop, open_shop
from tests.worker_fixtures import ENGINE_URL

OWNER, MONEY = "worker.owner_active", "worker.deal_unpaid"


async def stands(runtime: DockerRuntime, wanted: Callable[[Sandbox], bool]) -> None:
    """Return once the only sandbox is as *wanted*."""
    async with asyncio.timeout(100):
        while True:
            found = await runtime.sandboxes()
            if len(found) == 1 and wanted(found[0]):
                return
            await asyncio.sleep(0.05)


def paused(sandbox: Sandbox) -> bool:
    return sandbox.paused


def goes_on(sandbox: Sandbox) -> bool:
    return not sandbox.paused and sandbox.ended is None


async def test_a_held_task_stands_still_until_the_last_reason_goes_also_over_restarts(
    tmp_path: Path,
    chain: WorkerChain,
    shop_runtime: DockerRuntime,
    worker_key: KeySigner,
    busybox_image: str,
) -> None:
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as shop:
        deal = await shop.rent()
        await shop.run(deal, busybox_image, "trap 'echo bye; exit 3' TERM; while :; do :; done")
        tasks = shop.business.tasks
        await tasks.hold(deal, OWNER)
        await tasks.hold_all(MONEY)
        await stands(shop_runtime, paused)
        status = await shop.deal(deal)
        assert [hold["reason"] for hold in status["holds"]] == [OWNER, MONEY]
        assert [task["paused"] for task in status["tasks"]] == [True]

    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as shop:
        tasks = shop.business.tasks
        await thawed_by_somebody(shop_runtime)
        await tasks.release(deal, OWNER)
        await stands(shop_runtime, paused)
        await tasks.release_all(MONEY)
        await stands(shop_runtime, goes_on)
        assert (await shop.deal(deal))["holds"] == []
        await tasks.hold(deal, OWNER)

    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as shop:
        await stands(shop_runtime, paused)
        await shop.business.tasks.stop(deal, TaskId("t1"))
        ended = await shop.task_end(deal)
        assert (ended["state"], ended["exit_code"]) == ("stopped", 3)


async def test_a_held_deal_begins_no_task_and_its_end_leaves_nothing(
    shop: Shop, shop_runtime: DockerRuntime, busybox_image: str
) -> None:
    deal = await shop.rent()
    tasks = shop.business.tasks
    await tasks.hold(deal, MONEY)
    waiting = await shop.run(deal, busybox_image, "while :; do :; done")
    assert (waiting["state"], waiting["paused"]) == ("preparing", True)
    assert await shop_runtime.sandboxes() == []
    await tasks.release(deal, MONEY)
    await stands(shop_runtime, goes_on)
    await tasks.hold(deal, MONEY)
    await stands(shop_runtime, paused)
    shop.chain.close(deal)
    await shop.task_end(deal)
    await emptied(shop_runtime, lambda: not tasks.holds(deal))


async def test_a_task_that_waits_can_be_called_off(
    shop: Shop, shop_runtime: DockerRuntime, busybox_image: str
) -> None:
    deal = await shop.rent()
    await shop.business.tasks.hold_all(OWNER)
    await shop.run(deal, busybox_image, "true")
    await shop.business.tasks.stop(deal, TaskId("t1"))
    assert (await shop.task_end(deal))["state"] == "stopped"


async def thawed_by_somebody(runtime: DockerRuntime) -> None:
    """Somebody lets the sandbox go on behind the worker's back."""
    (sandbox,) = await runtime.sandboxes()
    client = docker.APIClient(base_url=ENGINE_URL)
    try:
        await asyncio.to_thread(client.unpause, sandbox.id)
    finally:
        client.close()


async def emptied(runtime: DockerRuntime, forgotten: Callable[[], bool]) -> None:
    async with asyncio.timeout(100):
        while True:
            if forgotten() and not await runtime.sandboxes() and not await runtime.volumes():
                return
            await asyncio.sleep(0.05)
