"""A service of a person's own systemd: started at boot, restarted with pauses, ended cleanly."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sonm_desktop.core.paths import create_private

MOST_STARTS = 5
WITHIN_S = 600
"""After so many starts in so many seconds systemd gives up, and says so in ``status``."""

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,+@")


@dataclass(frozen=True, slots=True)
class ServiceUnit:
    """name: of the unit, with ``.service``. command: the program and its arguments."""

    name: str
    purpose: str
    command: tuple[str, ...]

    @property
    def text(self) -> str:
        """The unit's file. SIGTERM leaves running jobs alone; the next start finds them."""
        return "\n".join(
            [
                "[Unit]",
                f"Description={self.purpose}",
                f"StartLimitIntervalSec={WITHIN_S}",
                f"StartLimitBurst={MOST_STARTS}",
                "",
                "[Service]",
                f"ExecStart={' '.join(quoted(word) for word in self.command)}",
                "Restart=on-failure",
                "RestartSec=5",
                "KillMode=process",
                "TimeoutStopSec=30",
                "UMask=0077",
                "NoNewPrivileges=yes",
                "",
                "[Install]",
                "WantedBy=default.target",
                "",
            ]
        )

    def write(self, folder: Path | None = None) -> Path:
        """Into the person's units (or *folder*), in place of an older one; where it is now.

        Raises OSError.
        """
        place = (folder or units_folder()) / self.name
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        create_private(draft, self.text.encode())
        draft.replace(place)
        return place


def units_folder() -> Path:
    """Where a person's systemd looks for units."""
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "systemd" / "user"


def quoted(word: str) -> str:
    """*word* as one word of ExecStart, none of it expanded (systemd.service(5))."""
    if word and set(word) <= _PLAIN:
        return word
    inner = word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + inner.replace("%", "%%").replace("$", "$$") + '"'


def enabling(name: str) -> Sequence[str]:
    """What a person types to start *name* now and at every boot, also before logging in."""
    return (
        "systemctl --user daemon-reload",
        f"systemctl --user enable --now {name}",
        "sudo loginctl enable-linger $USER",
    )
