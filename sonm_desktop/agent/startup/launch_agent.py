"""Starting at login on macOS: a property list in the person's LaunchAgents (launchd.plist(5))."""

from __future__ import annotations

import plistlib
from collections.abc import Sequence
from pathlib import Path


class LaunchAgent:
    """A `LoginItem`: the file *name* in *folder*, else in the person's own."""

    def __init__(self, name: str, command: Sequence[str], folder: Path | None = None) -> None:
        self._label = f"io.sonm.{name}"
        self._file = (folder or Path.home() / "Library" / "LaunchAgents") / f"{self._label}.plist"
        self._command = tuple(command)

    @property
    def enabled(self) -> bool:
        return self._file.exists()

    def enable(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_bytes(self.content)

    def disable(self) -> None:
        self._file.unlink(missing_ok=True)

    @property
    def content(self) -> bytes:
        """What the file says; launchd starts it once at login and leaves it alone then."""
        return plistlib.dumps(
            {
                "Label": self._label,
                "ProgramArguments": list(self._command),
                "RunAtLoad": True,
                "ProcessType": "Interactive",
                "LimitLoadToSessionType": "Aqua",
            }
        )
