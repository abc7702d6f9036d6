"""The registry of Windows, read only; elsewhere there is none, and every key is empty."""

from __future__ import annotations

import sys
from typing import Any


def values_of(key: str) -> dict[str, Any]:
    """The values under *key* of the machine's hive; none when it cannot be read."""
    if sys.platform != "win32":
        return {}
    import winreg  # noqa: PLC0415 (Windows only)

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
            _, count, _ = winreg.QueryInfoKey(opened)
            return {
                name: value
                for name, value, _ in (winreg.EnumValue(opened, at) for at in range(count))
            }
    except OSError:
        return {}


def keys_of(key: str) -> list[str]:
    """The names of the keys under *key* of the machine's hive."""
    if sys.platform != "win32":
        return []
    import winreg  # noqa: PLC0415 (Windows only)

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
            count, _, _ = winreg.QueryInfoKey(opened)
            return [winreg.EnumKey(opened, at) for at in range(count)]
    except OSError:
        return []
