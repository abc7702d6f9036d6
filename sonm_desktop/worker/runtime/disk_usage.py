"""How much an output volume holds, read from the folder itself where that is allowed."""

from __future__ import annotations

import os
from pathlib import Path

_BLOCK = 512
MOST_ENTRIES = 100_000
"""A tree with more entries counts as larger than any limit: walking it is an attack."""


def folder_bytes(folder: Path) -> int | None:
    """Bytes on disk below *folder*, links not followed; None where we may not look.

    The tree belongs to a stranger and changes while it is read: entries that vanish are fine.
    """
    total, seen, waiting = 0, 0, [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    seen += 1
                    size, deeper = _entry(entry)
                    total += size
                    if deeper:
                        waiting.append(entry.path)
                    if seen > MOST_ENTRIES:
                        return 1 << 63
        except PermissionError:
            return None
        except FileNotFoundError:
            if not seen:
                return None
        except OSError:
            continue
    return total


def _entry(entry: os.DirEntry[str]) -> tuple[int, bool]:
    try:
        return entry.stat(follow_symlinks=False).st_blocks * _BLOCK, entry.is_dir(
            follow_symlinks=False
        )
    except OSError:
        return 0, False
