"""The page of rentals while a million lines of a log stream into it: its longest block.

The stream comes from another process as the agent sends it, line by line through a pipe, and is
read by the window's own reader; the rest of the window stands around it, painted offscreen.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncGenerator
from typing import Any

LINES = 1_000_000
LINES_IN_A_PIECE = 20
GOAL_MS = 50
LIMIT_S = 600.0
_FLOOD, _WATCH = "flood", "watch"


def measure() -> dict[str, dict[str, Any]]:
    """log.longest_block: ms between two rounds of the event loop; log.lines_per_second."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.log_window", _WATCH],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=LIMIT_S,
    )
    seen = json.loads(done.stdout.splitlines()[-1])
    block = round(seen["block_ms"], 1)
    return {
        "log.longest_block": {
            "value": block,
            "unit": "ms",
            "peer": GOAL_MS,
            "ratio": round(block / GOAL_MS, 2),
        },
        "log.lines_per_second": {
            "value": round(LINES / seen["took_s"]),
            "unit": "lines/s",
            "peer": None,
            "ratio": None,
        },
    }


def flood() -> None:
    """Write the log as the agent does: one piece in each line of JSON."""
    from base64 import b64encode

    for first in range(0, LINES, LINES_IN_A_PIECE):
        text = "".join(
            f"{line:>8} rendered row {line % 640} of 640, depth 300\n"
            for line in range(first, first + LINES_IN_A_PIECE)
        )
        piece = {"seq": 1 + first // LINES_IN_A_PIECE, "time_ms": 0, "fd": 1}
        piece["data"] = b64encode(text.encode()).decode()
        sys.stdout.write(json.dumps(piece) + "\n")


def watch() -> None:
    """The window, and how long it ever stood still, as the last line of JSON."""
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        print(json.dumps(loop.run_until_complete(_watched())), flush=True)


async def _watched() -> dict[str, float]:
    import time

    from bench.window_child import Watchdog
    from sonm_desktop.ui.widgets.log_view import LogView
    from tests.fakes.agent import FakeAgent
    from tests.ui.stage import opened

    agent = FakeAgent()
    agent.tasks.logs = _streamed
    async with opened(agent, whole=True) as stage:
        watchdog = Watchdog()
        begun = time.perf_counter()
        await stage.go("rentals")
        watchdog.longest.clear()
        log = stage.seen(LogView, "Log of the job")
        await stage.until(lambda: log.lines.forgotten + len(log.lines) >= LINES, "the log", LIMIT_S)
        took = time.perf_counter() - begun
        return {"block_ms": max(watchdog.longest.values()), "took_s": took}


async def _streamed(
    _deal: str, _task: str, *, after: int = 0, follow: bool = False
) -> AsyncGenerator[Any, None]:
    from sonm_desktop.api.client.link import parse_line
    from sonm_desktop.api.schema.tasks import LogPiece

    source = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.log_window", _FLOOD, stdout=asyncio.subprocess.PIPE
    )
    assert source.stdout is not None
    async for line in source.stdout:
        yield parse_line(LogPiece, line)
    await source.wait()


if __name__ == "__main__":
    {_FLOOD: flood, _WATCH: watch}[sys.argv[1]]()
