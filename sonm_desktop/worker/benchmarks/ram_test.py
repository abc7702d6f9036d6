"""Bytes that one thread moves in memory per second, read and written, far beyond caches."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Iterator

import psutil

from sonm_desktop.worker.benchmarks.wrong import WrongResult

_BLOCK = 256 << 20
_LEAST = 16 << 20
_SAMPLE = 4096


def bandwidth(seconds: float) -> Iterator[float]:
    """One rate for each burst of *seconds*. Raises WrongResult."""
    size = max(_LEAST, min(_BLOCK, psutil.virtual_memory().available // 8))
    source, target = (ctypes.create_string_buffer(size) for _ in range(2))
    mark = os.urandom(_SAMPLE)
    places = (0, size // 2, size - _SAMPLE)
    for at in places:
        ctypes.memmove(ctypes.addressof(source) + at, mark, _SAMPLE)
    ctypes.memmove(target, source, size)
    while True:
        ctypes.memset(target, 0, size)
        begun, moved = time.perf_counter(), 0
        spent = 0.0
        while spent < seconds:
            ctypes.memmove(target, source, size)
            moved += 2 * size
            spent = time.perf_counter() - begun
        if any(ctypes.string_at(ctypes.addressof(target) + at, _SAMPLE) != mark for at in places):
            raise WrongResult
        yield moved / spent
