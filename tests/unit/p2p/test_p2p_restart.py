"""A peer in another process that is killed, starts again, or stands still."""

from __future__ import annotations

import asyncio
import json
import secrets
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import EndpointId
from sonm_desktop.p2p.heartbeat import EVERY_S, MISSES
from sonm_desktop.p2p.transport import EndpointAddress
from tests.unit.p2p.conftest import StartNode

ROOT = Path(__file__).resolve().parents[3]


class OtherProgram:
    """Starts and kills serving nodes of one key."""

    def __init__(self) -> None:
        self.seed = secrets.token_hex(32)
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, bind: str = "127.0.0.1:0") -> EndpointAddress:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.p2p_process", self.seed, bind),
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        assert self._process.stdout is not None
        said = json.loads(await asyncio.wait_for(self._process.stdout.readline(), 30))
        return EndpointAddress(EndpointId(said["endpoint"]), tuple(said["addresses"]))

    def send(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.communicate()


@pytest.fixture
async def other() -> AsyncIterator[OtherProgram]:
    program = OtherProgram()
    yield program
    await program.kill()


async def test_a_peer_killed_and_restarted_on_another_port_goes_on(
    start_node: StartNode, other: OtherProgram
) -> None:
    node = await start_node(2)
    peer = await node.dial(await other.start())
    async with aclosing(peer.logs("task")) as records:  # type: ignore[type-var]
        seen = [(await anext(records)).seq for _ in range(100)]
        await other.kill()
        moved = await other.start()
        calling = asyncio.ensure_future(peer.call("echo", {"n": 1}))
        await asyncio.sleep(0)
        await peer.relocate(moved)
        assert (await asyncio.wait_for(calling, 10))["body"] == {"n": 1}
        seen += [(await anext(records)).seq for _ in range(400)]
    assert seen == list(range(1, 501))


async def test_dialling_a_moved_peer_anew_repairs_every_user_of_it(
    start_node: StartNode, other: OtherProgram
) -> None:
    node = await start_node(2)
    old = await node.dial(await other.start())
    await other.kill()
    new = await node.dial(await other.start())
    assert (await new.call("echo", {}))["count"] == 1
    assert (await asyncio.wait_for(old.call("echo", {}), 5))["count"] == 2


async def test_silence_is_noticed_in_eight_seconds_and_the_call_goes_on_where_it_can(
    start_node: StartNode, other: OtherProgram, caplog: pytest.LogCaptureFixture
) -> None:
    """Killed and restarted on the same port: only the heartbeat can tell."""
    node = await start_node(2)
    address = await other.start()
    peer = await node.dial(address)
    await other.kill()
    await other.start(address.addresses[0])
    began = asyncio.get_running_loop().time()
    assert (await peer.call("echo", {}, deadline_s=20))["count"] == 1
    assert asyncio.get_running_loop().time() - began < EVERY_S * (MISSES + 1) + 4
    assert any("lost peer" in entry.getMessage() for entry in caplog.records)


async def test_a_peer_that_stands_still_does_not_hold_a_call_beyond_its_deadline(
    start_node: StartNode, other: OtherProgram
) -> None:
    node = await start_node(2)
    peer = await node.dial(await other.start())
    other.send(signal.SIGSTOP)
    with pytest.raises(RemoteError) as caught:
        await asyncio.wait_for(peer.call("echo", {}, deadline_s=0.5), 2)
    assert caught.value.code == "p2p.deadline"
    other.send(signal.SIGCONT)
    assert (await peer.call("echo", {"n": 2}))["body"] == {"n": 2}
