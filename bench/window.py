"""The window beside a bare one: launch, memory, idle in the tray, and its longest block.

Both are painted offscreen, each in a process of its own, in the same run, best of three. The
peer has Qt's widgets and an empty main window, nothing else.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from sonm_desktop.api.client import AgentClient, ensure_agent
from sonm_desktop.core.paths import HOME_VARIABLE, Profile
from sonm_desktop.core.secret import Secret

ROUNDS = 3
SETTLED_S = 3.0
IDLE_S = 10.0
LIMIT_S = 60.0
PROFILE = "bench"
GOALS = {"launch": 2.0, "rss": 1.6, "cpu_percent": 0.5, "block_ms": 50}

BARE = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
window.show()
QTimer.singleShot(0, lambda: print("usable", flush=True))
application.exec()
"""
LOOK = "wearing"
OURS = (sys.executable, "-m", "bench.window_child")


def measure() -> dict[str, dict[str, Any]]:
    """window.painted, .usable, .rss, .tray_idle_cpu, .longest_block, .look_changed.

    A block lasts from one round of the event loop to the next, over all places in both sizes;
    another look dresses every widget anew and has a number of its own.
    """
    with _agent() as environment:
        bare = [_seen([sys.executable, "-c", BARE], environment) for _ in range(ROUNDS)]
        ours = [_seen([*OURS, "launch", PROFILE], environment) for _ in range(ROUNDS)]
        idle = _idle([*OURS, "tray", PROFILE], environment)
        blocks = _blocks([*OURS, "tour", PROFILE], environment)
    looks = max(blocks.pop(what) for what in list(blocks) if what.startswith(LOOK))
    bare_s, bare_mib = min(one[0]["usable"] for one in bare), min(one[1] for one in bare)
    return {
        "window.painted": _beside(min(one[0]["painted"] for one in ours), "s", bare_s),
        "window.usable": _beside(min(one[0]["usable"] for one in ours), "s", bare_s),
        "window.rss": _beside(min(one[1] for one in ours), "MiB", bare_mib),
        "window.tray_idle_cpu": _against(idle, "% of a core", "cpu_percent"),
        "window.longest_block": _against(max(blocks.values()), "ms", "block_ms"),
        "window.look_changed": _against(looks, "ms", "block_ms"),
    }


@contextmanager
def _agent() -> Iterator[dict[str, str]]:
    """The environment of a home with a wallet, a practice network and an agent that runs."""
    home = Path(tempfile.mkdtemp(prefix="sonm-"))
    os.environ[HOME_VARIABLE] = str(home)
    try:
        asyncio.run(_prepare(Profile.named(PROFILE)))
        yield {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    finally:
        asyncio.run(_end(Profile.named(PROFILE)))
        del os.environ[HOME_VARIABLE]
        shutil.rmtree(home, ignore_errors=True)


async def _prepare(profile: Profile) -> None:
    await ensure_agent(profile)
    async with AgentClient(profile) as agent:
        await agent.network.start_practice()
        await agent.wallet.create(Secret("only for a measurement"))


async def _end(profile: Profile) -> None:
    async with AgentClient(profile) as agent:
        process = psutil.Process((await agent.health()).pid)
        await agent.network.stop_practice()
        await agent.shut_down()
    await asyncio.to_thread(process.wait, LIMIT_S)


def _seen(command: list[str], environment: dict[str, str]) -> tuple[dict[str, float], float]:
    """Seconds from the start to each word that the program says, and its MiB once it is quiet."""
    begun = time.perf_counter()
    with _program(command, environment) as process:
        heard: dict[str, float] = {}
        while "usable" not in heard:
            word = _line(process)
            heard[word] = time.perf_counter() - begun
        time.sleep(SETTLED_S)
        return heard, psutil.Process(process.pid).memory_info().rss / 2**20


def _idle(command: list[str], environment: dict[str, str]) -> float:
    with _program(command, environment) as process:
        while _line(process) != "usable":
            pass
        time.sleep(SETTLED_S)
        watched = psutil.Process(process.pid)
        watched.cpu_percent()
        time.sleep(IDLE_S)
        return watched.cpu_percent()


def _blocks(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    """The longest block in milliseconds for what was done then; of each the best of the rounds."""
    found: dict[str, float] = {}
    for _ in range(ROUNDS):
        with _program(command, environment) as process:
            while not (line := _line(process)).startswith("{"):
                pass
        for what, longest in json.loads(line).items():
            found[what] = min(longest, found.get(what, longest))
    return found


@contextmanager
def _program(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("the window ended by itself")
    return line.strip()


def _beside(value: float, unit: str, peer: float) -> dict[str, Any]:
    goal = GOALS["rss" if unit == "MiB" else "launch"]
    return {
        "value": round(value, 3 if unit == "s" else 1),
        "unit": unit,
        "peer": f"a bare window: {peer:.3g} {unit}; goal: {goal:g} x",
        "ratio": round(value / peer, 2),
    }


def _against(value: float, unit: str, goal: str) -> dict[str, Any]:
    return {
        "value": round(value, 2),
        "unit": unit,
        "peer": f"goal: {GOALS[goal]:g}",
        "ratio": round(value / GOALS[goal], 2),
    }
