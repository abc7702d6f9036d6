"""How this package starts its own programs again, from a checkout and from a bundle."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping, Sequence
from pathlib import Path

BACKGROUND = "sonm-background"
WINDOW = "sonm-desktop"
"""Names of programs in a bundle, as `build_installer.spec` gives them."""

_MODULE = "sonm_desktop"
_WINDOW_MODULE = "sonm_desktop.ui.run"
_LIBRARY_PATH = "LD_LIBRARY_PATH"


def background_command(*words: str) -> list[str]:
    """The command line of a program without a face: ``agent``, ``worker`` and their options."""
    if is_bundle():
        return [_bundled(BACKGROUND), *words]
    return module_command(_MODULE, *words)


def window_command(*words: str) -> list[str]:
    """The command line of the window."""
    if is_bundle():
        return [_bundled(WINDOW), *words]
    return module_command(_WINDOW_MODULE, *words)


def module_command(module: str, *words: str) -> list[str]:
    """The command line of a module that only a checkout runs."""
    return [sys.executable, "-m", module, *words]


def background_words(command_line: Sequence[str]) -> list[str]:
    """What a process with *command_line* was told, if it is one of `background_command`."""
    if list(command_line[1:3]) == ["-m", _MODULE]:
        return list(command_line[3:])
    if command_line and Path(command_line[0]).stem == BACKGROUND:
        return list(command_line[1:])
    return []


def is_bundle() -> bool:
    """Whether this is a frozen program rather than an interpreter."""
    return bool(getattr(sys, "frozen", False))


def forget_bundle_libraries(environment: MutableMapping[str, str]) -> None:
    """Other people's programs, which we start, find their own libraries and not the bundle's.

    The bundle's starter has put its folder into the variable and what stood there aside:
    https://pyinstaller.org/en/stable/runtime-information.html
    """
    if not is_bundle():
        return
    before = environment.pop(f"{_LIBRARY_PATH}_ORIG", None)
    environment.pop(_LIBRARY_PATH, None)
    if before is not None:
        environment[_LIBRARY_PATH] = before


def _bundled(name: str) -> str:
    suffix = ".exe" if os.name == "nt" else ""
    return str(Path(sys.executable).with_name(name + suffix))
