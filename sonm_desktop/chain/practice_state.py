"""The file that anvil keeps its state in, and a copy of it that was whole.

Anvil overwrites the file in place: killed in the middle of that, it leaves a torn one.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from pathlib import Path

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.paths import write_private

logger = logging.getLogger(__name__)

_SAVE_LIMIT_S = 10.0
_POLL_S = 0.05


class StateFile:
    """``state.json`` of a practice network's *folder*."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "state.json"
        self._copy = folder / "state.copy.json"
        self._copied_ns = 0

    async def saved_since(self, moment_ns: int) -> None:
        """Wait until the node has written after *moment_ns* what it had by then."""
        deadline = time.monotonic() + _SAVE_LIMIT_S
        while _modified_ns(self.path) <= moment_ns or await self._whole(self.path) is None:
            if time.monotonic() > deadline:
                raise RemoteError("chain.practice_failed", log=self.path.name)
            await asyncio.sleep(_POLL_S)

    async def copy(self) -> None:
        """Copy the file if it is whole now; a torn moment is left for the next time."""
        modified_ns = _modified_ns(self.path)
        if modified_ns == self._copied_ns:
            return
        content = await self._whole(self.path)
        if content is not None:
            await asyncio.to_thread(write_private, self._copy, content)
            self._copied_ns = modified_ns

    async def repair(self) -> None:
        """Before the node starts: the copy in place of a torn file, nothing when both are."""
        if not self.path.exists() or await self._whole(self.path) is not None:
            return
        content = await self._whole(self._copy)
        if content is None:
            logger.warning("the practice network's state is lost, a new one begins")
            self.path.unlink()
            return
        logger.warning("the practice network's state was torn, its copy is used")
        write_private(self.path, content)

    async def _whole(self, path: Path) -> bytes | None:
        return await asyncio.to_thread(_read_whole, path)


def _read_whole(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
        json.loads(content)
    except (FileNotFoundError, ValueError):
        return None
    return content


def _modified_ns(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0
