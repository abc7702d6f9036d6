"""How long a person waits for the terminal: its help, and the state of an agent that runs.

The peer is an interpreter that loads what the terminal is made of and says nothing. Processor
time, the best of ten: what a person waits for on a machine that does nothing else.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from typing import Any

from tests.end2end.terminal import Home, new_home

ROUNDS = 10
BARE = (sys.executable, "-c", "import asyncio, typer, rich.console, rich.table")
OURS = (sys.executable, "-m", "sonm_desktop")


def measure() -> dict[str, dict[str, Any]]:
    """The promised numbers: terminal.help_s, terminal.status_s."""
    with new_home() as home:
        home.done("network", "start")
        bare = _best(home, BARE)
        shown = _best(home, (*OURS, "--help"))
        status = _best(home, (*OURS, "status"))
    return {"terminal.help_s": _beside(shown, bare), "terminal.status_s": _beside(status, bare)}


def _best(home: Home, command: tuple[str, ...]) -> float:
    return min(_one(home, command) for _ in range(ROUNDS))


def _one(home: Home, command: tuple[str, ...]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command,
        check=True,
        cwd=home.folder,
        env=home.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _beside(value: float, bare: float) -> dict[str, Any]:
    return {
        "value": round(value, 3),
        "unit": "s of processor time",
        "peer": f"an interpreter with the same libraries: {bare:.3f} s",
        "ratio": round(value / bare, 2),
    }
