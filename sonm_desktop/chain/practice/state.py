"""The file that anvil keeps its state in, and a copy of it that was whole.

Anvil overwrites the file in place: killed in the middle of that, it leaves a torn one.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from pathlib import Path
from typing import Any

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
        self._copied = b""
        self._heads = ("", "")

    async def forget(self) -> None:
        """The next node begins a chain of its own. None runs."""
        for path in (self.path, self._copy):
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def saved(self, mark: str) -> None:
        """Wait until the file on disk holds *mark*, such as a contract's address."""
        deadline = time.monotonic() + _SAVE_LIMIT_S
        wanted = mark.lower().encode()
        while wanted not in (await asyncio.to_thread(_read_whole, self.path) or b""):
            if time.monotonic() > deadline:
                raise RemoteError("chain.practice_failed", log=self.path.name)
            await asyncio.sleep(_POLL_S)

    async def copy(self, head: str) -> None:
        """Copy the file if it is new and whole; a torn moment is left for the next time.

        *head*: the chain's newest block. The node writes its file all the time; it is read while
        the head moves, and once more after that: it may have been a moment behind.
        """
        earlier, before = self._heads
        if earlier == before == head != "":
            return
        whole = await asyncio.to_thread(self._copy_now)
        self._heads = (before, head) if whole else ("", "")

    async def repair(self) -> None:
        """Before the node starts: the copy in place of a torn file, nothing when both are."""
        await asyncio.to_thread(self._repair_now)

    async def time_ahead(self) -> int | None:
        """The newest block's time, where this machine's clock has not reached it; None elsewhere.

        A node that starts again takes its time from the clock. On a chain whose clock was put
        forward that is a time before its own blocks: what was signed since then comes from a
        future that the contract refuses.
        """
        content = await asyncio.to_thread(_read_whole, self.path)
        newest = 0 if content is None else _time_of(json.loads(content))
        return newest if newest > time.time() else None

    def _copy_now(self) -> bool:
        """Whether the copy is what the file was just now."""
        content = _read(self.path)
        if content is None or (content != self._copied and not _is_whole(content)):
            return False
        if content != self._copied:
            write_private(self._copy, content)
            self._copied = content
        return True

    def _repair_now(self) -> None:
        if not self.path.exists() or _read_whole(self.path) is not None:
            return
        content = _read_whole(self._copy)
        if content is None:
            logger.warning("the practice network's state is lost, a new one begins")
            self.path.unlink()
            return
        logger.warning("the practice network's state was torn, its copy is used")
        write_private(self.path, content)


def _read_whole(path: Path) -> bytes | None:
    content = _read(path)
    return content if content is not None and _is_whole(content) else None


def _time_of(state: Any) -> int:
    """Of the newest block in *state*; 0 where anvil writes it in another way."""
    try:
        return int(state["block"]["timestamp"], 16)
    except (KeyError, TypeError, ValueError):
        return 0


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _is_whole(content: bytes) -> bool:
    try:
        json.loads(content)
    except ValueError:
        return False
    return True
