"""A set of options over one file: reads what was chosen, writes what is chosen now."""

from __future__ import annotations

import copy
import logging
from pathlib import Path
from typing import Any

from sonm_desktop.core.errors import UserError
from sonm_desktop.settings.file import flattened, read_settings, write_settings
from sonm_desktop.settings.option import Option

logger = logging.getLogger(__name__)


class Settings:
    """Subclasses declare `Option`s as attributes and read as plain typed values.

    The file is read once; a program that runs keeps what it started with until `change`.
    """

    def __init__(self, path: Path) -> None:
        """Raises UserError: settings.damaged, settings.unreadable, settings.bad_value."""
        self._path = path
        self._tables = read_settings(path)
        self._values = flattened(self._tables)
        for key, option in self.options().items():
            if key in self._values:
                option.checked(self._values[key])
        for key in self.unknown():
            logger.warning("%s has an option that this version does not know: %s", path.name, key)

    @classmethod
    def options(cls) -> dict[str, Option[Any]]:
        """All options by key, in the order of their declaration."""
        return {
            entry.key: entry
            for kind in reversed(cls.__mro__)
            for entry in vars(kind).values()
            if isinstance(entry, Option)
        }

    def unknown(self) -> tuple[str, ...]:
        """Keys in the file that no option has; they are kept."""
        return tuple(sorted(set(self._values) - set(self.options())))

    def chosen(self, key: str) -> Any:
        """The value in the file, or None."""
        return self._values.get(key)

    def numbers(self) -> dict[str, float]:
        """What was chosen among the options that are numbers or switches; no text."""
        chosen = {key: self._values[key] for key in self.options() if key in self._values}
        return {key: value for key, value in chosen.items() if isinstance(value, int | float)}

    def change(self, key: str, text: str) -> None:
        """Choose what a person typed and write it down.

        Raises UserError: settings.unknown_option, settings.bad_value.
        """
        options = self.options()
        if key not in options:
            raise UserError("settings.unknown_option", key=key[:80], known=", ".join(options))
        self._store(key, options[key].parsed(text))

    def _store(self, key: str, value: Any) -> None:
        tables = copy.deepcopy(self._tables)
        *folders, name = key.split(".")
        table = tables
        for folder in folders:
            table = table.setdefault(folder, {})
            if not isinstance(table, dict):
                raise UserError("settings.bad_value", key=folder, expected="a table")
        table[name] = value
        write_settings(self._path, tables)
        self._tables, self._values = tables, flattened(tables)
