"""Which languages the window has, and the one that it speaks from its start on; its scale."""

from __future__ import annotations

import gettext
import os
from dataclasses import dataclass
from pathlib import Path

from sonm_desktop.core.resources import resource
from sonm_desktop.ui.memory import Memory

DOMAIN = "sonm"
SYSTEM = ""
_OWN = "en"
_PSEUDO = "pseudo"
_VARIABLE = "LANGUAGE"
_FULL_SCALE = 100
_SCALE_VARIABLE = "QT_SCALE_FACTOR"

_NAMES = {_OWN: "English", _PSEUDO: "[!! Pseudo !!]"}
"""Each in itself; another one is shown by its code."""


@dataclass(frozen=True, slots=True)
class Language:
    """code: as gettext has it, such as ``de``; empty for the system's."""

    code: str
    name: str


def languages(*, developer: bool, folder: Path | None = None) -> list[Language]:
    """English and every catalogue in *folder*; the pseudo-language is for developers."""
    found = {_OWN, *_catalogues(folder or catalogues_folder())}
    if not developer:
        found.discard(_PSEUDO)
    return [Language(code, _NAMES.get(code, code)) for code in sorted(found)]


def speak(code: str) -> None:
    """Load the catalogue of *code* (empty: the system's language) for this program.

    Must be called before the first word is said: words are looked up once.
    """
    gettext.bindtextdomain(DOMAIN, str(catalogues_folder()))
    gettext.textdomain(DOMAIN)
    if code:
        os.environ[_VARIABLE] = code


def prepare(memory: Memory) -> None:
    """What must be known before there is a QApplication: the language, and Qt's scale."""
    speak(memory.language())
    if memory.scale() != _FULL_SCALE:
        os.environ.setdefault(_SCALE_VARIABLE, f"{memory.scale() / _FULL_SCALE:g}")


def catalogues_folder() -> Path:
    """``<folder>/<code>/LC_MESSAGES/sonm.mo``."""
    return resource("translations")


def _catalogues(folder: Path) -> set[str]:
    return {path.parent.parent.name for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
