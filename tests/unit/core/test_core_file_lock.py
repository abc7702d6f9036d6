"""A lock that one process holds and that dies with it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.file_lock import file_lock

HOLDING = """
import asyncio, pathlib, sys
from sonm_desktop.core.file_lock import file_lock

async def hold():
    async with file_lock(pathlib.Path(sys.argv[1]), limit_s=5):
        print("held", flush=True)
        await asyncio.sleep(60)

asyncio.run(hold())
"""


async def test_a_held_lock_is_waited_for_and_then_given_up(tmp_path: Path) -> None:
    path = tmp_path / "practice.lock"
    async with file_lock(path, limit_s=1):
        with pytest.raises(UserError) as refusal:
            async with file_lock(path, limit_s=0.1):
                raise AssertionError("two hold it")
    assert refusal.value.code == "core.timeout"
    async with file_lock(path, limit_s=0.1):
        assert path.exists()


async def test_two_holders_take_turns(tmp_path: Path) -> None:
    inside = 0

    async def enter() -> None:
        nonlocal inside
        async with file_lock(tmp_path / "lock", limit_s=5):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(enter() for _ in range(3)))


async def test_a_killed_holder_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    await asyncio.to_thread(_hold_and_be_killed, path)
    async with file_lock(path, limit_s=1):
        assert path.exists()


def _hold_and_be_killed(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        os.kill(holder.pid, signal.SIGKILL)
