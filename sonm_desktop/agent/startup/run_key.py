"""Starting at login on Windows: a value of the person's own Run key."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from typing import Protocol

KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"


class Registry(Protocol):
    """Text values of `KEY` of the current user."""

    def read(self, name: str) -> str | None: ...
    def write(self, name: str, value: str) -> None: ...
    def remove(self, name: str) -> None: ...


class RunKey:
    """A `LoginItem`: the value *name*."""

    def __init__(self, name: str, command: Sequence[str], registry: Registry | None = None) -> None:
        self._name = name
        self._command = tuple(command)
        self._registry = registry or UserRegistry()

    @property
    def enabled(self) -> bool:
        return self._registry.read(self._name) is not None

    def enable(self) -> None:
        self._registry.write(self._name, self.value)

    def disable(self) -> None:
        self._registry.remove(self._name)

    @property
    def value(self) -> str:
        """The command line, quoted as the C runtime takes it apart."""
        return subprocess.list2cmdline(self._command)


class UserRegistry:
    """The registry itself; exists on Windows only."""

    def read(self, name: str) -> str | None:
        if sys.platform != "win32":
            raise OSError("there is no registry")
        import winreg  # noqa: PLC0415  # exists on Windows only

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, KEY) as key:
                return str(winreg.QueryValueEx(key, name)[0])
        except FileNotFoundError:
            return None

    def write(self, name: str, value: str) -> None:
        if sys.platform != "win32":
            raise OSError("there is no registry")
        import winreg  # noqa: PLC0415  # exists on Windows only

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, KEY) as key:
            winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)

    def remove(self, name: str) -> None:
        if sys.platform != "win32":
            raise OSError("there is no registry")
        import winreg  # noqa: PLC0415  # exists on Windows only

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, KEY, 0, winreg.KEY_SET_VALUE) as key:
                winreg.DeleteValue(key, name)
        except FileNotFoundError:
            return
