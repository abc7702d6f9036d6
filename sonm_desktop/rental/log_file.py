"""A task's output on our own disk: appended in order, whole after any stop."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sonm_desktop.core.paths import private_folder

_HEAD = struct.Struct(">QdBI")
LARGEST_PIECE = 1 << 24


@dataclass(frozen=True, slots=True)
class LogPiece:
    """A piece of a task's output. seq: from 1 without gap. fd: 1 or 2. time: s."""

    seq: int
    time: float
    fd: int
    data: bytes


class LogFile:
    """One writer at a time; what a killed writer left half is cut off when it is opened again.

    Blocking: call it from a thread.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last: int | None = None

    def last(self) -> int:
        """The number of the newest whole piece; 0 when there is none."""
        if self._last is None:
            self._last = self._repaired()
        return self._last

    def append(self, pieces: list[LogPiece]) -> None:
        """Add pieces that follow on each other and on `last`."""
        expected = self.last() + 1
        with self._path.open("ab") as file:
            for seq, piece in enumerate(pieces, start=expected):
                if piece.seq != seq:
                    raise ValueError("a gap in the log")
                file.write(_HEAD.pack(piece.seq, piece.time, piece.fd, len(piece.data)))
                file.write(piece.data)
        self._last = expected + len(pieces) - 1

    def read(self, after: int, position: int = 0, limit: int = 500) -> tuple[list[LogPiece], int]:
        """Up to *limit* pieces with numbers above *after* from *position* of the file on, and
        the position behind them."""
        if not self._path.exists():
            return [], position
        found: list[LogPiece] = []
        with self._path.open("rb") as file:
            file.seek(position)
            for piece in _pieces(file):
                position = file.tell()
                if piece.seq > after:
                    found.append(piece)
                if len(found) >= limit:
                    break
        return found, position

    def _repaired(self) -> int:
        """Cut off half a piece; the number of the last whole one."""
        private_folder(self._path.parent)
        self._path.touch(mode=0o600)
        last, whole = 0, 0
        with self._path.open("r+b") as file:
            for piece in _pieces(file):
                last, whole = piece.seq, file.tell()
            file.truncate(whole)
        return last


def _pieces(file: BinaryIO) -> Iterator[LogPiece]:
    """Whole pieces up to the end, or to the first half one."""
    while True:
        head = file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return
        seq, time, descriptor, size = _HEAD.unpack(head)
        if size > LARGEST_PIECE:
            return
        data = file.read(size)
        if len(data) < size:
            return
        yield LogPiece(seq, time, descriptor, data)
