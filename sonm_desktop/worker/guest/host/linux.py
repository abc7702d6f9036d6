"""Linux: an X server, GNOME's Mutter, logind, terminals, NetworkManager."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

from sonm_desktop.worker.guest.host import portable
from sonm_desktop.worker.guest.host.asking import answer
from sonm_desktop.worker.guest.host.portable import working
from sonm_desktop.worker.guest.host.processes import KernelPrograms
from sonm_desktop.worker.guest.host.x11 import XServer
from sonm_desktop.worker.guest.senses import Refused, Sense, SenseLost, Senses

_METERED = frozenset({1, 3})
"""NM_METERED_YES and NM_METERED_GUESS_YES."""

_BUS = ("busctl", "--timeout=2")
_LOGIND = "org.freedesktop.login1"
_ID_AND_PATH = 2


class XIdle:
    """By the screen saver extension."""

    source = "x11"
    every_s = 0.5

    def __init__(self, server: XServer) -> None:
        self._server = server

    def read(self) -> float:
        return self._server.idle_s()


class XFullscreen:
    """By the state that the window manager keeps for each window (EWMH)."""

    source = "x11"
    every_s = 0.5

    def __init__(self, server: XServer) -> None:
        self._server = server

    def read(self) -> bool:
        return self._server.fullscreen()


class MutterIdle:
    """GNOME tells it on Wayland and X alike."""

    source = "mutter"
    every_s = 2.0

    def read(self) -> float:
        place = ("org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core")
        said = answer(*_BUS, "--user", "call", *place, place[0], "GetIdletime")
        return _number(said) / 1000


class LogindIdle:
    """The desktop says it to logind once it thinks so itself, often after minutes."""

    source = "logind"
    every_s = 2.0

    def __init__(self) -> None:
        self._session = ""

    def read(self) -> float:
        try:
            return self._read(self._session or _session_of(os.getuid()))
        except SenseLost:
            self._session = ""
            raise

    def _read(self, session: str) -> float:
        kind = f"{_LOGIND}.Session"
        wanted = ("get-property", _LOGIND, session, kind, "IdleHint", "IdleSinceHint")
        hint, since = [*answer(*_BUS, *wanted).splitlines(), "", ""][:2]
        self._session = session
        if hint != "b true":
            return 0.0
        return max(0.0, time.time() - _number(since) / 1_000_000)


class TerminalIdle:
    """The kernel notes on each terminal when something was last typed, to 8 s."""

    source = "terminals"
    every_s = 2.0

    def __init__(self, folders: tuple[Path, ...] = (Path("/dev"), Path("/dev/pts"))) -> None:
        self._folders = folders

    def read(self) -> float:
        touched = []
        for folder, pattern in zip(self._folders, ("tty[0-9]*", "[0-9]*"), strict=True):
            for terminal in folder.glob(pattern):
                try:
                    touched.append(terminal.stat().st_atime)
                except OSError:
                    continue
        if not touched:
            raise SenseLost("no terminal")
        return max(0.0, time.time() - max(touched))


class NetworkManagerMetered:
    """What the owner, or the access point, told NetworkManager about the line in use."""

    source = "networkmanager"
    every_s = 10.0

    def read(self) -> bool:
        name, place = "org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager"
        said = answer(*_BUS, "get-property", name, place, name, "Metered")
        return _number(said) in _METERED


def senses(environment: Mapping[str, str] = os.environ) -> Senses:
    """What works on this machine now. Blocks for a moment."""
    server = XServer(environment)
    metered = working(NetworkManagerMetered())
    return Senses(
        idle=_idle(environment, server),
        fullscreen=_fullscreen(environment, server),
        programs=working(KernelPrograms()) or Refused("worker.no_programs"),
        battery=portable.battery(),
        metered=metered or Refused("worker.no_network_cost"),
        heat=portable.temperature(),
    )


def on_wayland(environment: Mapping[str, str]) -> bool:
    """There an X server sees only what happens in its own windows."""
    return bool(environment.get("WAYLAND_DISPLAY")) or (
        environment.get("XDG_SESSION_TYPE") == "wayland"
    )


def _idle(environment: Mapping[str, str], server: XServer) -> Sense[float] | Refused:
    x = () if on_wayland(environment) else (XIdle(server),)
    graphical = bool(environment.get("DISPLAY")) or on_wayland(environment)
    chain: tuple[Sense[float], ...] = (*x, MutterIdle(), LogindIdle())
    chain = chain if graphical else (*chain, TerminalIdle())
    found = next((sense for sense in chain if working(sense)), None)
    return found or Refused("worker.no_presence")


def _fullscreen(environment: Mapping[str, str], server: XServer) -> Sense[bool] | Refused:
    if on_wayland(environment):
        return Refused("worker.no_fullscreen_wayland")
    return working(XFullscreen(server)) or Refused("worker.no_fullscreen")


def _session_of(user: int) -> str:
    """The object of the graphical session of *user*. Raises SenseLost."""
    root = "/org/freedesktop/login1"
    whom = answer(*_BUS, "call", _LOGIND, root, f"{_LOGIND}.Manager", "GetUser", "u", str(user))
    found = _texts(whom)
    if not found:
        raise SenseLost("logind does not know the user")
    shown = answer(*_BUS, "get-property", _LOGIND, found[0], f"{_LOGIND}.User", "Display")
    session = _texts(shown)
    if len(session) != _ID_AND_PATH or not session[0]:
        raise SenseLost("no graphical session")
    return session[1]


def _texts(said: str) -> list[str]:
    """From ``(so) "2" "/path"``; names of sessions and paths hold no quotes."""
    return said.split('"')[1::2]


def _number(said: str) -> int:
    """From ``t 1234``. Raises SenseLost."""
    number = said.split()[-1:]
    if not number or not number[0].isdecimal():
        raise SenseLost("an answer that is no number")
    return int(number[0])
