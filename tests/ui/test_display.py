"""The window under a real display, window manager and tray, by real clicks and real keys."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton

from sonm_desktop.ui.shell.places import PLACES
from sonm_desktop.ui.theme.tokens import LIGHT
from tests.end2end.terminal import Home, new_home, wait_until
from tests.fakes.agent import FakeAgent
from tests.ui.stage import opened, staged

SIZE = "1400x900x24"
LIMIT_S = 30.0
TITLE = "^SONM$"
INSIDE = QPoint(4, 4)
"""From a button's corner to a pixel of its ground, beside icon and words."""

GRAB = """
import sys
from PySide6.QtGui import QGuiApplication
application = QGuiApplication([])
application.primaryScreen().grabWindow(0).save(sys.argv[1])
"""


@dataclass(frozen=True, slots=True)
class Screen:
    """An X display with a window manager and a tray, and a person's hands on it."""

    environment: dict[str, str]
    folder: Path

    def hands(self, *words: str, check: bool = True) -> str:
        """What xdotool says to *words*."""
        done = subprocess.run(
            ["xdotool", *words],
            env=self.environment,
            capture_output=True,
            check=check,
            text=True,
            timeout=LIMIT_S,
        )
        return done.stdout.strip()

    def windows(self, *wanted: str) -> list[str]:
        """Ids of the windows on the screen that are *wanted*."""
        return self.hands("search", "--onlyvisible", *wanted, check=False).split()

    def corner(self, window: str) -> QPoint:
        """Where *window* begins."""
        facts = dict(
            line.split("=")
            for line in self.hands("getwindowgeometry", "--shell", window).splitlines()
        )
        return QPoint(int(facts["X"]), int(facts["Y"]))

    def size(self, window: str) -> QPoint:
        """The width and height of *window*."""
        facts = dict(
            line.split("=")
            for line in self.hands("getwindowgeometry", "--shell", window).splitlines()
        )
        return QPoint(int(facts["WIDTH"]), int(facts["HEIGHT"]))

    def click(self, at: QPoint) -> None:
        """Press and release the left button at *at*."""
        self.hands("mousemove", str(at.x()), str(at.y()), "click", "1")

    def key(self, name: str) -> None:
        """Press and release *name* with what has the focus."""
        self.hands("key", "--clearmodifiers", name)

    def picture(self) -> QImage:
        """What is on the screen now."""
        file = self.folder / "screen.png"
        subprocess.run(
            [sys.executable, "-c", GRAB, str(file)],
            env={**self.environment, "QT_QPA_PLATFORM": "xcb"},
            check=True,
            timeout=LIMIT_S,
            capture_output=True,
        )
        return QImage(str(file))


@pytest.fixture
def home() -> Iterator[Home]:
    with new_home() as home:
        yield home


@pytest.fixture
def screen(home: Home) -> Iterator[Screen]:
    with ExitStack() as stack:
        environment = {**home.environment(), "DISPLAY": stack.enter_context(_display())}
        environment |= {"DBUS_SESSION_BUS_ADDRESS": "disabled:", "XDG_CONFIG_HOME": "/nowhere"}
        environment.pop("QT_QPA_PLATFORM", None)
        environment.pop("WAYLAND_DISPLAY", None)
        screen = Screen(environment, home.folder)
        stack.enter_context(_running(["openbox"], environment))
        tray = ["trayer", "--edge", "bottom", "--align", "right", "--widthtype", "request"]
        stack.enter_context(_running(tray, environment))
        wait_until(lambda: bool(screen.windows("--class", "trayer")), what="the tray")
        yield screen


@pytest.fixture
def places(qapp: object) -> dict[str, QPoint]:
    """Where the rail's buttons begin in a window of the first size."""
    corners: dict[str, QPoint] = {}

    @staged()
    async def look() -> None:
        async with opened(FakeAgent()) as stage:
            for button in stage.window.rail.findChildren(QAbstractButton):
                if button.property("place"):
                    corner = button.mapTo(stage.window, QPoint(0, 0))
                    corners[str(button.property("place"))] = corner
            await asyncio.sleep(0)

    look()
    return corners


@pytest.mark.timeout(240)
def test_a_person_walks_through_the_window_hides_it_and_finds_it_in_the_tray(
    home: Home, screen: Screen, places: dict[str, QPoint]
) -> None:
    home.done("network", "start")
    home.done("wallet", "create", *home.password())
    with _running(
        [sys.executable, "-m", "sonm_desktop.ui.run", "--look", "light"], screen.environment
    ) as program:
        window = _opened(screen)
        corner = screen.corner(window)
        _walk_by_mouse(screen, corner, places)
        _walk_by_keys(screen, corner, places)
        _hide_and_find(screen, program)
        screen.key("ctrl+q")
        assert program.wait(LIMIT_S) == 0
    assert home.processes("sonm_desktop", "agent"), "the agent lives on"


def _opened(screen: Screen) -> str:
    wait_until(lambda: bool(screen.windows("--name", TITLE)), what="the window", limit_s=LIMIT_S)
    [window] = screen.windows("--name", TITLE)
    screen.hands("windowactivate", "--sync", window)
    return window


def _walk_by_mouse(screen: Screen, corner: QPoint, places: dict[str, QPoint]) -> None:
    for place in (*PLACES[1:], PLACES[0]):
        screen.click(corner + places[place] + 3 * INSIDE)
        _until_in_front(screen, corner, places, place)


def _walk_by_keys(screen: Screen, corner: QPoint, places: dict[str, QPoint]) -> None:
    for number, place in enumerate(PLACES, start=1):
        screen.key(f"ctrl+{number}")
        _until_in_front(screen, corner, places, place)


def _until_in_front(screen: Screen, corner: QPoint, places: dict[str, QPoint], place: str) -> None:
    def is_in_front() -> bool:
        picture = screen.picture()
        ground = {key: picture.pixelColor(corner + at + INSIDE) for key, at in places.items()}
        tint = QColor(LIGHT.tint)
        return [key for key, colour in ground.items() if colour == tint] == [place]

    wait_until(is_in_front, what=f"{place} in front", limit_s=LIMIT_S)


def _hide_and_find(screen: Screen, program: subprocess.Popen[bytes]) -> None:
    [tray] = screen.windows("--class", "trayer")
    wait_until(lambda: len(_colours(screen, tray)) > 2, what="the mark in the tray")
    screen.key("alt+F4")
    wait_until(lambda: not screen.windows("--name", TITLE), what="a hidden window")
    assert program.poll() is None
    [tray] = screen.windows("--class", "trayer")
    screen.click(screen.corner(tray) + screen.size(tray) / 2)
    _opened(screen)


def _colours(screen: Screen, window: str) -> set[int]:
    picture, at, size = screen.picture(), screen.corner(window), screen.size(window)
    return {picture.pixel(at.x() + x, at.y() + y) for x in range(size.x()) for y in range(size.y())}


@contextmanager
def _display() -> Iterator[str]:
    """A display that the server chooses, so that it is nobody's."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            yield f":{answer.readline().strip()}"
    finally:
        server.terminate()
        server.wait(LIMIT_S)


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    program = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield program
    finally:
        program.kill()
        program.wait(LIMIT_S)
