"""One step in a process of its own, which is killed when it stalls."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.program import background_command
from sonm_desktop.worker.benchmarks.effort import Effort
from sonm_desktop.worker.benchmarks.steps import Step
from sonm_desktop.worker.benchmarks.storage_place import private_folder

_LARGEST_LINE = 1 << 16

Heard = Callable[[int, float], None]
"""The number of the benchmark that runs, and how much of the step is done, 0 to 1."""


async def run_step(
    step: Step, effort: Effort, folder: Path, heard: Heard, *, limit_s: float | None = None
) -> dict[int, int]:
    """Its results; *folder*: where it may put a file for that long, if it needs one.

    Raises RemoteError worker.benchmark_failed or worker.benchmark_stalled.
    """
    lines: list[dict[str, Any]] = []

    def hear(said: dict[str, Any]) -> None:
        lines.append(said)
        if "number" in said:
            heard(int(said["number"]), float(said["done"]))

    with private_folder(folder) if step.fills_a_file else nullcontext(folder) as own:
        command = background_command(
            *("worker", "measure", step.test, *step.arguments, "--folder", str(own)),
            *("--rounds", str(effort.rounds), "--seconds", str(effort.seconds)),
        )
        await lines_of(command, hear, limit_s or step.limit_s(effort))
    results = lines[-1].get("results") if lines else None
    if not isinstance(results, dict) or not results:
        raise RemoteError("worker.benchmark_failed")
    return {int(number): int(value) for number, value in results.items()}


async def lines_of(
    command: list[str], hear: Callable[[dict[str, Any]], None], limit_s: float
) -> None:
    """Let *hear* have each line of JSON that *command* prints within *limit_s*.

    Raises RemoteError worker.benchmark_failed or worker.benchmark_stalled; the child is gone
    then, as after a cancellation.
    """
    child = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=_LARGEST_LINE,
    )
    try:
        async with asyncio.timeout(limit_s):
            await _hear(child, hear)
            await child.wait()
    except TimeoutError as error:
        raise RemoteError("worker.benchmark_stalled") from error
    except ValueError as error:
        raise RemoteError("worker.benchmark_failed") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        raise RemoteError("worker.benchmark_failed")


async def _hear(child: asyncio.subprocess.Process, hear: Callable[[dict[str, Any]], None]) -> None:
    if child.stdout is None:
        raise RemoteError("worker.benchmark_failed")
    async for line in child.stdout:
        said = json.loads(line)
        if isinstance(said, dict):
            hear(said)
