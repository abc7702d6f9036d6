"""A lock that one process holds at a time and that dies with its holder."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.paths import private_folder

_RETRY_S = 0.05


@asynccontextmanager
async def file_lock(path: Path, *, limit_s: float) -> AsyncIterator[None]:
    """Hold *path* exclusively. Raises UserError("core.timeout") after *limit_s*.

    The system lets go of it when the process ends, however it ends; the file stays.
    """
    private_folder(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + limit_s
        while not _try_lock(descriptor):
            if time.monotonic() > deadline:
                raise UserError("core.timeout", what=path.stem, limit_s=round(limit_s))
            await asyncio.sleep(_RETRY_S)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
