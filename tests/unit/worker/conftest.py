"""Parts of the worker's tests: a runtime of its own label that leaves nothing behind."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

import pytest

from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from tests.worker_fixtures import busybox_image, engine_url

__all__ = ["busybox_image", "deal", "engine_url", "runtime", "worker_address"]


@pytest.fixture
def worker_address() -> Address:
    """A worker nobody else has, so that labels never meet those of another test."""
    return Address("0x" + secrets.token_hex(20))


@pytest.fixture
def deal() -> DealId:
    return DealId("0x" + secrets.token_hex(32))


@pytest.fixture
async def runtime(engine_url: str, worker_address: Address) -> AsyncIterator[DockerRuntime]:
    """The real engine; sandboxes and volumes of the test are removed afterwards."""
    docker = DockerRuntime(engine_url, worker_address, own_images=True)
    yield docker
    for sandbox in await docker.sandboxes():
        await docker.remove(sandbox.id)
    for volume in await docker.volumes():
        await docker.remove_volume(volume)
    await docker.close()
