"""The agent as a service of the person's own systemd, where there is one."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from sonm_desktop.core.paths import Profile
from sonm_desktop.core.program import background_command
from sonm_desktop.core.systemd_unit import ServiceUnit, units_folder

logger = logging.getLogger(__name__)

LIMIT_S = 10.0

Run = Callable[[Sequence[str]], Awaitable[bool]]
"""Runs a command; whether it succeeded."""


class UserService:
    """Starts the profile's agent with the person's session, also without the window."""

    def __init__(self, profile: Profile, *, folder: Path | None = None, run: Run | None = None):
        self._folder = folder or units_folder()
        self._run = run or run_quietly
        self._available: bool | None = None
        self.unit = ServiceUnit(
            name=f"sonm-agent-{profile.name}.service",
            purpose=f"SONM, profile {profile.name}",
            command=tuple(background_command("agent", "--profile", profile.name)),
        )

    async def available(self) -> bool:
        """Whether this person has a systemd that listens; asked once."""
        if self._available is None:
            self._available = sys.platform == "linux" and await self._systemctl("show-environment")
        return self._available

    @property
    def enabled(self) -> bool:
        """Whether it is started with the next session."""
        return (self._folder / "default.target.wants" / self.unit.name).is_symlink()

    async def enable(self) -> bool:
        """From the next session on; the agent that runs now goes on. Whether systemd took it.

        Raises OSError.
        """
        await asyncio.to_thread(self.unit.write, self._folder)
        return await self._systemctl("daemon-reload") and await self._systemctl(
            "enable", self.unit.name
        )

    async def disable(self) -> bool:
        """Not any more; the agent that runs now goes on."""
        done = await self._systemctl("disable", self.unit.name)
        await asyncio.to_thread((self._folder / self.unit.name).unlink, missing_ok=True)
        return done

    async def _systemctl(self, *words: str) -> bool:
        return await self._run(("systemctl", "--user", *words))


async def run_quietly(command: Sequence[str]) -> bool:
    """Whether *command* succeeded in time; what it says goes nowhere."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(LIMIT_S):
            return await process.wait() == 0
    except TimeoutError:
        process.kill()
        await process.wait()
        return False
