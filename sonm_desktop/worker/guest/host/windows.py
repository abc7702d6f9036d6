"""Windows: user32, shell32, and the cost that Windows puts on a connection."""

from __future__ import annotations

import ctypes
from typing import Any

from sonm_desktop.worker.guest.host import portable
from sonm_desktop.worker.guest.host.asking import answer
from sonm_desktop.worker.guest.host.portable import working
from sonm_desktop.worker.guest.senses import Refused, SenseLost, Senses

_FILLED = frozenset({2, 3, 4})
"""QUNS_BUSY (a full-screen program), QUNS_RUNNING_D3D_FULL_SCREEN, QUNS_PRESENTATION_MODE."""

_COST = (
    "[void][Windows.Networking.Connectivity.NetworkInformation,"
    "Windows.Networking.Connectivity,ContentType=WindowsRuntime];"
    "[Windows.Networking.Connectivity.NetworkInformation]::GetInternetConnectionProfile()"
    ".GetConnectionCost().NetworkCostType"
)
_COSTS = {"Unrestricted": False, "Unknown": False, "Fixed": True, "Variable": True}


class _LastInput(ctypes.Structure):
    """LASTINPUTINFO."""

    _fields_ = (("cbSize", ctypes.c_uint32), ("dwTime", ctypes.c_uint32))


class LastInput:
    """GetLastInputInfo, in ticks of the session that this program runs in."""

    source = "user32"
    every_s = 0.5

    def read(self) -> float:
        last = _LastInput(ctypes.sizeof(_LastInput), 0)
        if not _library("user32").GetLastInputInfo(ctypes.byref(last)):
            raise SenseLost("GetLastInputInfo")
        ticks = _library("kernel32").GetTickCount() & 0xFFFF_FFFF
        return float((ticks - last.dwTime) & 0xFFFF_FFFF) / 1000


class Notifications:
    """SHQueryUserNotificationState: whether Windows itself would not disturb."""

    source = "shell32"
    every_s = 0.5

    def read(self) -> bool:
        state = ctypes.c_int()
        if _library("shell32").SHQueryUserNotificationState(ctypes.byref(state)):
            raise SenseLost("SHQueryUserNotificationState")
        return state.value in _FILLED


class ConnectionCost:
    """By the Windows Runtime, through PowerShell."""

    source = "windows"
    every_s = 60.0

    def read(self) -> bool:
        said = answer("powershell", "-NoProfile", "-NonInteractive", "-Command", _COST).strip()
        if said not in _COSTS:
            raise SenseLost("an unknown cost")
        return _COSTS[said]


def senses() -> Senses:
    """What works on this machine now. Blocks for a moment."""
    return Senses(
        idle=working(LastInput()) or Refused("worker.no_presence"),
        fullscreen=working(Notifications()) or Refused("worker.no_fullscreen"),
        programs=portable.RunningPrograms(),
        battery=portable.battery(),
        metered=working(ConnectionCost()) or Refused("worker.no_network_cost"),
        heat=portable.temperature(),
    )


def _library(name: str) -> Any:
    """Raises SenseLost off Windows."""
    libraries = getattr(ctypes, "windll", None)
    if libraries is None:
        raise SenseLost("no Windows")
    return getattr(libraries, name)
