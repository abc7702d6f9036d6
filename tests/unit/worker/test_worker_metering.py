"""A deal's meter on the real engine: bytes through its cell, over restarts of everything."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, cast

import docker
import pytest

from sonm_desktop.agent.shapes.jobs import job_shapes
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import BadReply, CodedError, RemoteError
from sonm_desktop.core.ids import DealId, TaskId
from sonm_desktop.market.metered import Traffic
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeal, WorkerDeals
from sonm_desktop.store.worker_meters import WorkerMeters
from sonm_desktop.store.worker_tasks import WorkerTask, WorkerTasks
from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.worker.deals.metering import Metering
from sonm_desktop.worker.runtime.confinement import cell_name
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.runtime.port import LineReading, Runtime, TaskReading
from sonm_desktop.worker.runtime.usage import task_reading
from tests.fakes.worker_chain import WorkerChain
from tests.unit.worker.business_fixtures import CONSUMER, MASTER, Shop, open_shop
from tests.worker_fixtures import ENGINE_URL

MIB = 1 << 20
UP, DOWN = 2 * MIB, 3 * MIB
SERVER = f"while :; do head -c {DOWN} /dev/zero | nc -l -p 8080 >/dev/null; done"
NETWORK = {
    "network": "incoming",
    "ingress_bps": 10**9,
    "egress_bps": 10**9,
    "ingress_price": 2**30,
    "egress_price": 2 * 2**30,
}


async def test_traffic_is_counted_over_restarts_of_cell_and_worker_and_after_the_end(
    tmp_path: Path,
    chain: WorkerChain,
    shop_runtime: DockerRuntime,
    worker_key: KeySigner,
    busybox_image: str,
) -> None:
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as shop:
        deal = await rented(shop, chain)
        await shop.run(deal, busybox_image, SERVER)
        await transfer(shop, deal)
        first = await counted(shop, deal)
        assert UP <= first["received"] < UP * 1.1
        assert DOWN <= first["sent"] < DOWN * 1.1
        assert first["cpu_ns"] > 0
        assert 0 < first["ram_now"] <= first["ram_peak"] < 64 * MIB
        assert first["cost"] == first["received"] + 2 * first["sent"]
        (job,) = job_shapes(worker_key.address, await shop.ask(MASTER, "worker.jobs"), {})
        assert (job.state.code, job.task, job.customer) == (
            "agent.job_runs",
            "t1",
            CONSUMER.address,
        )
        assert (job.sent, job.traffic_unpaid) == (first["sent"], first["cost"])
        again = await counted(shop, deal)
        assert (again["received"], again["sent"]) == (first["received"], first["sent"])
        await asyncio.to_thread(restart_cell, deal)
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as shop:
        await shop.until(deal, "active", ready=True)
        assert (await counted(shop, deal))["sent"] >= first["sent"]
        await shop.ask(CONSUMER, "task.stop", {"deal": deal, "task": "t1"})
        await shop.run(deal, busybox_image, SERVER, "t2")
        await transfer(shop, deal)
        chain.close(deal)
        await shop.until(deal, "ended")
        await cleaned(shop, deal)
        last = (await shop.deal(deal))["meter"]
    assert 2 * UP <= last["received"] < 2.2 * UP
    assert 2 * DOWN <= last["sent"] < 2.2 * DOWN
    assert last["cpu_ns"] > first["cpu_ns"]
    assert last["ram_now"] == 0


class Engine:
    """A runtime whose counters the test sets: what the engine and the kernel could say."""

    def __init__(self) -> None:
        self.reading: LineReading | CodedError | None = None
        self.used: TaskReading | None = None

    async def line(self, _deal: DealId) -> LineReading | None:
        if isinstance(self.reading, CodedError):
            raise self.reading
        return self.reading

    async def usage(self, _sandbox: str) -> TaskReading | None:
        return self.used


async def test_an_engine_that_is_away_or_talks_nonsense_takes_nothing_back(
    tmp_path: Path, deal: DealId
) -> None:
    engine = Engine()
    async with opened(tmp_path, engine, deal) as metering:
        engine.reading, engine.used = LineReading("a", 10, 20), TaskReading("x", 5, 7)
        await metering.record(deal)
        engine.reading = RemoteError("worker.engine_stopped")
        away = await metering.record(deal)
        engine.reading = BadReply("noise")
        noise = await metering.record(deal)
        engine.reading = LineReading("b", 1, 2)
        back = await metering.record(deal)
    assert (away.traffic, noise.traffic) == (Traffic(10, 20), Traffic(10, 20))
    assert back.traffic == Traffic(11, 22)


async def test_totals_are_on_disk_before_they_are_told(tmp_path: Path, deal: DealId) -> None:
    engine = Engine()
    async with opened(tmp_path, engine, deal) as metering:
        engine.reading, engine.used = LineReading("a", 10, 2**70), TaskReading("x", 5, 7)
        await metering.record(deal)
    async with opened(tmp_path, engine, deal) as metering:
        kept = await metering.of_deal(deal)
        engine.reading = LineReading("a", 12, 2**70)
        grown = await metering.record(deal)
    assert (kept.traffic.received, kept.cpu_ns.total, kept.ram_peak) == (10, 5, 7)
    assert kept.traffic.sent == 2**63 - 1
    assert grown.traffic.received == 12


def test_statistics_of_both_kinds_of_control_groups_are_read() -> None:
    found = {"Id": "c", "State": {"StartedAt": "then"}}
    cpu = {"cpu_usage": {"total_usage": 9}}
    old = {"usage": 100, "max_usage": 120, "stats": {"total_inactive_file": 30}}
    new = {"usage": 100, "stats": {"inactive_file": 40}}
    told = [task_reading(found, {"cpu_stats": cpu, "memory_stats": m}) for m in (old, new)]
    assert told == [TaskReading("c then", 9, 70, 120), TaskReading("c then", 9, 60, 0)]
    assert task_reading(found, {"cpu_stats": cpu, "memory_stats": {}}) is None


@pytest.mark.parametrize("usage", [-1, "many", None, 1.5])
def test_statistics_without_sense_are_a_bad_reply(usage: object) -> None:
    found = {"Id": "c", "State": {"StartedAt": "then"}}
    told = {"cpu_stats": {"cpu_usage": {"total_usage": 1}}, "memory_stats": {"usage": usage}}
    with pytest.raises(BadReply):
        task_reading(found, told)


async def rented(shop: Shop, chain: WorkerChain) -> DealId:
    await shop.list(**NETWORK)
    deal = chain.take(await shop.quote(), escrow=10**19)
    await shop.until(deal, "active", ready=True)
    return deal


async def counted(shop: Shop, deal: DealId) -> dict[str, Any]:
    await shop.business.metering.record(deal)
    meter: dict[str, Any] = (await shop.deal(deal))["meter"]
    return meter


async def cleaned(shop: Shop, deal: DealId) -> None:
    async with asyncio.timeout(100):
        while True:
            if (await shop.business.keeper.get(deal)).cleaned:
                return
            await asyncio.sleep(0.05)


async def transfer(shop: Shop, deal: DealId) -> None:
    """UP bytes into the task and DOWN out of it, once it serves."""
    (port,) = (p["outside"] for p in (await shop.deal(deal))["ports"] if p["inside"] == 8080)
    await asyncio.to_thread(exchange, port)


def exchange(port: int) -> int:
    """At once, for a server that writes to nobody who reads would read no more.

    How often it was tried: all of it is counted.
    """
    for tries in range(1, 1201):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            sending = threading.Thread(target=sent_quietly, args=(line,))
            sending.start()
            taken = received(line)
            sending.join()
        if taken == DOWN:
            return tries
        time.sleep(0.05)
    raise RuntimeError("the task does not serve")


def sent_quietly(line: socket.socket) -> None:
    with suppress(OSError):
        line.sendall(bytes(UP))


def received(line: socket.socket) -> int:
    taken = 0
    with suppress(OSError):
        while piece := line.recv(1 << 18):
            taken += len(piece)
    return taken


def restart_cell(deal: DealId) -> None:
    """As its owner could, or a reboot does: the kernel counts from 0 again."""
    client = docker.DockerClient(base_url=ENGINE_URL)
    try:
        client.containers.get(cell_name(deal)).restart(timeout=0)
    finally:
        client.close()


@asynccontextmanager
async def opened(folder: Path, engine: Engine, deal: DealId) -> AsyncIterator[Metering]:
    """Meters of a worker with one deal, whose one task runs."""
    database = Database(folder / "worker.sqlite", "worker")
    await database.open()
    deals, tasks = WorkerDeals(database), WorkerTasks(database)
    if await deals.get(deal) is None:
        await deals.open(record_of(deal))
        await tasks.add(WorkerTask(deal, TaskId("t1"), "image", (), {}, 0.0))
        await tasks.set_running(deal, TaskId("t1"), sandbox="box", started=0.0)
    try:
        yield Metering(
            runtime=cast(Runtime, engine),
            meters=WorkerMeters(database),
            deals=deals,
            tasks=tasks,
            clock=SystemClock(),
        )
    finally:
        await database.close()


def record_of(deal: DealId) -> WorkerDeal:
    return WorkerDeal(
        deal=deal,
        nonce=1,
        consumer=CONSUMER.address,
        quote="{}",
        cpu_percent=100,
        ram_bytes=64 * MIB,
        storage_bytes=64 * MIB,
        state=DealPhase.ACTIVE,
        reason="",
        volume="",
        seen=0.0,
        ended=None,
        cleaned=False,
    )
