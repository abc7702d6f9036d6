"""A file on its way: written beside its place, moved there once its digest is right.

Everything here blocks; call it off the event loop.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path, PurePosixPath

from sonm_desktop.core.errors import RemoteError, UserError

LONGEST_NAME_BYTES = 160

_HASHED_AT_ONCE = 1024 * 1024
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE | re.ASCII)
_PART = re.compile(r"([0-9a-f]{64})\.part", re.ASCII)
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)


def place_within(into: Path, path: str) -> Path:
    """Where the peer's file *path* belongs below the folder *into*, which is made if missing.

    Raises UserError("p2p.bad_file_name") for names that lead outside, also by a link that
    lies there, or that some system cannot hold.
    """
    parts = path.split("/")
    if PurePosixPath(path).is_absolute() or not all(_is_plain(part) for part in parts):
        raise UserError("p2p.bad_file_name")
    into.mkdir(parents=True, exist_ok=True)
    target = into.joinpath(*parts)
    if not target.parent.resolve().is_relative_to(into.resolve()):
        raise UserError("p2p.bad_file_name")
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.parent.resolve().is_relative_to(into.resolve()) or target.is_dir():
        raise UserError("p2p.bad_file_name")
    return target


def _is_plain(name: str) -> bool:
    if name in ("", ".", "..") or name.endswith((".", " ")) or not name.isprintable():
        return False
    if _FORBIDDEN.search(name) or _DEVICES.fullmatch(name):
        return False
    return len(name.encode(errors="replace")) <= LONGEST_NAME_BYTES


class PartFile:
    """What has arrived of the file with one digest. Survives the program: see `found_beside`."""

    def __init__(self, target: Path, sha256: str) -> None:
        self.target = target
        self.sha256 = sha256
        self._path = target.with_name(f".{target.name}.{sha256}.part")
        flags = os.O_RDWR | os.O_CREAT | _NO_LINKS | getattr(os, "O_BINARY", 0)
        self._file = os.fdopen(os.open(self._path, flags, 0o600), "r+b")
        self._hash = hashlib.sha256()
        while block := self._file.read(_HASHED_AT_ONCE):
            self._hash.update(block)
        self.size = self._file.tell()

    def cut(self, size: int) -> None:
        """Forget everything behind *size*, which is either all that there is or nothing."""
        if size == self.size:
            return
        self._file.seek(0)
        self._file.truncate()
        self._hash = hashlib.sha256()
        self.size = 0

    def append(self, data: bytes) -> None:
        """Add *data* at the end."""
        self._file.write(data)
        self._hash.update(data)
        self.size += len(data)

    def finish(self) -> Path:
        """Move the whole file to its place.

        Raises RemoteError("p2p.bad_file"), and forgets it, when it is not what was promised.
        """
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        if self._hash.hexdigest() != self.sha256:
            self._path.unlink()
            raise RemoteError("p2p.bad_file")
        self._path.replace(self.target)
        for other in _parts_beside(self.target):
            other.unlink(missing_ok=True)
        return self.target

    def close(self) -> None:
        """Keep what has arrived for another time."""
        self._file.close()

    def discard(self) -> None:
        """Forget what has arrived: it is of another file."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def found_beside(target: Path) -> PartFile | None:
    """The part of *target* that an earlier attempt left, if any."""
    for path in _parts_beside(target):
        match = _PART.fullmatch(path.name.removeprefix(f".{target.name}."))
        if match:
            return PartFile(target, match[1])
    return None


def _parts_beside(target: Path) -> list[Path]:
    prefix = f".{target.name}."
    return [
        entry
        for entry in target.parent.iterdir()
        if entry.name.startswith(prefix) and _PART.fullmatch(entry.name.removeprefix(prefix))
    ]
