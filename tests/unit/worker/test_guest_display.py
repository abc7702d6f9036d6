"""Presence and full-screen programs on a real X display, with a real window manager."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from sonm_desktop.worker.guest.host.linux import NetworkManagerMetered, TerminalIdle, senses
from sonm_desktop.worker.guest.host.x11 import XServer
from sonm_desktop.worker.guest.senses import Refused, SenseLost
from tests.end2end.terminal import wait_until

COOKIE = "0123456789abcdef0123456789abcdef"
WINDOW = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
window = QWidget()
window.showFullScreen()
sys.stdin.readline()
window.showMinimized()
sys.stdin.readline()
"""


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    child = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


@contextmanager
def display(folder: Path) -> Iterator[dict[str, str]]:
    """A display that admits only who has its cookie."""
    authority = folder / "authority"
    reading, writing = os.pipe()
    words = ["-displayfd", str(writing), "-screen", "0", "640x480x24", "-nolisten", "tcp"]
    authority.write_bytes(_entry(b""))
    server = subprocess.Popen(
        ["Xvfb", *words, "-auth", str(authority)],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        authority.write_bytes(_entry(b"987") + _entry(number.encode()))
        yield {"DISPLAY": f":{number}", "XAUTHORITY": str(authority)}
    finally:
        server.kill()
        server.wait()


def until(server: XServer, wanted: bool) -> None:
    wait_until(lambda: server.fullscreen() is wanted, what=f"full screen: {wanted}")


def test_somebody_is_felt_at_once_and_a_full_screen_only_while_it_is_shown(tmp_path: Path) -> None:
    with ExitStack() as stack:
        environment = stack.enter_context(display(tmp_path))
        server = XServer(environment)
        assert not server.fullscreen()
        stack.enter_context(running(["openbox"], environment))
        before = server.idle_s()
        wait_until(lambda: server.idle_s() > before, what="an untouched display")
        person = {**os.environ, **environment}
        subprocess.run(["xdotool", "mousemove", "7", "9"], check=True, env=person)
        assert server.idle_s() < before + 1
        qt = {**environment, "QT_QPA_PLATFORM": "xcb"}
        program = stack.enter_context(running([sys.executable, "-c", WINDOW], qt))
        until(server, True)
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
        until(server, False)
        found = senses(environment)
        assert (_source(found.idle), _source(found.fullscreen)) == ("x11", "x11")
        server.close()


def test_a_display_that_ends_is_a_lost_sense_and_no_end_of_the_worker(tmp_path: Path) -> None:
    with display(tmp_path) as environment:
        server = XServer(environment)
        assert server.idle_s() >= 0
        stranger = XServer({**environment, "XAUTHORITY": str(tmp_path / "none")})
        with pytest.raises(SenseLost, match="refuses us"):
            stranger.idle_s()
    for question in (server.idle_s, server.fullscreen, XServer({}).idle_s):
        with pytest.raises(SenseLost):
            _ask(question)


def test_wayland_offers_no_full_screen_and_says_why() -> None:
    found = senses({"WAYLAND_DISPLAY": "wayland-0"})
    assert found.fullscreen == Refused("worker.no_fullscreen_wayland")


def test_a_terminal_tells_when_it_was_typed_into(tmp_path: Path) -> None:
    for name, ago in (("tty1", 500), ("tty2", 200)):
        (tmp_path / name).touch()
        stamp = (tmp_path / name).stat().st_mtime - ago
        os.utime(tmp_path / name, (stamp, stamp))
    idle = TerminalIdle((tmp_path, tmp_path / "pts")).read()
    assert 200 <= idle < 500
    with pytest.raises(SenseLost):
        TerminalIdle((tmp_path / "pts", tmp_path / "pts")).read()


@pytest.mark.parametrize(("said", "metered"), [("u 1", True), ("u 2", False), ("u 3", True)])
def test_network_manager_says_whether_the_line_costs(
    said: str, metered: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "busctl"
    program.write_text(f"#!/bin/sh\necho '{said}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert NetworkManagerMetered().read() is metered


def _ask(question: Callable[[], object]) -> None:
    question()


def _source(sense: object) -> str:
    return str(getattr(sense, "source", ""))


def _entry(number: bytes) -> bytes:
    """One of an authority file, for any host."""
    parts = (b"host", number, b"MIT-MAGIC-COOKIE-1", bytes.fromhex(COOKIE))
    return b"\xff\xff" + b"".join(len(part).to_bytes(2, "big") + part for part in parts)
