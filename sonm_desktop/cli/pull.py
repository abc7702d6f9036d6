"""How far an image is, in a line and as a bar."""

from __future__ import annotations

import asyncio

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.tasks import Pull, Task
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import lasting, volume

_POLL_S = 0.5
_BEFORE = ("recorded", "preparing")


def pull_line(pull: Pull) -> str:
    """``12 MiB of 40 MiB, layer 2 of 5, about 12 s left``."""
    if not pull.layers:
        return "asking the registry"
    layers = f"{pull.layers_done} of {pull.layers} layers"
    if pull.unpacking:
        return f"unpacking, {layers}"
    left = f", about {lasting(pull.left_s)} left" if pull.left_s is not None else ""
    return f"{volume(pull.done)} of {volume(pull.total)}, {layers}{left}"


async def until_image(session: Session, agent: AgentClient, deal: str, task: Task) -> Task:
    """*task* once its image is there, with a bar meanwhile."""
    if task.state not in _BEFORE:
        return task
    with session.progress("Fetching the image") as progress:
        while task.state in _BEFORE:
            if task.pull is not None:
                progress.reach(task.pull.part, pull_line(task.pull))
            await asyncio.sleep(_POLL_S)
            task = await agent.tasks.status(deal, task.task)
    return task
