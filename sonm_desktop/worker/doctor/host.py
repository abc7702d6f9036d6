"""Checks of the machine around the engine: disk, graphics cards, clock, sleep."""

from __future__ import annotations

import ctypes
import os
import secrets
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from sonm_desktop.worker.doctor.findings import Finding, good, note, poor

SLOWEST_DISK = 50
"""MiB/s of a fast hard disk; below it images take minutes to unpack."""

LEAST_FREE = 10 << 30
"""Bytes: a common image, a job's output and some room."""

_PROBE_BYTES = 64 << 20
_PIECE = 1 << 20
_MIB = 1 << 20
_GIB = 1 << 30
_TIME_ERROR = 5
_TIMEX_BYTES = 512
"""Larger than the kernel's ``struct timex`` (208 bytes) on every machine."""


def check_host(
    folder: Path, runtimes: tuple[str, ...], root: Path = Path("/")
) -> Iterable[Finding]:
    """*folder*: on the disk that jobs use. *root*: of the file system that is looked at."""
    yield disk_speed(folder)
    yield disk_space(folder)
    yield graphics(runtimes, root)
    yield clock()
    yield sleep(root)


def disk_speed(folder: Path) -> Finding:
    """Writes 64 MiB to *folder*, makes them durable, and removes them."""
    path = folder / f".speed-{secrets.token_hex(4)}"
    piece = os.urandom(_PIECE)
    try:
        with path.open("xb", buffering=0) as file:
            began = time.perf_counter()
            for _ in range(_PROBE_BYTES // _PIECE):
                file.write(piece)
            os.fsync(file.fileno())
            took = time.perf_counter() - began
    except OSError:
        return poor("disk_speed", "doctor.disk_unwritable", folder=str(folder))
    finally:
        path.unlink(missing_ok=True)
    speed = round(_PROBE_BYTES / _MIB / took)
    if speed < SLOWEST_DISK:
        return poor("disk_speed", "doctor.disk_slow", speed=speed, least=SLOWEST_DISK)
    return good("disk_speed", "doctor.disk_fast", speed=speed, least=SLOWEST_DISK)


def disk_space(folder: Path) -> Finding:
    """What is free where jobs write."""
    free = psutil.disk_usage(str(folder)).free
    told = {"free": round(free / _GIB), "least": LEAST_FREE // _GIB}
    if free < LEAST_FREE:
        return poor("disk_space", "doctor.disk_full", **told)
    return good("disk_space", "doctor.disk_roomy", **told)


def graphics(runtimes: tuple[str, ...], root: Path = Path("/")) -> Finding:
    """Whether containers can have the NVIDIA cards that the driver serves."""
    cards = len(list((root / "proc/driver/nvidia/gpus").glob("*")))
    if not cards:
        return good("graphics", "doctor.graphics_none")
    if "nvidia" not in runtimes:
        return poor("graphics", "doctor.graphics_no_runtime", cards=cards)
    return good("graphics", "doctor.graphics_ready", cards=cards)


def clock() -> Finding:
    """Whether somebody keeps this machine's clock right."""
    if not sys.platform.startswith("linux"):
        return good("clock", "doctor.clock_system")
    if _clock_is_kept():
        return good("clock", "doctor.clock_kept")
    return note("clock", "doctor.clock_free")


def sleep(root: Path = Path("/")) -> Finding:
    """Whether this machine may fall asleep while it is rented."""
    if not sys.platform.startswith("linux"):
        return note("sleep", "doctor.sleep_unknown")
    if not _states(root / "sys/power/state"):
        return good("sleep", "doctor.sleep_never")
    masked = root / "etc/systemd/system/sleep.target"
    if masked.is_symlink() and str(masked.readlink()) == os.devnull:
        return good("sleep", "doctor.sleep_off")
    return poor("sleep", "doctor.sleep_possible")


def _states(file: Path) -> set[str]:
    """The ways to suspend that the kernel offers; freezing for an instant is not one."""
    try:
        return set(file.read_text("ascii").split()) - {"freeze"}
    except OSError:
        return set()


def _clock_is_kept() -> bool:
    """adjtimex(2): with no request it changes nothing and tells the state of the clock."""
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)
    return int(ctypes.CDLL(None).adjtimex(timex)) not in (_TIME_ERROR, -1)
