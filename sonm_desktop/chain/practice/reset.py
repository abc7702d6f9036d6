"""Forgetting a practice network, so that the next one begins anew."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sonm_desktop.core.file_lock import file_lock

_LOCK_LIMIT_S = 60.0
_FORGOTTEN = ("network.json", "practice.json", "state.json", "state.copy.json")


async def forget_practice(folder: Path) -> None:
    """Remove what the stopped network in *folder* has left; its coins and deals are gone."""
    async with file_lock(folder / "practice.lock", limit_s=_LOCK_LIMIT_S):
        for name in _FORGOTTEN:
            await asyncio.to_thread((folder / name).unlink, missing_ok=True)
