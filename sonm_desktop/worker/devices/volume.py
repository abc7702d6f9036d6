"""The volume that tasks' files lie on: its size, its kind, and whether a disk turns under it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

_SYS = Path("/sys")


@dataclass(frozen=True, slots=True)
class Volume:
    """kind: of the file system. rotational: None when nobody knows."""

    free_bytes: int = 0
    total_bytes: int = 0
    kind: str = ""
    rotational: bool | None = None
    model: str = ""


def volume_of(folder: Path, system: Path = _SYS) -> Volume:
    """The one that holds *folder*, or would. Blocks."""
    place = _existing(folder)
    if place is None:
        return Volume()
    try:
        usage = psutil.disk_usage(str(place))
        number = place.stat().st_dev
    except OSError:
        return Volume()
    disk = _disk(system, number) if sys.platform == "linux" else None
    return Volume(
        free_bytes=usage.free,
        total_bytes=usage.total,
        kind=_file_system(place),
        rotational=None if disk is None else _turns(disk),
        model="" if disk is None else _read(disk / "device" / "model"),
    )


def _existing(folder: Path) -> Path | None:
    for place in (folder, *folder.parents):
        try:
            if place.exists():
                return place
        except OSError:
            continue
    return None


def _file_system(place: Path) -> str:
    """Of the deepest mount above *place*."""
    kinds = {
        Path(mounted.mountpoint): mounted.fstype for mounted in psutil.disk_partitions(all=True)
    }
    for parent in (place.absolute(), *place.absolute().parents):
        if parent in kinds:
            return kinds[parent][:40]
    return ""


def _disk(system: Path, number: int) -> Path | None:
    """The disk under the block device *number*: a partition's parent, a mapping's first part."""
    node = system / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}"
    try:
        node = node.resolve(strict=True)
        for _ in range(8):
            parts = sorted((node / "slaves").glob("*"))
            if not parts:
                break
            node = parts[0].resolve(strict=True)
    except OSError:
        return None
    return node.parent if (node / "partition").exists() else node


def _turns(disk: Path) -> bool | None:
    said = _read(disk / "queue" / "rotational")
    return {"0": False, "1": True}.get(said)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()[:80]
    except OSError:
        return ""
