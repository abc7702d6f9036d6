"""A window that comes to one point of the work, says so, and waits to be killed.

``python -m tests.killed_window POINT``: review, commit or log.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from functools import partial

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from sonm_desktop.api.client import AgentClient, ensure_agent
from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.tour.hands import Hands
from tests.ui.stage import opened, staged


async def review(hands: Hands) -> None:
    """The plan of a purchase is on the screen."""
    await hands.go("market")
    await hands.press("Review and rent")
    await hands.reading("Rent now")


async def commit(hands: Hands) -> None:
    """The purchase has been asked for, this moment."""
    await review(hands)
    hands.press_now("Rent now")


async def log(hands: Hands) -> None:
    """The log of a job that runs is on the screen."""
    await hands.go("rentals")
    await hands.until(lambda: "line 3" in hands.log(), "the third line")


POINTS: dict[str, Callable[[Hands], Awaitable[None]]] = {
    "review": review,
    "commit": commit,
    "log": log,
}


@staged(limit_s=120)
async def main(point: str) -> None:
    profile = Profile.named("default")
    revive = partial(ensure_agent, profile)
    async with (
        AgentClient(profile) as agent,
        opened(agent, revive=revive, profile=profile) as stage,
    ):
        await POINTS[point](Hands(stage.frame, stage.face))
        print("here", flush=True)
        await asyncio.sleep(120)


if __name__ == "__main__":
    application = QApplication([])
    main(sys.argv[1])
