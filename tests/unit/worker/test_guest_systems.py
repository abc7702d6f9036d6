"""The senses of systems that this test does not run on: by their interfaces, and never guessed."""

from __future__ import annotations

import ctypes
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from sonm_desktop.worker.guest.host import mac, portable, windows
from sonm_desktop.worker.guest.senses import Refused, SenseLost


def test_windows_counts_from_the_last_input_also_when_its_ticks_begin_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def last_input(place: Any) -> int:
        place._obj.dwTime = 2**32 - 300
        return 1

    def state(place: Any) -> int:
        place._obj.value = 3
        return 0

    libraries = SimpleNamespace(
        user32=SimpleNamespace(GetLastInputInfo=last_input),
        kernel32=SimpleNamespace(GetTickCount=lambda: 1000),
        shell32=SimpleNamespace(SHQueryUserNotificationState=state),
    )
    monkeypatch.setattr(ctypes, "windll", libraries, raising=False)
    assert windows.LastInput().read() == 1.3
    assert windows.Notifications().read()


@pytest.mark.parametrize(("said", "costs"), [("Unrestricted", False), ("Fixed", True)])
def test_windows_says_what_a_connection_costs(
    said: str, costs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "answer", lambda *_words: f"{said}\r\n")
    assert windows.ConnectionCost().read() is costs


@pytest.mark.parametrize("system", [windows, mac])
def test_what_a_system_does_not_answer_is_refused_with_a_reason(system: Any) -> None:
    found = system.senses()
    own = {"win32": windows, "darwin": mac}.get(sys.platform)
    assert own is system or found.idle == Refused("worker.no_presence")
    assert own is system or found.fullscreen == Refused("worker.no_fullscreen")
    assert isinstance(found.metered, Refused) or own is system


def test_the_hottest_part_counts_and_nonsense_does_not() -> None:
    def part(celsius: float) -> SimpleNamespace:
        return SimpleNamespace(current=celsius)

    readings = {"core": [part(61.0), part(72.5)], "odd": [part(0.0), part(-40.0), part(255.0)]}
    assert portable.Temperature(lambda: readings).read() == 72.5
    with pytest.raises(SenseLost):
        portable.Temperature(lambda: {"odd": readings["odd"]}).read()


def test_a_program_is_named_alike_on_every_system() -> None:
    assert portable.plain_name("Blender.EXE") == portable.plain_name("blender") == "blender"
