"""A measurement followed to its end."""

from __future__ import annotations

import asyncio
from typing import Literal

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.worker import WorkerStatus
from sonm_desktop.cli.progress import Progress

_POLL_S = 0.5


async def follow_benchmark(
    agent: AgentClient,
    worker: str,
    progress: Progress,
    *,
    again: bool = False,
    effort: Literal["quick", "standard", "precise"] = "quick",
    only: tuple[int, ...] = (),
) -> WorkerStatus:
    """Measure the machine of *worker*, telling *progress* how far it is; its status then."""
    status = await agent.workers.benchmark(worker, force=again, effort=effort, only=only)
    while status.benchmarking is not None and status.benchmarking.running:
        progress.reach(status.benchmarking.progress, status.benchmarking.test)
        await asyncio.sleep(_POLL_S)
        status = await agent.workers.status(worker)
    return status
