"""What the window remembers in the profile's folder: look, place, progress, what is half typed.

Never a secret: who keeps a draft leaves its secrets out.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from sonm_desktop.core.paths import Profile, write_private
from sonm_desktop.ui.theme.theme import Look

_LOOK, _PLACE, _SHAPE, _ACCOUNT, _JOURNEY = "look", "place", "shape", "account", "journey"
_SCALE, _LANGUAGE, _DRAFT = "scale", "language", "draft"
_HIDDEN = "hidden_columns"
_LARGEST = 200_000


class Memory:
    """A small file; one that is missing or damaged means the defaults. Keeping raises OSError."""

    def __init__(self, profile: Profile) -> None:
        self._file: Path = profile.folder / "window.json"

    def look(self) -> Look:
        """The look that the person chose."""
        try:
            return Look(self._fields()[_LOOK])
        except (ValueError, KeyError):
            return Look.SYSTEM

    def keep_look(self, look: Look) -> None:
        """Remember *look*."""
        self._keep(_LOOK, look.value)

    def scale(self) -> int:
        """The size of everything, percent; 100 where it was not chosen."""
        chosen = self._fields().get(_SCALE, 100)
        return chosen if isinstance(chosen, int) and 80 <= chosen <= 200 else 100

    def keep_scale(self, percent: int) -> None:
        """Remember *percent* for the next start."""
        self._keep(_SCALE, percent)

    def language(self) -> str:
        """The code of the chosen language; empty for the system's."""
        return self._text(_LANGUAGE)

    def keep_language(self, code: str) -> None:
        """Remember *code* for the next start."""
        self._keep(_LANGUAGE, code)

    def place(self) -> str:
        """The key of the last place; empty for none."""
        return self._text(_PLACE)

    def shape(self) -> bytes:
        """The window's size and position as Qt saved them; empty for none."""
        try:
            return b64decode(self._text(_SHAPE), validate=True)
        except ValueError:
            return b""

    def keep_window(self, *, place: str, shape: bytes) -> None:
        """Remember where the person was."""
        self._write({**self._fields(), _PLACE: place, _SHAPE: b64encode(shape).decode()})

    def account(self) -> str:
        """The account that the person acts as; empty for the first."""
        return self._text(_ACCOUNT)

    def keep_account(self, address: str) -> None:
        """Remember *address*."""
        self._keep(_ACCOUNT, address)

    def hidden_columns(self) -> frozenset[str]:
        """The keys of the market's columns that the person does without."""
        kept = self._fields().get(_HIDDEN)
        return frozenset(str(key) for key in kept) if isinstance(kept, list) else frozenset()

    def keep_hidden_columns(self, keys: frozenset[str]) -> None:
        """Remember *keys*."""
        self._keep(_HIDDEN, sorted(keys))

    def draft(self) -> dict[str, Any]:
        """The job that was typed and not sent; empty when there is none."""
        draft = self._fields().get(_DRAFT)
        return draft if isinstance(draft, dict) else {}

    def keep_draft(self, draft: dict[str, Any]) -> None:
        """Remember *draft*, where the profile has a folder at all."""
        if self._file.parent.is_dir() and draft != self.draft():
            self._keep(_DRAFT, draft)

    def journey(self) -> Any:
        """The fields of the first run; None before it began."""
        return self._fields().get(_JOURNEY)

    def keep_journey(self, fields: dict[str, Any]) -> None:
        """Remember how far the first run is."""
        self._keep(_JOURNEY, fields)

    def _text(self, key: str) -> str:
        value = self._fields().get(key, "")
        return value if isinstance(value, str) else ""

    def _fields(self) -> dict[str, Any]:
        try:
            with self._file.open(encoding="utf-8") as file:
                fields = json.loads(file.read(_LARGEST))
        except (OSError, ValueError):
            return {}
        return fields if isinstance(fields, dict) else {}

    def _keep(self, key: str, value: Any) -> None:
        self._write({**self._fields(), key: value})

    def _write(self, fields: dict[str, Any]) -> None:
        write_private(self._file, json.dumps(fields).encode())
