"""The worker's program: a real process, a real chain, real peers, the real engine."""

from __future__ import annotations

import asyncio
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import docker
import pytest

from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.ids import DealId
from sonm_desktop.core.secret import Secret
from sonm_desktop.p2p.node import PeerNode
from sonm_desktop.p2p.peer import Peer
from sonm_desktop.wallet.messages import Ask, Bind, Quote
from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from tests.chain_deals import fill_vault
from tests.chain_fixtures import SNM, Keys, submit
from tests.unit.worker.business_fixtures import PLAN, RATE
from tests.worker_fixtures import ENGINE_URL
from tests.worker_process import WorkerProcess


@dataclass(slots=True)
class Street:
    """A worker process, its master and a customer, each over a node of its own."""

    process: WorkerProcess
    rpc: Rpc
    network: Network
    keys: Keys
    master: Peer
    consumer: Peer

    async def list(self) -> None:
        """Bound on the chain, and the plan on sale."""
        wish = {"max_duration": 86_400, "nonce": 0, "expiry": 4_000_000_000}
        answer = await self.master.call("worker.bind", wish)
        bind = Bind.from_wire(answer["bind"])
        mine = self.keys.master.sign(bind, self.network.domain)
        call = MarketCalls(self.network).bind(bind, answer["signature"], mine)
        await submit(self.rpc, self.keys.master.address, call)
        await self.master.call("worker.plan", {"plan": PLAN})

    async def rent(self) -> DealId:
        """A deal that the worker has found on the chain by itself."""
        await self.list()
        await fill_vault(self.rpc, self.network, self.keys.consumer.address)
        (entry,) = (await self.consumer.call("asks", {}))["asks"]
        body = {
            "slice": Ask.from_wire(entry["ask"]).slice,
            "consumer": self.keys.consumer.address,
            "duration": 0,
            "max_rate": RATE,
        }
        answer = await self.consumer.call("quote", body)
        quote = Quote.from_wire(answer["quote"])
        call = MarketCalls(self.network).take(
            quote,
            answer["signature"],
            escrow=Wei(10 * SNM),
            lease=3600,
            max_rate=WeiPerSecond(RATE),
        )
        await submit(self.rpc, self.keys.consumer.address, call)
        return quote.deal_id

    async def ready(self, deal: DealId) -> dict[str, Any]:
        async with asyncio.timeout(100):
            while True:
                status = await self.consumer.call("deal.status", {"deal": deal})
                if status["ready"]:
                    return status
                await asyncio.sleep(0.05)

    async def run(self, deal: DealId, image: str, script: str) -> dict[str, Any]:
        task = {"id": "job", "image": image, "command": ["sh", "-c", script], "env": {}}
        return await self.consumer.call("task.run", {"deal": deal, "task": task})

    async def ended(self, deal: DealId) -> dict[str, Any]:
        async with asyncio.timeout(100):
            while True:
                status = await self.consumer.call("task.status", {"deal": deal, "task": "job"})
                if status["state"] in {"exited", "failed", "stopped"}:
                    return status
                await asyncio.sleep(0.1)

    async def log(self, after: int = 0, limit: int = 10**6) -> list[bytes]:
        lines: list[bytes] = []
        async with asyncio.timeout(100), aclosing(self.consumer.logs("job", after)) as records:
            async for record in records:
                assert record.seq == after + len(lines) + 1
                lines.append(record.data)
                if len(lines) == limit:
                    break
        return lines


async def node_for(network: Network, role: str, signer: KeySigner) -> PeerNode:
    node = PeerNode(
        endpoint_key=Secret(secrets.token_bytes(32)),
        role=role,
        signer=signer,
        domain=network.domain,
        clock=SystemClock(),
    )
    await node.start()
    return node


@pytest.fixture
async def process(tmp_path: Path, network: Network, keys: Keys) -> AsyncIterator[WorkerProcess]:
    network.save(tmp_path / "network.json")
    worker = WorkerProcess(tmp_path / "worker", tmp_path / "network.json", keys.master.address)
    worker.start()
    address = worker.worker
    yield worker
    worker.close()
    runtime = DockerRuntime(ENGINE_URL, address, own_images=True)
    for sandbox in await runtime.sandboxes():
        await runtime.remove(sandbox.id)
    for volume in await runtime.volumes():
        await runtime.remove_volume(volume)
    for deal in await runtime.cells():
        await runtime.close_cell(deal)
    await runtime.close()


@pytest.fixture
async def street(
    process: WorkerProcess, rpc: Rpc, network: Network, keys: Keys
) -> AsyncIterator[Street]:
    owner = await node_for(network, "master", keys.master)
    buyer = await node_for(network, "consumer", keys.consumer)
    yield Street(
        process,
        rpc,
        network,
        keys,
        await owner.dial(process.address, process.worker),
        await buyer.dial(process.address, process.worker),
    )
    await owner.close()
    await buyer.close()


def containers(worker: str, *labels: str) -> list[str]:
    client = docker.DockerClient(base_url=ENGINE_URL)
    try:
        marks = [f"sonm.worker={worker}", *labels]
        found = client.containers.list(all=True, filters={"label": marks}, ignore_removed=True)
        return [str(container.id) for container in found]
    finally:
        client.close()


async def test_an_offer_becomes_a_deal_and_a_job_with_its_result(
    street: Street, busybox_image: str, tmp_path: Path
) -> None:
    deal = await street.rent()
    await street.ready(deal)
    await street.run(deal, busybox_image, "echo hello; echo result > /output/r")
    assert await street.log() == [b"hello\n"]
    status = await street.ended(deal)
    fetched = await street.consumer.fetch("job", "r", tmp_path / "in")
    assert (status["exit_code"], fetched.read_bytes()) == (0, b"result\n")


async def test_kill_9_in_the_middle_leads_to_one_run_and_a_whole_log(
    street: Street, busybox_image: str
) -> None:
    deal = await street.rent()
    await street.ready(deal)
    script = "i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo $i; sleep 0.1; done; echo r > /output/r"
    begun = await street.run(deal, busybox_image, script)
    first = await street.log(limit=5)
    before = containers(street.process.worker, "sonm.task")

    street.process.kill()
    await asyncio.sleep(0.5)
    street.process.start()
    await street.consumer.relocate(street.process.address)

    again = await street.run(deal, busybox_image, script)
    rest = await street.log(after=5)
    status = await street.ended(deal)
    assert first + rest == [b"%d\n" % number for number in range(1, 41)]
    assert (len(before), again["started"], status["exit_code"]) == (1, begun["started"], 0)
    assert [file["path"] for file in status["files"]] == ["r"]


async def test_sigterm_ends_the_program_and_leaves_the_job_running(
    street: Street, busybox_image: str
) -> None:
    deal = await street.rent()
    await street.ready(deal)
    await street.run(deal, busybox_image, "sleep 3; echo done")
    worker = street.process.worker
    assert street.process.terminate() == 0
    assert len(containers(worker, "sonm.task")) == 1
    assert not (street.process.folder / "worker.json").exists()
    street.process.start()
    await street.consumer.relocate(street.process.address)
    assert (await street.ended(deal))["exit_code"] == 0


async def test_the_master_ends_the_program(street: Street) -> None:
    await street.list()
    assert (await street.master.call("worker.stop", {"finish": True}))["stops"] == []
    assert await asyncio.to_thread(street.process.ended) == 0


async def test_strangers_may_not_lead_the_worker(street: Street) -> None:
    with pytest.raises(CodedError) as caught:
        await street.consumer.call("worker.status", {})
    assert caught.value.code == "p2p.not_allowed"


async def test_a_second_worker_in_the_same_folder_is_refused_in_words(
    process: WorkerProcess,
) -> None:
    second = WorkerProcess(process.folder, process.network, process.master)
    spawned = second.spawn()
    assert await asyncio.to_thread(spawned.wait, 20) == 1
    said = second.complaint()
    assert process.process is not None
    assert f"already in use by another program (process {process.process.pid})" in said
    assert "Traceback" not in said


async def test_a_port_in_use_is_refused_in_words(process: WorkerProcess, tmp_path: Path) -> None:
    (taken,) = [place for place in process.address.addresses if place.startswith("127.0.0.1")]
    second = WorkerProcess(
        tmp_path / "second", process.network, process.master, ("--listen", taken)
    )
    spawned = second.spawn()
    assert await asyncio.to_thread(spawned.wait, 20) == 1
    said = second.complaint()
    assert "in use" in said
    assert "Traceback" not in said


async def test_a_node_of_another_network_is_refused_in_words(
    process: WorkerProcess, network: Network, tmp_path: Path
) -> None:
    other = replace(network, deployment_hash="0x" + "11" * 32)
    other.save(tmp_path / "other.json")
    second = WorkerProcess(tmp_path / "second", tmp_path / "other.json", process.master)
    spawned = second.spawn()
    assert await asyncio.to_thread(spawned.wait, 20) == 1
    said = second.complaint()
    assert "network" in said
    assert "Traceback" not in said


async def test_a_worker_starts_while_its_node_is_away(network: Network, tmp_path: Path) -> None:
    away = replace(network, rpc_urls=("http://127.0.0.1:9",))
    away.save(tmp_path / "away.json")
    worker = WorkerProcess(tmp_path / "worker", tmp_path / "away.json", network.market)
    worker.start()
    assert await asyncio.to_thread(worker.terminate) == 0


def test_ctrl_c_is_a_shutdown(process: WorkerProcess) -> None:
    assert process.process is not None
    process.process.send_signal(signal.SIGINT)
    assert process.ended() == 0


def test_the_worker_is_light() -> None:
    """Neither web3 nor the measuring runtime nor any face is loaded into the program."""
    code = (
        "import sys, sonm_desktop.worker.program;"
        "heavy = {'web3', 'eth_account', 'wasmtime', 'fastapi', 'uvicorn', 'typer', 'numpy'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
