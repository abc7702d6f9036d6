"""Images from a real registry: told as they come, bounded, left off, and for whom they are."""

from __future__ import annotations

import asyncio
import gzip
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.secret import Secret
from sonm_desktop.worker.runtime import pulling
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.runtime.port import Login, PullProgress, PullTerms
from sonm_desktop.worker.runtime.pull_progress import LayerTally
from tests.registry import PASSWORD, USER, Registry, SlowDoor, layer, registry

MIB = 1 << 20
LOGIN = Login(USER, Secret(PASSWORD))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    with registry(tmp_path_factory.mktemp("open")) as opened:
        yield opened


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    with registry(tmp_path_factory.mktemp("private"), private=True) as opened:
        yield opened


@pytest.fixture
async def strict(engine_url: str, worker_address: Address) -> AsyncIterator[DockerRuntime]:
    """As on a real network: a local image is for nobody."""
    runtime = DockerRuntime(engine_url, worker_address, own_images=False)
    yield runtime
    await runtime.close()


def fresh(place: Registry, *sizes: int) -> str:
    """An image that no engine has seen, of layers that do not compress; its reference."""
    layers = [layer({"f": os.urandom(size)}) for size in sizes]
    return place.put(f"sonm-test/{secrets.token_hex(4)}", layers)


async def test_a_pull_tells_its_layers_its_bytes_and_the_end(
    strict: DockerRuntime, shop: Registry
) -> None:
    image = fresh(shop, 3 * MIB, MIB)
    told: list[PullProgress] = []
    held = await strict.ensure_image(image, PullTerms(tell=told.append))
    again = await strict.ensure_image(image, PullTerms(known=True, tell=told.append))
    removed = await strict.remove_image(image)
    assert (held.fetched, again.fetched, removed) == (True, False, True)
    assert held.size >= 4 * MIB
    assert (told[-1].layers, told[-1].layers_done) == (2, 2)
    assert 4 * MIB < told[-1].total < 4.1 * MIB
    assert told[-1].done == told[-1].total
    assert [step.done for step in told] == sorted(step.done for step in told)
    assert not await strict.holds_image(image)


async def test_what_is_larger_than_the_supplier_takes_is_left_off(
    strict: DockerRuntime, shop: Registry
) -> None:
    image = fresh(shop, 3 * MIB, 3 * MIB)
    with pytest.raises(RemoteError) as caught:
        await strict.ensure_image(image, PullTerms(download_bytes=2 * MIB))
    assert caught.value.code == "worker.image_download_too_large"
    assert caught.value.params["most_mib"] == 2
    assert not await strict.holds_image(image)


async def test_what_unpacks_to_more_than_the_supplier_takes_is_removed(
    strict: DockerRuntime, shop: Registry
) -> None:
    zeros = gzip.compress(gzip.decompress(layer({"zeros": bytes(40 * MIB)})), 9, mtime=0)
    image = shop.put(f"sonm-test/{secrets.token_hex(4)}", [zeros])
    with pytest.raises(RemoteError) as caught:
        await strict.ensure_image(image, PullTerms(unpacked_bytes=8 * MIB))
    assert caught.value.code == "worker.image_unpacked_too_large"
    assert not await strict.holds_image(image)


async def test_a_full_disk_is_said_before_anything_is_fetched(
    strict: DockerRuntime, shop: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "LEAST_FREE", 1 << 62)
    with pytest.raises(RemoteError) as caught:
        await strict.ensure_image(fresh(shop, MIB))
    assert caught.value.code == "worker.disk_full"


async def test_an_image_that_is_not_there_is_said_so(strict: DockerRuntime, shop: Registry) -> None:
    absent = f"{shop.host}/sonm-test/nothing@sha256:{'0' * 64}"
    with pytest.raises(RemoteError) as caught:
        await strict.ensure_image(absent)
    assert caught.value.code == "worker.image_not_found"


async def test_a_private_image_needs_the_login_each_time(
    strict: DockerRuntime, club: Registry
) -> None:
    """Also when the engine has it from a customer before: he proved that it is his to use."""
    image = fresh(club, MIB)
    refused = []
    for login in (None, Login(USER, Secret("wrong"))):
        with pytest.raises(RemoteError) as caught:
            await strict.ensure_image(image, PullTerms(login=login))
        refused.append(caught.value.code)
    held = await strict.ensure_image(image, PullTerms(login=LOGIN))
    with pytest.raises(RemoteError) as stranger:
        await strict.ensure_image(image)
    owner = await strict.ensure_image(image, PullTerms(login=LOGIN))
    await strict.remove_image(image)
    assert refused == ["worker.image_needs_login"] * 2
    assert stranger.value.code == "worker.image_needs_login"
    assert (held.fetched, owner.fetched) == (True, False)


async def test_the_engine_keeps_no_login(
    strict: DockerRuntime, club: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    image = fresh(club, MIB)
    await strict.ensure_image(image, PullTerms(login=LOGIN))
    await strict.remove_image(image)
    assert os.listdir(tmp_path) == []  # noqa: PTH208
    with pytest.raises(RemoteError) as caught:
        await strict.ensure_image(image)
    assert caught.value.code == "worker.image_needs_login"


async def test_a_stalled_pull_can_be_left_off_and_goes_on_later(
    strict: DockerRuntime, shop: Registry
) -> None:
    stored = fresh(shop, 2 * MIB)
    door = SlowDoor(shop.port)
    await door.open()
    door.most = MIB
    image = door.through(stored)
    told: list[PullProgress] = []
    pull = asyncio.create_task(strict.ensure_image(image, PullTerms(tell=told.append)))
    async with asyncio.timeout(150):
        await door.opened.wait()
    pull.cancel()
    with pytest.raises(asyncio.CancelledError):
        await pull
    assert not await strict.holds_image(image)
    door.most = None
    held = await strict.ensure_image(image)
    await strict.remove_image(image)
    await door.close()
    assert held.fetched


def test_lines_that_make_no_sense_change_nothing() -> None:
    tally = LayerTally()
    strange: list[dict[str, object]] = [
        {},
        {"status": "Downloading"},
        {"id": 7, "status": "Downloading"},
        {"id": "a", "status": "Downloading", "progressDetail": "none"},
        {"id": "a", "status": "Downloading", "progressDetail": {"current": "1", "total": -5}},
        {"id": "1", "status": "Pulling from library"},
    ]
    for line in strange:
        tally.hear(line)
    assert tally.progress() == PullProgress(layers=1)
    for number in range(2000):
        tally.hear({"id": f"layer{number}", "status": "Waiting"})
    assert tally.progress().layers == 512
