"""The window as a program: one for each profile, and a kill leaves nothing in its way."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from sonm_desktop.core.paths import HOME_VARIABLE, Profile
from sonm_desktop.ui.single import place_of, raise_first
from tests.end2end.terminal import Home, new_home

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
