"""One interface for what a system starts when a person logs in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Protocol

from sonm_desktop.agent.startup.desktop_entry import DesktopEntry
from sonm_desktop.agent.startup.launch_agent import LaunchAgent
from sonm_desktop.agent.startup.run_key import RunKey
from sonm_desktop.core.paths import DEFAULT_PROFILE, Profile
from sonm_desktop.core.program import window_command


class LoginItem(Protocol):
    """Starts the window, hidden in the tray. All three raise OSError."""

    @property
    def enabled(self) -> bool:
        """Whether the system starts it."""
        ...

    def enable(self) -> None:
        """From the next login on; replaces what an older version left."""
        ...

    def disable(self) -> None:
        """Not any more; doing it twice is the same as once."""
        ...


def login_item(profile: Profile) -> LoginItem:
    """As this system has it; each profile has its own."""
    name = "sonm-desktop" if profile.name == DEFAULT_PROFILE else f"sonm-desktop-{profile.name}"
    command = login_command(profile)
    if sys.platform == "win32":
        return RunKey(name, command)
    if sys.platform == "darwin":
        return LaunchAgent(name, command)
    return DesktopEntry(name, command)


def login_command(profile: Profile) -> Sequence[str]:
    """What a login starts: the window in the tray, which makes sure of the agent."""
    chosen = [] if profile.name == DEFAULT_PROFILE else ["--profile", profile.name]
    return window_command("--tray", *chosen)
