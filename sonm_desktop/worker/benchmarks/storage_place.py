"""Where storage is measured: on the volume that the engine keeps jobs on, and on no other."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sonm_desktop.core.errors import RemoteError

_PREFIX = ".sonm-measuring-"
_ABANDONED_S = 3600
_OPEN_TO_ALL = (Path("/var/tmp"), Path("/tmp"))  # noqa: S108 (a private folder is made there)


def place_on_volume(storage: str, folder: Path, others: tuple[Path, ...] = _OPEN_TO_ALL) -> Path:
    """A folder that we may write to on the volume of *storage*, where the engine keeps jobs.

    That folder itself, else ours, or one that is open to everybody, if it lies on the same
    volume. Where *storage* is empty or not on this machine, as with an engine in a virtual
    machine, it is *folder*: the machine's disk is a file beside it. Blocks. Raises RemoteError
    worker.storage_closed.
    """
    volume = _device(Path(storage)) if storage else None
    if volume is None:
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    for place in (Path(storage), folder, *Path(storage).parents, *others):
        if _device(place) == volume and os.access(place, os.W_OK | os.X_OK):
            return place
    raise RemoteError("worker.storage_closed")


@contextmanager
def private_folder(place: Path) -> Iterator[Path]:
    """A folder of ours in *place* that is gone afterwards, whoever was killed in between."""
    _forget_abandoned(place)
    made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _forget_abandoned(place: Path) -> None:
    """What a worker has left that was itself killed."""
    for left in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if left.lstat().st_uid == _own_user() and _age_s(left) > _ABANDONED_S:
                shutil.rmtree(left, ignore_errors=True)


def _device(place: Path) -> int | None:
    try:
        return place.stat().st_dev
    except OSError:
        return None


def _age_s(place: Path) -> float:
    return time.time() - place.lstat().st_mtime


def _own_user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0
