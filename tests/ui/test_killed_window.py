"""kill -9 of the window in the middle of the work loses nothing: the next one shows the truth."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from sonm_desktop.api.client import AgentClient, ensure_agent
from sonm_desktop.core.paths import HOME_VARIABLE, Profile
from sonm_desktop.ui.tour.hands import Hands
from tests.end2end.scene import COUNTING, Scene, set_quickly
from tests.end2end.terminal import new_home, wait_until
from tests.ui.stage import opened, staged
from tests.worker_fixtures import busybox_image, engine_url

__all__ = ["busybox_image", "engine_url"]

pytestmark = [pytest.mark.usefixtures("qapp"), pytest.mark.crash]

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 200.0
LINES = 40


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with new_home() as home:
        monkeypatch.setenv(HOME_VARIABLE, str(home.folder))
        yield set_quickly(home)


@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # agents live on
def test_a_window_that_is_killed_while_it_buys_and_watches_leaves_one_deal_and_its_log(
    scene: Scene, busybox_image: str
) -> None:
    before = scene.snm("selling"), scene.snm("buying")
    scene.offer()

    _killed_at("review", scene)
    assert scene.home.asked(lambda agent: agent.deals.all()) == []

    _killed_at("commit", scene)
    wait_until(lambda: _settled(scene), what="the purchase's end")
    made = scene.home.asked(lambda agent: agent.deals.all())
    deals = [deal.id for deal in made if deal.phase != "failed"]
    assert len(deals) <= 1
    deal = deals[0] if deals else scene.buy()
    assert scene.snm("buying") < before[1]

    scene.run(deal, busybox_image, "sh", "-c", COUNTING.format(count=LINES))
    _killed_at("log", scene)
    _next_window_shows_the_end_of_the_log()

    assert [task["task"] for task in scene.home.done("task", "list", deal)] == ["job"]
    closed = scene.close(deal)
    assert scene.snm("selling") - before[0] == int(closed["paid"])
    assert before[1] - scene.snm("buying") == int(closed["paid"])


def _killed_at(point: str, scene: Scene) -> None:
    """A window that is killed as soon as it says that it has come to *point*."""
    window = subprocess.Popen(
        [sys.executable, "-m", "tests.killed_window", point],
        cwd=ROOT,
        env=scene.home.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert window.stdout is not None
        assert window.stdout.readline() == "here\n"
    finally:
        window.kill()
        window.communicate()


@staged(limit_s=LIMIT_S)
async def _next_window_shows_the_end_of_the_log() -> None:
    profile = Profile.named("default")
    async with (
        AgentClient(profile) as agent,
        opened(agent, revive=partial(ensure_agent, profile), profile=profile) as stage,
    ):
        hands = Hands(stage.frame, stage.face)
        await hands.go("rentals")
        await hands.until(lambda: hands.log().endswith("end\n"), "the log's end")
        lines = hands.log().splitlines()
        assert lines == ["begin", *(f"line {number}" for number in range(1, LINES + 1)), "end"]


def _settled(scene: Scene) -> bool:
    made = scene.home.asked(lambda agent: agent.deals.all())
    return all(deal.phase != "opening" for deal in made)
