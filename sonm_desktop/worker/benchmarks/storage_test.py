"""Random reads of 4 KiB from the disk itself, past the system's cache; each block is checked."""

from __future__ import annotations

import mmap
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from sonm_desktop.worker.benchmarks.uncached import open_uncached
from sonm_desktop.worker.benchmarks.wrong import WrongResult

BLOCK = 4096
DEEP = 32
"""Readers at once, for operations per second; one for latency."""

_LARGEST = 256 << 20
_CHUNK = 1 << 20
_NUMBER = 8


@contextmanager
def filled_file(folder: Path, free_bytes: int) -> Iterator[Path]:
    """A file of at most a quarter of what is free, each block with its number; removed after."""
    path = folder / f".measuring-{os.getpid()}"
    size = min(_LARGEST, free_bytes // 4) // _CHUNK * _CHUNK
    if not size:
        raise WrongResult
    try:
        with path.open("wb") as file:
            for first in range(0, size // BLOCK, _CHUNK // BLOCK):
                file.write(b"".join(_block(first + at) for at in range(_CHUNK // BLOCK)))
            file.flush()
            os.fsync(file.fileno())
        yield path
    finally:
        path.unlink(missing_ok=True)


def random_reads(path: Path, readers: int, seconds: float) -> Iterator[float]:
    """Reads per second of *readers* together, one rate for each burst. Raises WrongResult."""
    blocks = path.stat().st_size // BLOCK
    while True:
        runs = [_Reader(path, blocks, seed) for seed in range(readers)]
        start = threading.Barrier(readers)
        threads = [
            threading.Thread(target=run.work, args=(start, seconds), daemon=True) for run in runs
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if not all(run.right for run in runs):
            raise WrongResult
        yield sum(run.rate for run in runs)


class _Reader:
    """One thread's share: a file of its own and a page of its own."""

    def __init__(self, path: Path, blocks: int, seed: int) -> None:
        self._path = path
        self._blocks = blocks
        self._dice = random.Random(seed)  # noqa: S311 (any order will do)
        self.right = False
        self.rate = 0.0

    def work(self, start: threading.Barrier, seconds: float) -> None:
        try:
            with open_uncached(self._path) as file, mmap.mmap(-1, BLOCK) as page:
                self._read(file, page, start, seconds)
        except OSError:
            start.abort()
        except threading.BrokenBarrierError:
            return

    def _read(
        self, file: FileIO, page: mmap.mmap, start: threading.Barrier, seconds: float
    ) -> None:
        start.wait()
        begun, done, right = time.perf_counter(), 0, True
        while time.perf_counter() - begun < seconds or not done:
            block = self._dice.randrange(self._blocks)
            file.seek(block * BLOCK)
            right &= file.readinto(page) == BLOCK
            right &= page[:_NUMBER] == block.to_bytes(_NUMBER, "little")
            done += 1
        self.right = right
        self.rate = done / (time.perf_counter() - begun)


def _block(number: int) -> bytes:
    return number.to_bytes(_NUMBER, "little") * (BLOCK // _NUMBER)
