"""Parts of the worker's tests: a runtime of its own label that leaves nothing behind."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from tests.chain_fixtures import anvil, keys, network, reader, rpc
from tests.fakes.worker_chain import WorkerChain
from tests.unit.worker.business_fixtures import CONSUMER, MASTER, SNM, Shop, open_shop
from tests.worker_fixtures import busybox_image, engine_url

__all__ = ["anvil", "busybox_image", "engine_url", "keys", "network", "reader", "rpc"]


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
    async for docker in emptied_afterwards(
        DockerRuntime(engine_url, worker_address, own_images=True)
    ):
        yield docker


@pytest.fixture
def worker_key() -> KeySigner:
    return KeySigner(Secret(secrets.token_bytes(31) + b"\1"))


@pytest.fixture
def chain(worker_key: KeySigner) -> WorkerChain:
    """The worker is bound and the consumer has money."""
    chain = WorkerChain(payee=MASTER.address)
    chain.bind(worker_key.address)
    chain.vaults[CONSUMER.address] = 100 * SNM
    return chain


@pytest.fixture
async def shop_runtime(engine_url: str, worker_key: KeySigner) -> AsyncIterator[DockerRuntime]:
    async for docker in emptied_afterwards(
        DockerRuntime(engine_url, worker_key.address, own_images=True)
    ):
        yield docker


@pytest.fixture
async def shop(
    tmp_path: Path, chain: WorkerChain, shop_runtime: DockerRuntime, worker_key: KeySigner
) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as shop:
        yield shop


async def emptied_afterwards(docker: DockerRuntime) -> AsyncIterator[DockerRuntime]:
    """*docker* for a test; its sandboxes, volumes and cells are removed at the end."""
    yield docker
    for sandbox in await docker.sandboxes():
        await docker.remove(sandbox.id)
    for volume in await docker.volumes():
        await docker.remove_volume(volume)
    for deal in await docker.cells():
        await docker.close_cell(deal)
    await docker.close()
