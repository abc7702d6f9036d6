"""The settings file of a profile: TOML that people may edit, replaced at once when we do."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import tomli_w

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.paths import write_private

_LINE = re.compile(r"at line (\d+)")


def read_settings(path: Path) -> dict[str, Any]:
    """The tables of *path*; empty where there is no file.

    Raises UserError("settings.damaged") with the line.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as error:
        raise UserError("settings.damaged", file=str(path), line=_line_of(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("settings.unreadable", file=str(path)) from error


def write_settings(path: Path, tables: dict[str, Any]) -> None:
    """Replace *path*. Comments of a hand-edited file are lost; its unknown keys are kept."""
    write_private(path, tomli_w.dumps(tables).encode())


def flattened(tables: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Values by ``table.name``."""
    flat: dict[str, Any] = {}
    for name, value in tables.items():
        if isinstance(value, dict):
            flat.update(flattened(value, f"{prefix}{name}."))
            continue
        flat[prefix + name] = value
    return flat


def _line_of(error: tomllib.TOMLDecodeError) -> str:
    found = _LINE.search(str(error))
    return found.group(1) if found else "the last one"
