"""A task's output in one append-only file: numbered, capped, whole after kill -9.

Each record stands as seq, time, fd, length, checksum, data. A record that a crash cut off is
dropped at the next opening, and the engine is asked again for everything from the last whole
one on: the place is found by that record itself, so nothing is lost or repeated.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedRandom
from pathlib import Path

from sonm_desktop.core.paths import private_folder
from sonm_desktop.worker.runtime.port import EngineRecord

LOG_CAP = 16 << 20
"""Bytes of output kept per task; what follows is not, and the log says so."""

STDERR = 2
_HEAD = struct.Struct(">QQBII")
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class LogLine:
    """A record with its number, from 1 without gaps. ts: ns since 1970; fd: 1 or 2."""

    seq: int
    ts: int
    fd: int
    data: bytes


class TaskLog:
    """The file *path*, opened for appending. One writer; blocks, so use it in a thread."""

    def __init__(self, path: Path, *, cap: int = LOG_CAP) -> None:
        private_folder(path.parent)
        self._file = _opened(path)
        self._cap = cap
        self._path = path
        self._last: EngineRecord | None = None
        self._kept = 0
        self.seq = 0
        end = 0
        for line, offset in _scan(path, 0):
            self._note(EngineRecord(line.ts, line.fd, line.data))
            self.seq, end = line.seq, offset
        self._file.truncate(end)
        self._file.seek(end)

    @property
    def full(self) -> bool:
        """Whether the cap was reached."""
        return self._kept >= self._cap

    @property
    def since(self) -> int:
        """From when on the engine must be asked again, ns.

        A second early: stdout and stderr are stamped apart and may be kept out of order.
        """
        return max(0, self._last.ts - 1_000_000_000) if self._last else 0

    def append(self, record: EngineRecord) -> None:
        """Keep *record*, or the notice that the log is full in its place."""
        if self.full:
            return
        self._note(record)
        self._write(record)
        if self.full:
            text = f"[sonm] The log reached {self._cap} bytes. What follows is not kept.\n"
            self._write(EngineRecord(record.ts, STDERR, text.encode()))

    def unseen(self, records: Iterator[EngineRecord]) -> Iterator[EngineRecord]:
        """Those of *records* (from `since` on) that are not in the file yet.

        When the engine has thrown the last one away meanwhile, a notice stands in the gap.
        """
        if self._last is None:
            yield from records
            return
        last, to_pass = self._last, self._occurrences(self._last)
        later: list[EngineRecord] = []
        for record in records:
            if record == last:
                to_pass -= 1
                if not to_pass:
                    yield from records
                    return
            elif record.ts > last.ts:
                later.append(record)
            if record.ts > last.ts + 1_000_000_000:
                break
        if later:
            text = b"[sonm] Some output was lost while the worker was away.\n"
            yield EngineRecord(last.ts, STDERR, text)
            yield from later
            yield from records

    def close(self) -> None:
        self._file.close()

    def _occurrences(self, wanted: EngineRecord) -> int:
        lines = (line for line, _ in _scan(self._path, 0))
        return sum(EngineRecord(line.ts, line.fd, line.data) == wanted for line in lines)

    def _note(self, record: EngineRecord) -> None:
        self._last = record
        self._kept += len(record.data)

    def _write(self, record: EngineRecord) -> None:
        self.seq += 1
        head = (self.seq, record.ts, record.fd, len(record.data))
        check = zlib.crc32(record.data, zlib.crc32(repr(head).encode()))
        self._file.write(_HEAD.pack(*head, check) + record.data)
        self._file.flush()


def read_log(path: Path, *, after: int, offset: int, limit: int) -> tuple[list[LogLine], int]:
    """Lines above *after* from byte *offset* on, about *limit* bytes, and where to go on.

    May be called while another thread appends: a record that is not whole yet is left.
    """
    lines: list[LogLine] = []
    taken = 0
    for line, end in _scan(path, offset):
        offset = end
        if line.seq > after:
            lines.append(line)
            taken += len(line.data)
        if taken >= limit:
            break
    return lines, offset


def copy_log(log: TaskLog, records: Iterator[EngineRecord], grown: Callable[[], None]) -> None:
    """Append what is new in *records* until they end or the log is full."""
    for record in log.unseen(records):
        log.append(record)
        grown()
        if log.full:
            return


def _opened(path: Path) -> BufferedRandom:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    return os.fdopen(descriptor, "r+b")


def _scan(path: Path, offset: int) -> Iterator[tuple[LogLine, int]]:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        file.seek(offset)
        while True:
            head = file.read(_HEAD.size)
            if len(head) < _HEAD.size:
                return
            seq, ts, fd, size, check = _HEAD.unpack(head)
            data = file.read(size) if size <= _LARGEST else b""
            if len(data) < size or check != zlib.crc32(
                data, zlib.crc32(repr((seq, ts, fd, size)).encode())
            ):
                return
            offset += _HEAD.size + size
            yield LogLine(seq, ts, fd, data), offset
