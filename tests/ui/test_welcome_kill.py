"""kill -9 of the window in any step of the first run: the next window goes on there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.welcome.journey import STEPS, Step, Way
from tests.fakes.agent import PHRASE, FakeAgent
from tests.ui.dying_window import PASSWORD, newcomer
from tests.ui.stage import opened, staged

pytestmark = pytest.mark.usefixtures("qapp")

_ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("way", [*Way])
def test_a_window_killed_in_a_step_is_taken_up_there_and_has_written_no_secret(
    tmp_path: Path, way: Way
) -> None:
    for step in STEPS[way]:
        folder = tmp_path / step
        folder.mkdir()
        _kill_in(folder, way, step)
        _take_up(folder, way, step)


def _kill_in(folder: Path, way: Way, step: Step) -> None:
    with ExitStack() as stack:
        window = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-m", "tests.ui.dying_window", str(folder), way, step],
                cwd=_ROOT,
                env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        stack.callback(window.kill)
        assert window.stdout is not None
        assert window.stdout.readline() == "there\n", window.communicate()[1][-2000:]
        window.kill()
        said = "".join(window.communicate())
    assert window.returncode == -signal.SIGKILL
    written = said + "".join(f.read_text() for f in folder.rglob("*") if f.is_file())
    assert step in written
    for secret in (PASSWORD, PHRASE, *PHRASE.split()[4:6]):
        assert secret not in written


@staged(limit_s=30)
async def _take_up(folder: Path, way: Way, step: Step) -> None:
    agent = newcomer() if step is Step.WALLET else FakeAgent()
    async with opened(agent, profile=Profile("dying", folder), calmly=False) as stage:
        welcome = stage.frame.welcome
        assert welcome is not None
        await stage.until(lambda: welcome.isVisible() and welcome.step is step, step)
        assert stage.frame.journeys.now.way is way
