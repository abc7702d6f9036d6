"""The network's thread, the queue between loops, the repairs of the bindings, the limits."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from iroh import iroh_ffi

from sonm_desktop.core.errors import CodedError, RemoteError, UserError
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.p2p.channel import Channel, ChannelClosed
from sonm_desktop.p2p.faults import error_of, fault_of
from sonm_desktop.p2p.limits import TokenBuckets
from sonm_desktop.p2p.net_thread import NetThread
from sonm_desktop.p2p.patches import apply_patches
from sonm_desktop.p2p.replies import Replies, RequestKey
from sonm_desktop.p2p.socket_address import counted_host, parse_socket_address


async def filled(channel: Channel[int], count: int) -> None:
    for number in range(count):
        await channel.put(number)
    channel.close()


async def emptied(channel: Channel[int]) -> list[int]:
    found: list[int] = []
    while batch := await channel.take():
        found += batch
    return found


@pytest.mark.parametrize("capacity", [1, 7, 10_000])
async def test_a_channel_keeps_order_across_threads(capacity: int) -> None:
    thread = NetThread("test")
    thread.start()
    channel: Channel[int] = Channel(capacity)
    filling = thread.begin(filled(channel, 5000))
    assert await asyncio.wait_for(emptied(channel), 20) == list(range(5000))
    filling.result(1)
    await thread.stop()


async def test_a_channel_closed_by_its_reader_stops_the_writer() -> None:
    channel: Channel[int] = Channel(1)
    await channel.put(1)
    waiting = asyncio.ensure_future(channel.put(2))
    await asyncio.sleep(0)
    channel.close()
    with pytest.raises(ChannelClosed):
        await waiting


async def test_a_channel_hands_over_what_it_has_before_its_error() -> None:
    channel: Channel[int] = Channel(5)
    await channel.put(1)
    channel.close(RemoteError("p2p.closed"))
    assert await channel.take() == [1]
    with pytest.raises(RemoteError):
        await channel.take()


async def forever() -> None:
    await asyncio.Event().wait()


async def test_stopping_the_thread_is_an_error_for_who_waits_and_no_cancellation() -> None:
    thread = NetThread("test")
    thread.start()
    waiting = asyncio.ensure_future(thread.run(forever()))
    await asyncio.sleep(0.05)
    await thread.stop()
    with pytest.raises(RemoteError):
        await waiting
    with pytest.raises(RemoteError):
        await thread.run(forever())


async def test_cancelling_who_waits_cancels_the_work_on_the_thread() -> None:
    thread = NetThread("test")
    thread.start()
    ended: list[str] = []

    async def work() -> None:
        try:
            await forever()
        finally:
            ended.append("ended")

    waiting = asyncio.ensure_future(thread.run(work()))
    await asyncio.sleep(0.05)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await thread.stop()
    assert ended == ["ended"]


def test_the_repairs_fit_this_version_of_the_bindings() -> None:
    apply_patches()
    ffi: Any = iroh_ffi
    assert ffi._UniffiRustBufferBuilder._repaired_write
    assert ffi._repaired_dropped


def test_a_repair_that_does_not_fit_is_taken_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ffi: Any = iroh_ffi

    class Changed:
        write = ffi._UniffiRustBufferBuilder.write

    monkeypatch.setattr(ffi, "_UniffiRustBufferBuilder", Changed)
    original = Changed.write
    apply_patches()
    assert Changed.write is original
    assert "does not fit" in caplog.text
    caplog.clear()


async def test_a_bucket_fills_up_again() -> None:
    buckets = TokenBuckets(rate=1000.0, burst=2)
    assert [buckets.spend("a"), buckets.spend("a"), buckets.spend("b")] == [True] * 3
    assert not buckets.spend("a", 2)
    await asyncio.sleep(0.01)
    assert buckets.spend("a")


async def test_forgotten_keys_do_not_fill_the_memory() -> None:
    buckets = TokenBuckets(rate=0.0, burst=1, most_keys=10)
    for number in range(1000):
        assert buckets.spend(str(number))
    assert not buckets.spend("999")
    assert len(buckets._levels) == 10


def key(name: str) -> RequestKey:
    return RequestKey(account="a", role="consumer", id=name)


async def test_old_answers_make_room_for_new_ones() -> None:
    supervisor = Supervisor()
    replies = Replies(supervisor, most=2)
    done: list[str] = []

    def work(name: str) -> Any:
        async def answered() -> bytes:
            done.append(name)
            return name.encode()

        return answered

    for name in ("a", "b", "c", "c", "b", "a"):
        assert await replies.answer(key(name), b"", work(name)) == name.encode()
    assert done == ["a", "b", "c", "a"]
    await supervisor.close()


async def test_work_goes_on_when_its_caller_leaves() -> None:
    supervisor = Supervisor()
    replies = Replies(supervisor)
    go = asyncio.Event()

    async def work() -> bytes:
        await go.wait()
        return b"first"

    async def other_work() -> bytes:
        return b"second"

    leaving = asyncio.ensure_future(replies.answer(key("x"), b"", work))
    await asyncio.sleep(0)
    leaving.cancel()
    staying = asyncio.ensure_future(replies.answer(key("x"), b"", other_work))
    await asyncio.sleep(0)
    go.set()
    assert await staying == b"first"
    await supervisor.close()


def test_an_error_travels_as_code_and_parameters() -> None:
    error = error_of(fault_of(UserError("worker.no_image", image="a" * 500, size=3)))
    assert isinstance(error, UserError)
    assert error.code == "worker.no_image"
    assert error.params == {"image": "a" * 200, "size": 3}


@pytest.mark.parametrize(
    "fault",
    [
        None,
        {},
        {"code": 5},
        {"code": "nodot"},
        {"code": "Bad.Code"},
        {"code": "a." + "b" * 70},
        {"code": "wallet.wrong_password"},
        {"code": "agent.anything"},
        {"code": "worker.x", "params": []},
    ],
)
def test_a_fault_that_is_none_is_a_bad_reply(fault: Any) -> None:
    with pytest.raises(CodedError) as caught:
        error_of(fault)
    assert caught.value.code == "core.bad_reply"


@pytest.mark.parametrize("name", ["code", "self", "a b", "A", "x" * 50])
def test_odd_parameters_do_not_travel(name: str) -> None:
    error = error_of({"code": "worker.x", "params": {name: 1, "good": float("nan")}})
    assert set(error.params) == {"good"}


@pytest.mark.parametrize(
    ("text", "found"),
    [("127.0.0.1:80", ("127.0.0.1", 80)), ("[::1]:0", ("::1", 0)), ("[fe80::1]:9", ("fe80::1", 9))],
)
def test_socket_addresses_are_read(text: str, found: tuple[str, int]) -> None:
    assert parse_socket_address(text) == found


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("10.0.0.7:1", "10.0.0.7"),
        ("[2001:db8:1:2:3:4:5:6]:1", "2001:db8:1:2::/64"),
        ("[::ffff:10.0.0.7]:1", "10.0.0.7"),
        ("nonsense", "unknown"),
    ],
)
def test_hosts_are_counted_by_what_one_owner_has(text: str, host: str) -> None:
    assert counted_host(text) == host
