"""Starting at login on Linux: a file in the autostart folder (freedesktop.org autostart 0.5)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

_RESERVED = frozenset(" \t\n\"'\\><~|&;$*?#()`")


class DesktopEntry:
    """A `LoginItem`: the file *name* in *folder*, else in the person's own."""

    def __init__(self, name: str, command: Sequence[str], folder: Path | None = None) -> None:
        self._file = (folder or autostart_folder()) / f"{name}.desktop"
        self._command = tuple(command)

    @property
    def enabled(self) -> bool:
        return self._file.exists()

    def enable(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(self.text, encoding="utf-8")

    def disable(self) -> None:
        self._file.unlink(missing_ok=True)

    @property
    def text(self) -> str:
        """What the file says."""
        return "\n".join(
            [
                "[Desktop Entry]",
                "Type=Application",
                "Version=1.5",
                "Name=SONM",
                "Comment=The market of computing power, in the tray",
                f"Exec={' '.join(quoted(word) for word in self._command)}",
                "Icon=sonm-desktop",
                "Terminal=false",
                "X-GNOME-Autostart-enabled=true",
                "",
            ]
        )


def autostart_folder() -> Path:
    """Where a person's desktop looks."""
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "autostart"


def quoted(word: str) -> str:
    """*word* as one argument of Exec: quoted once for the argument, once for the file's string
    (Desktop Entry Specification 1.5, The Exec key)."""
    plain = word.replace("%", "%%")
    if word and not _RESERVED & set(word):
        return plain
    inner = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in plain)
    return '"' + inner.replace("\\", "\\\\").replace("\n", "\\n") + '"'
