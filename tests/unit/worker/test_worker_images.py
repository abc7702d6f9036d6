"""What a supplier lets run, logins that serve once, and what is left when deals are over."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import docker
import pytest

from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, DealId, TaskId
from sonm_desktop.core.secret import Secret
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeal, WorkerDeals
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.store.worker_holds import WorkerHolds
from sonm_desktop.store.worker_images import WorkerImages
from sonm_desktop.store.worker_tasks import WorkerTask, WorkerTasks
from sonm_desktop.worker.deals.holds import Holds
from sonm_desktop.worker.housekeeping import LEAST_KEPT_S, Housekeeper
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.runtime.port import Login
from sonm_desktop.worker.tasks.image_policy import (
    ImagePolicy,
    place_of,
    policy_from_wire,
    require_allowed,
)
from sonm_desktop.worker.tasks.images import Images
from sonm_desktop.worker.tasks.request import TaskRequest
from sonm_desktop.worker.tasks.tasks import TaskRunner
from tests.registry import PASSWORD, USER, Registry, SlowDoor, layer, registry

DIGEST = "sha256:" + "ab" * 32
MIB = 1 << 20
TB = 1 << 40
SHELL = ("sh", "-c", "echo ran")


def wire(**changes: Any) -> dict[str, Any]:
    return {**ImagePolicy().to_wire(), **changes}


@pytest.mark.parametrize(
    ("image", "place"),
    [
        ("python", "docker.io/library/python"),
        ("python:3.12-slim", "docker.io/library/python"),
        (f"docker.io/python@{DIGEST}", "docker.io/library/python"),
        (f"acme/tool@{DIGEST}", "docker.io/acme/tool"),
        ("ghcr.io/Acme/tool:1", "ghcr.io/acme/tool"),
        ("localhost:5000/a/b", "localhost:5000/a/b"),
        (DIGEST, ""),
    ],
)
def test_a_name_is_written_out_with_its_registry(image: str, place: str) -> None:
    assert place_of(image) == place


@pytest.mark.parametrize(
    ("allow", "deny", "image", "code"),
    [
        ((), (), "python", ""),
        (("docker.io",), (), "python", ""),
        (("python",), (), "python", ""),
        (("docker.io/python",), (), "python", ""),
        (("ghcr.io/acme",), (), "ghcr.io/acme/deep/tool", ""),
        (("ghcr.io/acme",), (), "ghcr.io/acmeevil/tool", "worker.image_not_allowed"),
        (("ghcr.io/acme",), (), "python", "worker.image_not_allowed"),
        ((), ("docker.io/acme",), "acme/miner", "worker.image_not_allowed"),
        (("docker.io",), ("acme/miner",), "acme/miner", "worker.image_not_allowed"),
        ((), (), "192.168.1.7:5000/tool", "worker.registry_private"),
        ((), (), "127.0.0.1/tool", "worker.registry_private"),
        ((), (), "localhost:5000/tool", "worker.registry_private"),
        ((), (), "nas.local/tool", "worker.registry_private"),
        (("192.168.1.7:5000",), (), "192.168.1.7:5000/tool", ""),
    ],
)
def test_the_rules_of_the_supplier_decide(
    allow: tuple[str, ...], deny: tuple[str, ...], image: str, code: str
) -> None:
    policy = policy_from_wire(wire(allow=list(allow), deny=list(deny)))
    if not code:
        require_allowed(policy, image)
        return
    with pytest.raises(UserError) as caught:
        require_allowed(policy, image)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "changes",
    [
        {"allow": "docker.io"},
        {"allow": [7]},
        {"deny": ["no spaces here"]},
        {"deny": ["a/../b"]},
        {"allow": ["x" * 300]},
        {"allow": ["a"] * 300},
        {"download_bytes": -1},
        {"keep_results_s": True},
        {"more": 1},
    ],
)
def test_rules_that_make_no_sense_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(UserError) as caught:
        policy_from_wire(wire(**changes))
    assert caught.value.code == "worker.bad_images"


@dataclass(slots=True)
class Clock(SystemClock):
    """This machine's, and some days ahead."""

    ahead_s: float = 0.0

    def now(self) -> float:
        return SystemClock.now(self) + self.ahead_s


@dataclass(slots=True)
class House:
    """A worker's images, tasks and housekeeping. free: bytes of its disk."""

    runtime: DockerRuntime
    images: Images
    tasks: TaskRunner
    deals: WorkerDeals
    keeper: Housekeeper
    folder: Path
    clock: Clock
    free: int = TB

    async def open_deal(self) -> WorkerDeal:
        deal = WorkerDeal(
            deal=DealId("0x" + secrets.token_hex(32)),
            nonce=secrets.randbits(60),
            consumer=Address("0x" + "11" * 20),
            quote="{}",
            cpu_percent=100,
            ram_bytes=64 << 20,
            storage_bytes=8 << 20,
            state=DealPhase.ACTIVE,
            reason="",
            volume="",
            seen=1.0,
            ended=None,
            cleaned=False,
        )
        await self.deals.open(deal)
        return deal

    async def run(self, deal: WorkerDeal, image: str, login: Login | None = None) -> WorkerTask:
        request = TaskRequest(TaskId("t1"), image, SHELL, {}, login)
        await self.tasks.run(deal, request)
        return await self.ended(deal)

    async def ended(self, deal: WorkerDeal) -> WorkerTask:
        async with asyncio.timeout(150):
            while True:
                task = await self.tasks.get(deal.deal, TaskId("t1"))
                if task.state.final:
                    return task
                await asyncio.sleep(0.02)

    async def end(self, deal: WorkerDeal) -> None:
        await self.deals.end(deal.deal, reason="worker.deal_over", ended=self.clock.now())
        await self.tasks.end_deal(deal, "worker.deal_over")


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    with registry(tmp_path_factory.mktemp("club"), private=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    with registry(tmp_path_factory.mktemp("shop")) as opened:
        yield opened


async def house_in(folder: Path, engine: str, worker: Address) -> AsyncIterator[House]:
    database = Database(folder / "worker.sqlite", "worker")
    await database.open()
    supervisor, clock = Supervisor(), Clock()
    runtime = DockerRuntime(engine, worker, own_images=False)
    facts, deals = WorkerFacts(database), WorkerDeals(database)
    images = Images(runtime=runtime, records=WorkerImages(database), facts=facts, clock=clock)
    tasks = TaskRunner(
        runtime=runtime,
        images=images,
        tasks=WorkerTasks(database),
        deals=deals,
        holds=Holds(WorkerHolds(database), clock),
        folder=folder / "tasks",
        clock=clock,
        supervisor=supervisor,
    )
    keeper = Housekeeper(
        deals=deals,
        tasks=tasks,
        images=images,
        folder=folder / "tasks",
        clock=clock,
        free_bytes=lambda: house.free,
    )
    house = House(runtime, images, tasks, deals, keeper, folder / "tasks", clock)
    await images.set_policy(wire(allow=["127.0.0.1"], keep_images_bytes=0))
    try:
        await tasks.recover()
        yield house
    finally:
        await supervisor.close()
        await tasks.close()
        for sandbox in await runtime.sandboxes():
            await runtime.remove(sandbox.id)
        for kept in await images.kept():
            await runtime.remove_image(kept.image)
        for deal in await runtime.cells():
            await runtime.close_cell(deal)
        for volume in await runtime.volumes():
            await runtime.remove_volume(volume)
        await runtime.close()
        await database.close()


@pytest.fixture
async def house(
    tmp_path: Path, engine_url: str, worker_address: Address, shop: Registry, club: Registry
) -> AsyncIterator[House]:
    async for opened in house_in(tmp_path, engine_url, worker_address):
        await opened.images.set_policy(wire(allow=[shop.host, club.host]))
        yield opened


def stored(place: Registry) -> str:
    name = f"sonm-test/{secrets.token_hex(4)}"
    return place.put(name, [layer({"f": os.urandom(MIB)}, busybox=True)])


async def test_a_private_image_runs_by_a_login_that_is_written_nowhere(
    house: House, club: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    deal, image = await house.open_deal(), stored(club)
    login = Login(USER, Secret(PASSWORD))
    task = await house.run(deal, image, login)
    assert (task.exit_code, task.private) == (0, True)
    assert PASSWORD not in caplog.text
    assert PASSWORD not in repr((login, task))
    written = [path for path in house.folder.parent.rglob("*") if path.is_file()]
    assert any(path.name == "worker.sqlite" for path in written)
    assert not any(PASSWORD.encode() in path.read_bytes() for path in written)
    other = await house.open_deal()
    without = await house.run(other, image)
    assert without.reason == "worker.image_needs_login"


async def test_a_login_that_a_restart_has_lost_is_asked_for_again(
    house: House, club: Registry
) -> None:
    deal, image = await house.open_deal(), stored(club)
    task = WorkerTask(deal.deal, TaskId("t1"), image, SHELL, {}, 1.0, private=True)
    with pytest.raises(UserError) as caught:
        await house.images.fetch(task)
    assert caught.value.code == "worker.login_lost"


async def test_the_owners_own_images_need_no_rule(
    house: House, engine_url: str, busybox_image: str
) -> None:
    """Where they are for customers at all, as on a practice network."""
    offering = DockerRuntime(engine_url, Address("0x" + "33" * 20), own_images=True)
    found = await offering.offered_image("sonm-test/busybox:1")
    closed = await house.runtime.offered_image("sonm-test/busybox:1")
    await offering.close()
    assert (found, closed) == (busybox_image, "")
    with pytest.raises(UserError) as caught:
        await house.images.resolve("sonm-test/busybox:1", None)
    assert caught.value.code == "worker.image_not_allowed"


async def test_a_task_that_is_stopped_leaves_off_fetching(house: House, shop: Registry) -> None:
    door = SlowDoor(shop.port)
    await door.open()
    door.most = MIB // 2
    await house.images.set_policy(wire(allow=[f"127.0.0.1:{door.port}"]))
    deal = await house.open_deal()
    request = TaskRequest(TaskId("t1"), door.through(stored(shop)), SHELL, {})
    starting = asyncio.create_task(house.tasks.run(deal, request))
    async with asyncio.timeout(150):
        await door.opened.wait()
    (shown,) = (await house.keeper.status())["fetching"]
    await house.tasks.stop(deal.deal, TaskId("t1"))
    task = await starting
    await door.close()
    assert shown["image"] == request.image
    assert task.state == "stopped"
    assert house.images.all_fetching() == []


async def test_results_are_kept_for_as_long_as_was_told_and_no_longer(
    house: House, shop: Registry
) -> None:
    deal, going_on = await house.open_deal(), await house.open_deal()
    image = stored(shop)
    for one in (deal, going_on):
        await house.run(one, image)
    await house.end(deal)
    keeps_s = (await house.images.policy()).keep_results_s
    lies = house.folder / deal.deal
    for ahead_s, there in ((0.0, True), (keeps_s - 60, True), (keeps_s + 60, False)):
        house.clock.ahead_s = ahead_s
        await house.keeper.tidy()
        assert lies.exists() is there
        assert (await house.keeper.status())["kept"]["results"] == int(there)
    assert (house.folder / going_on.deal).exists()


async def test_a_full_disk_brings_the_end_forward(house: House, shop: Registry) -> None:
    deal, going_on = await house.open_deal(), await house.open_deal()
    unused, used = stored(shop), stored(shop)
    await house.run(deal, unused)
    await house.run(going_on, used)
    await house.end(deal)
    house.free = 0
    await house.keeper.tidy()
    still = (house.folder / deal.deal).exists()
    house.clock.ahead_s = LEAST_KEPT_S + 60
    await house.keeper.tidy()
    assert still
    assert not (house.folder / deal.deal).exists()
    assert (house.folder / going_on.deal).exists()
    assert [image.image for image in await house.images.kept()] == [used]
    assert not await house.runtime.holds_image(unused)
    assert await house.runtime.holds_image(used)


async def test_the_least_recently_used_go_first_and_the_owners_own_never(
    house: House, shop: Registry, engine_url: str
) -> None:
    images = [stored(shop) for _ in range(3)]
    client = docker.APIClient(base_url=engine_url)
    name, _, digest = images[0].partition("@")
    client.pull(name, tag=digest)
    for ahead_s, image in enumerate(images):
        house.clock.ahead_s = ahead_s * 100
        deal = await house.open_deal()
        await house.run(deal, image)
        await house.end(deal)
    kept = [image.image for image in await house.images.kept()]
    most = max(image.size for image in await house.images.kept())
    policy = replace(await house.images.policy(), keep_images_bytes=most)
    await house.images.set_policy(policy.to_wire())
    await house.keeper.tidy()
    left = [image for image in images if await house.runtime.holds_image(image)]
    await house.runtime.remove_image(images[0])
    client.close()
    assert kept == images[1:]
    assert left == [images[0], images[2]]


async def test_a_fetch_goes_on_after_a_restart_and_a_lost_login_is_asked_for_again(
    tmp_path: Path, engine_url: str, worker_address: Address, shop: Registry, club: Registry
) -> None:
    door, private = SlowDoor(shop.port), SlowDoor(club.port)
    await door.open()
    await private.open()
    door.most = private.most = MIB // 2
    here = [f"127.0.0.1:{one.port}" for one in (door, private)]
    deals = []
    async for house in house_in(tmp_path, engine_url, worker_address):
        await house.images.set_policy(wire(allow=here))
        login = Login(USER, Secret(PASSWORD))
        wanted = (door, stored(shop), None), (private, stored(club), login)
        for gate, image, given in wanted:
            deals.append(await house.open_deal())
            request = TaskRequest(TaskId("t1"), gate.through(image), SHELL, {}, given)
            starting = asyncio.create_task(house.tasks.run(deals[-1], request))
            async with asyncio.timeout(150):
                await gate.opened.wait()
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
    door.most = private.most = None
    async for house in house_in(tmp_path, engine_url, worker_address):
        await house.images.set_policy(wire(allow=here))
        public, closed = [await house.ended(deal) for deal in deals]
    await door.close()
    await private.close()
    assert (public.state, public.exit_code) == ("exited", 0)
    assert (closed.state, closed.reason) == ("failed", "worker.login_lost")
