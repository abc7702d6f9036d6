"""No step of the first run cuts its words, 40 % longer and in both directions."""

from __future__ import annotations

import asyncio

import pytest

from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.welcome.journey import STEPS, Journey, Step
from tests.fakes.agent import PHRASE, FakeAgent
from tests.ui import test_pseudo_locale as pseudo
from tests.ui.stage import Stage, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")

tongue = pseudo.tongue


def test_nothing_is_cut_in_any_step(tongue: None) -> None:
    @staged(limit_s=60)
    async def look() -> None:
        found: list[str] = []
        async with opened(FakeAgent()) as stage:
            stage.window.resize(1024, 640)
            stage.window.elsewhere.emit("welcome")
            for way, steps in STEPS.items():
                for step in steps:
                    stage.frame.journeys.keep(Journey(way=way, step=step))
                    found += await _cut_in(stage, step)
        assert sorted(set(found)) == []

    look()


async def _cut_in(stage: Stage, step: Step) -> list[str]:
    welcome = stage.frame.welcome
    assert welcome is not None
    welcome.open_step(step, phrase=Secret(PHRASE) if step is Step.BACKUP else None)
    await asyncio.sleep(0.1)  # the practice goes on meanwhile, as it may
    return [f"{step}: {cut}" for cut in pseudo._cut(stage)]
