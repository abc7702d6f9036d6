"""What the window remembers in the profile's folder: how it looks. Never a secret."""

from __future__ import annotations

import json
from pathlib import Path

from sonm_desktop.core.paths import Profile, write_private
from sonm_desktop.ui.theme.theme import Look

_LOOK = "look"


class Memory:
    """A small file; one that is missing or damaged means the defaults."""

    def __init__(self, profile: Profile) -> None:
        self._file: Path = profile.folder / "window.json"

    def look(self) -> Look:
        """The look that the person chose."""
        try:
            fields = json.loads(self._file.read_text(encoding="utf-8"))
            return Look(fields[_LOOK])
        except (OSError, ValueError, KeyError, TypeError):
            return Look.SYSTEM

    def keep_look(self, look: Look) -> None:
        """Remember *look*. Raises OSError."""
        write_private(self._file, json.dumps({_LOOK: look.value}).encode())
