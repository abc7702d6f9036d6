"""Logs that are followed across lost connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest

from sonm_desktop.core.errors import BadReply, RemoteError, UserError
from sonm_desktop.core.secret import Secret
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.p2p.peer import Peer
from sonm_desktop.p2p.service import LogRecord
from tests.p2p_parts import CuttingTransport, EchoService, where
from tests.unit.p2p.conftest import StartNode


async def following(
    start_node: StartNode, service: EchoService, cut_after: int | None = None
) -> tuple[Peer, CuttingTransport]:
    made: list[CuttingTransport] = []

    def factory(seed: Secret[bytes], relays: Any) -> CuttingTransport:
        made.append(CuttingTransport(seed, relays))
        return made[-1]

    worker = await start_node(1, "worker", service=service)
    peer = await (await start_node(2, transport=factory)).dial(where(worker))
    made[0].cut_after = cut_after
    await made[0].cut()
    return peer, made[0]


async def read(peer: Peer, after: int = 0) -> list[LogRecord]:
    return [record async for record in peer.logs("task", after)]


async def test_a_whole_log_arrives_in_order(start_node: StartNode, service: EchoService) -> None:
    service.write_log(5000)
    peer, _ = await following(start_node, service)
    assert await read(peer) == service.records


async def test_a_log_continues_behind_the_record_last_seen(
    start_node: StartNode, service: EchoService
) -> None:
    service.write_log(10)
    peer, _ = await following(start_node, service)
    assert await read(peer, after=7) == service.records[7:]
    assert await read(peer, after=10) == []


async def test_connections_cut_every_few_kilobytes_leave_no_gap_and_no_duplicate(
    start_node: StartNode, service: EchoService
) -> None:
    service.write_log(1200)
    peer, transport = await following(start_node, service, cut_after=15_000)
    assert await read(peer) == service.records
    assert transport.dials > 3


async def test_records_arrive_as_they_are_written(
    start_node: StartNode, service: EchoService
) -> None:
    service.whole = False
    peer, transport = await following(start_node, service)
    async with aclosing(aiter_of(peer)) as records:
        for count in range(1, 6):
            service.write_log(1)
            assert (await anext(records)).seq == count
            if count == 3:
                await transport.cut()


def aiter_of(peer: Peer) -> Any:
    return peer.logs("task")


async def test_a_reader_that_leaves_ends_the_service_s_work(
    start_node: StartNode, service: EchoService
) -> None:
    service.whole = False
    service.write_log(1)
    peer, _ = await following(start_node, service)
    async with aclosing(aiter_of(peer)) as records:
        await anext(records)
        assert service.log_readers == 1
    async with asyncio.timeout(5):
        await service.left.wait()
    assert service.log_readers == 0


async def test_a_slow_reader_holds_the_service_back_and_loses_nothing(
    start_node: StartNode, service: EchoService
) -> None:
    service.write_log(60_000)
    peer, _ = await following(start_node, service)
    async with aclosing(aiter_of(peer)) as records:
        first = await anext(records)
        await asyncio.sleep(0.3)
        rest = [record async for record in records]
    assert [first, *rest] == service.records


async def test_a_task_that_does_not_exist_is_named(
    start_node: StartNode, service: EchoService
) -> None:
    peer, _ = await following(start_node, service)
    with pytest.raises(UserError) as caught:
        _ = [record async for record in peer.logs("none")]
    assert caught.value.code == "worker.no_task"


class BrokenLog(EchoService):
    """Serves the records it is given, whatever was asked for."""

    def __init__(self, *served: Any) -> None:
        super().__init__()
        self._served = served

    async def logs(self, caller: PeerIdentity, task: str, after: int) -> AsyncIterator[LogRecord]:
        for record in self._served:
            if isinstance(record, Exception):
                raise record
            yield record


def line(seq: int, **changes: Any) -> LogRecord:
    return LogRecord(**{"seq": seq, "ts": 1.0, "fd": 1, "data": b"x", **changes})


@pytest.mark.parametrize(
    "served",
    [
        [line(2)],
        [line(1), line(3)],
        [line(1), line(1)],
        [line(1), line(0)],
        [line(1, fd=3)],
        [line(1, data="text")],
        [line(1, ts="now")],
        [line(1, ts=True)],
        [line("1")],  # type: ignore[arg-type]
    ],
)
async def test_a_log_that_cannot_be_true_is_refused(
    start_node: StartNode, served: list[LogRecord]
) -> None:
    peer, _ = await following(start_node, BrokenLog(*served))
    with pytest.raises(BadReply):
        await read(peer)


@pytest.mark.usefixtures("failures_are_expected")
async def test_a_log_that_breaks_at_the_service_is_a_remote_error(start_node: StartNode) -> None:
    peer, _ = await following(start_node, BrokenLog(line(1), ZeroDivisionError()))
    with pytest.raises(RemoteError) as caught:
        await read(peer)
    assert caught.value.code == "p2p.peer_failed"
