"""From kill -9 to a settled state, with a job that runs: worker, agent and engine in turn.

Settled is when agent and worker answer each other again, the engine is ready, and the job is
known as the one that ran before, in the one container that it had. The worker is started again
by its agent, the agent by the next command that wants it, the engine by what stands for systemd.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from sonm_desktop.api.client import AgentClient
from sonm_desktop.chain.practice.network import BARE, MOOD_VARIABLE
from sonm_desktop.core.errors import CodedError
from tests.end2end.breakable_engine import BreakableEngine
from tests.end2end.scene import Scene, set_scene
from tests.end2end.terminal import new_home, wait_until
from tests.worker_fixtures import import_busybox

ROUNDS = 3
GOAL_S = 10
_PROGRAMS = {"worker": ("sonm_desktop", " worker "), "agent": ("sonm_desktop", " agent ")}
_LONG = ("sh", "-c", "while :; do sleep 1; done")


def measure() -> dict[str, dict[str, Any]]:
    """The promised numbers: crash.worker_s, crash.agent_s, crash.engine_s, below ten seconds."""
    mood = os.environ.get(MOOD_VARIABLE)
    os.environ[MOOD_VARIABLE] = BARE
    engine = BreakableEngine(Path(tempfile.mkdtemp(prefix="sonm-e")) / "engine")
    engine.start()
    try:
        with new_home(engine.url) as home:
            scene = set_scene(home)
            deal = scene.buy()
            scene.run(deal, import_busybox(engine.url), *_LONG)
            wait_until(lambda: _settled(scene, deal), what="the job", every_s=0.05)
            took = {
                victim: [_after(victim, scene, engine, deal) for _ in range(ROUNDS)]
                for victim in (*_PROGRAMS, "engine")
            }
            scene.close(deal)
    finally:
        engine.close()
        del os.environ[MOOD_VARIABLE]
        os.environ |= {MOOD_VARIABLE: mood} if mood is not None else {}
    return {f"crash.{victim}_s": _entry(seconds) for victim, seconds in took.items()}


def _after(victim: str, scene: Scene, engine: BreakableEngine, deal: str) -> float:
    """Seconds until all is well again."""
    held = [container.id for container in engine.containers(scene.worker, "sonm.task")]
    begun = time.monotonic()
    if victim == "engine":
        engine.crash()
        engine.wait_until_answering()
    else:
        scene.home.kill(*_PROGRAMS[victim])
    if victim == "agent":
        scene.home.done("deal", "show", deal)
    wait_until(lambda: _settled(scene, deal), what=f"life after the {victim}", every_s=0.05)
    took = time.monotonic() - begun
    if held != [container.id for container in engine.containers(scene.worker, "sonm.task")]:
        raise RuntimeError("the job is in another container now")
    return took


def _settled(scene: Scene, deal: str) -> bool:
    try:
        return asyncio.run(_is_well(scene, deal))
    except (CodedError, OSError):
        return False


async def _is_well(scene: Scene, deal: str) -> bool:
    async with AgentClient(scene.home.profile) as agent:
        status = await agent.workers.status(scene.worker)
        task = await agent.tasks.status(deal, "job")
        return status.engine_ready and task.state == "running" and status.deals == 1


def _entry(seconds: list[float]) -> dict[str, Any]:
    value = statistics.median(seconds)
    return {
        "value": round(value, 2),
        "unit": "s",
        "peer": f"goal: {GOAL_S} s",
        "ratio": round(value / GOAL_S, 3),
    }
