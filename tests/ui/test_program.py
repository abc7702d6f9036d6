"""The window as a program: one for each profile, and a kill leaves nothing in its way."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from sonm_desktop.core.paths import HOME_VARIABLE, Profile
from sonm_desktop.ui.actions import ActionRunner
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.frame import Frame
from sonm_desktop.ui.live import LiveState
from sonm_desktop.ui.single import place_of, raise_first
from sonm_desktop.ui.theme.theme import Look, Theme
from tests.end2end.terminal import Home, new_home
from tests.fakes.agent import FakeAgent
from tests.ui.stage import Stage, staged

pytestmark = pytest.mark.usefixtures("qapp")

_LIMIT_S = 40.0


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    with new_home() as home:
        monkeypatch.setenv(HOME_VARIABLE, str(home.folder))
        yield home


@pytest.mark.timeout(180)
def test_a_second_launch_ends_at_once_and_a_killed_window_opens_again(home: Home) -> None:
    profile = Profile.named("window")
    first = _launch(home)
    _wait_until_open(profile, first)
    second = _launch(home)
    assert second.wait(_LIMIT_S) == 0
    assert first.poll() is None
    first.kill()
    first.wait(_LIMIT_S)
    assert place_of(profile).exists()
    third = _launch(home)
    _wait_until_open(profile, third)
    third.kill()
    third.wait(_LIMIT_S)


def _launch(home: Home) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "sonm_desktop.ui.run", "--profile", "window", "--look", "dark"],
        env={**home.environment(), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _wait_until_open(profile: Profile, program: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _LIMIT_S
    while not raise_first(profile):
        assert program.poll() is None, "the window ended by itself"
        assert time.monotonic() < deadline
        time.sleep(0.1)


@staged()
async def test_a_place_that_is_first_shown_late_knows_the_state() -> None:
    theme = Theme(QApplication.instance(), Look.LIGHT)
    face = Face(FakeAgent(), LiveState(FakeAgent()), ActionRunner(), theme, Profile.named("late"))
    frame = Frame(face)
    frame.window.show()
    following = asyncio.ensure_future(face.live.follow())
    stage = Stage(frame, face)
    try:
        await face.live.reached()
        await stage.go("rentals")
        await stage.until(lambda: stage.reads("New job"), "the rental that runs")
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        frame.close()
        await face.actions.close()
        frame.window.deleteLater()
        theme.deleteLater()
