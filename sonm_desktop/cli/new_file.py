"""Files that a person names: never over another one, and for his eyes only."""

from __future__ import annotations

from pathlib import Path

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.paths import create_private


def write_new(file: Path, content: bytes) -> None:
    """Write *file*. Raises UserError: cli.file_exists, cli.unwritable_file."""
    try:
        create_private(file, content)
    except FileExistsError as error:
        raise UserError("cli.file_exists", file=str(file)) from error
    except OSError as error:
        raise UserError("cli.unwritable_file", file=str(file)) from error
