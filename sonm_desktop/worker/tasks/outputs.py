"""A task's results, taken out of the engine's tar and kept under names of our own.

The tar speaks for a stranger: its names, links and sizes are claims. Only plain files with
clean relative names are taken, their content goes to numbered files, and a name is never
used as a path here.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.paths import private_folder
from sonm_desktop.store.worker_tasks import OutputFile
from sonm_desktop.worker.runtime.confinement import OUTPUT_FOLDER

MOST_FILES = 4096
LONGEST_NAME = 512
_CHUNK = 1 << 18
_ROOT = OUTPUT_FOLDER.removeprefix("/")


@dataclass(frozen=True, slots=True)
class Collected:
    """The files that were taken, and how many entries were not: links, devices, bad names."""

    files: tuple[OutputFile, ...]
    refused: int


def collect(chunks: Iterator[bytes], folder: Path, *, limit_bytes: int) -> Collected:
    """Unpack the tar in *chunks* into *folder*, which is emptied first. Blocks.

    Raises RemoteError: worker.output_too_large, worker.output_damaged.
    """
    if folder.exists():
        shutil.rmtree(folder)
    private_folder(folder)
    try:
        with tarfile.open(fileobj=_Reader(chunks), mode="r|") as tar:
            return _unpack(tar, folder, limit_bytes)
    except (tarfile.TarError, EOFError, ValueError, OverflowError, RecursionError) as error:
        raise RemoteError("worker.output_damaged") from error


def clean_name(name: str) -> str | None:
    """The name of an entry below the output folder; None when it is not one to trust."""
    root, _, inner = name.partition("/")
    if root != _ROOT or not inner or len(inner.encode("utf-8", "surrogatepass")) > LONGEST_NAME:
        return None
    parts = inner.split("/")
    if any(part in ("", ".", "..") for part in parts) or "\\" in inner:
        return None
    return inner if inner.isprintable() else None


def _unpack(tar: tarfile.TarFile, folder: Path, limit_bytes: int) -> Collected:
    taken: dict[str, OutputFile] = {}
    refused, left = 0, limit_bytes
    for entry in tar:
        if entry.isdir():
            continue
        name = clean_name(entry.name)
        if name is None or name in taken or not entry.isreg():
            refused += 1
            continue
        if len(taken) >= MOST_FILES or entry.size > left:
            raise RemoteError("worker.output_too_large", limit_bytes=limit_bytes)
        content = tar.extractfile(entry)
        if content is None:
            refused += 1
            continue
        stored = f"{len(taken):05d}"
        size, digest = _copy(content, folder / stored)
        left -= size
        taken[name] = OutputFile(path=name, size=size, sha256=digest, stored=stored)
    return Collected(tuple(taken.values()), refused)


def _copy(content: IO[bytes], target: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    return size, digest.hexdigest()


class _Reader(io.RawIOBase):
    """Chunks of bytes as a file to read from."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        super().__init__()
        self._chunks = chunks
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            return self._left + b"".join(self._chunks)
        parts, missing = [], size
        while missing:
            if not self._left:
                self._left = next(self._chunks, b"")
            if not self._left:
                break
            part, self._left = self._left[:missing], self._left[missing:]
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)
