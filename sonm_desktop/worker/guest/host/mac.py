"""macOS: the event source and the windows on the screen, by the frameworks that have them."""

from __future__ import annotations

import ctypes
import ctypes.util
from typing import Any

from sonm_desktop.worker.guest.host import portable
from sonm_desktop.worker.guest.host.portable import working
from sonm_desktop.worker.guest.senses import Refused, SenseLost, Senses

_ANY_INPUT = 0xFFFF_FFFF
"""kCGAnyInputEventType."""

_ALL_SESSIONS = 0
"""kCGEventSourceStateCombinedSessionState."""

_UTF8 = 0x0800_0100
_DOUBLE = 13
_ON_SCREEN = 1
_LAYER_OF_PROGRAMS = 0


class _Size(ctypes.Structure):
    """CGRect."""

    _fields_ = tuple((name, ctypes.c_double) for name in ("x", "y", "width", "height"))


class LastEvent:
    """CGEventSourceSecondsSinceLastEventType."""

    source = "quartz"
    every_s = 0.5

    def read(self) -> float:
        ask = _framework("ApplicationServices").CGEventSourceSecondsSinceLastEventType
        ask.restype, ask.argtypes = ctypes.c_double, (ctypes.c_int32, ctypes.c_uint32)
        return float(ask(_ALL_SESSIONS, _ANY_INPUT))


class ScreenFilled:
    """Whether a program's window has the bounds of the main screen, its menu bar included."""

    source = "quartz"
    every_s = 1.0

    def read(self) -> bool:
        graphics, base = _framework("ApplicationServices"), _framework("CoreFoundation")
        graphics.CGMainDisplayID.restype = ctypes.c_uint32
        graphics.CGDisplayBounds.restype = _Size
        graphics.CGDisplayBounds.argtypes = (ctypes.c_uint32,)
        screen = graphics.CGDisplayBounds(graphics.CGMainDisplayID())
        graphics.CGWindowListCopyWindowInfo.restype = ctypes.c_void_p
        graphics.CGWindowListCopyWindowInfo.argtypes = (ctypes.c_uint32, ctypes.c_uint32)
        windows = graphics.CGWindowListCopyWindowInfo(_ON_SCREEN, 0)
        if not windows:
            raise SenseLost("no list of windows")
        try:
            return any(_fills(base, graphics, each, screen) for each in _each(base, windows))
        finally:
            base.CFRelease.argtypes = (ctypes.c_void_p,)
            base.CFRelease(windows)


def senses() -> Senses:
    """What works on this machine now. Blocks for a moment."""
    return Senses(
        idle=working(LastEvent()) or Refused("worker.no_presence"),
        fullscreen=working(ScreenFilled()) or Refused("worker.no_fullscreen"),
        programs=portable.RunningPrograms(),
        battery=portable.battery(),
        metered=Refused("worker.no_network_cost_here"),
        heat=portable.temperature(),
    )


def _each(base: Any, windows: int) -> list[int]:
    base.CFArrayGetCount.restype = ctypes.c_long
    base.CFArrayGetCount.argtypes = (ctypes.c_void_p,)
    base.CFArrayGetValueAtIndex.restype = ctypes.c_void_p
    base.CFArrayGetValueAtIndex.argtypes = (ctypes.c_void_p, ctypes.c_long)
    count = base.CFArrayGetCount(windows)
    return [base.CFArrayGetValueAtIndex(windows, index) for index in range(count)]


def _fills(base: Any, graphics: Any, window: int, screen: _Size) -> bool:
    layer = _value(base, window, "kCGWindowLayer")
    bounds = _value(base, window, "kCGWindowBounds")
    if not layer or not bounds or _as_number(base, layer) != _LAYER_OF_PROGRAMS:
        return False
    found = _Size()
    read = graphics.CGRectMakeWithDictionaryRepresentation
    read.restype, read.argtypes = ctypes.c_bool, (ctypes.c_void_p, ctypes.c_void_p)
    if not read(bounds, ctypes.byref(found)):
        return False
    return bool(found.width >= screen.width and found.height >= screen.height)


def _value(base: Any, dictionary: int, name: str) -> int:
    base.CFStringCreateWithCString.restype = ctypes.c_void_p
    base.CFStringCreateWithCString.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32)
    base.CFDictionaryGetValue.restype = ctypes.c_void_p
    base.CFDictionaryGetValue.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    base.CFRelease.argtypes = (ctypes.c_void_p,)
    key = base.CFStringCreateWithCString(None, name.encode(), _UTF8)
    try:
        return int(base.CFDictionaryGetValue(dictionary, key) or 0)
    finally:
        base.CFRelease(key)


def _as_number(base: Any, number: int) -> float:
    base.CFNumberGetValue.restype = ctypes.c_bool
    base.CFNumberGetValue.argtypes = (ctypes.c_void_p, ctypes.c_long, ctypes.c_void_p)
    found = ctypes.c_double()
    base.CFNumberGetValue(number, _DOUBLE, ctypes.byref(found))
    return found.value


def _framework(name: str) -> Any:
    """Raises SenseLost off macOS."""
    place = ctypes.util.find_library(name)
    if place is None:
        raise SenseLost("no macOS")
    return ctypes.CDLL(place)
