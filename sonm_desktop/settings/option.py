"""What an option is: its key, what holds without it, its words and which values make sense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, overload

from sonm_desktop.core.errors import UserError

V = TypeVar("V", bool, int, float, str)

_TRUTH = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_KINDS = {
    bool: "yes or no",
    int: "a whole number",
    float: "a number",
    str: "text",
}


class Values(Protocol):
    """Where an option finds what was chosen."""

    def chosen(self, key: str) -> Any:
        """The value in the file, or None."""
        ...


@dataclass(frozen=True, slots=True)
class Option(Generic[V]):
    """An attribute of a settings class: reads as the chosen value, or as the default.

    key: ``table.name`` in the file. label: what a form or a listing shows, with the unit.
    least, most: bounds of a number, both allowed. choices: of a text, the only ones.
    """

    key: str
    default: V
    label: str
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()

    @overload
    def __get__(self, settings: None, owner: type) -> Option[V]: ...
    @overload
    def __get__(self, settings: Values, owner: type) -> V: ...
    def __get__(self, settings: Values | None, owner: type) -> Option[V] | V:
        if settings is None:
            return self
        chosen = settings.chosen(self.key)
        return self.default if chosen is None else self.checked(chosen)

    def checked(self, value: Any) -> V:
        """*value* as this option's type. Raises UserError("settings.bad_value")."""
        kind = type(self.default)
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind or not self._within(value):
            raise UserError("settings.bad_value", key=self.key, expected=self.expected)
        checked: V = value
        return checked

    def parsed(self, text: str) -> V:
        """What a person typed, checked. Raises UserError("settings.bad_value")."""
        stripped = text.strip()
        try:
            return self.checked(self._read(stripped))
        except ValueError as error:
            raise UserError("settings.bad_value", key=self.key, expected=self.expected) from error

    @property
    def expected(self) -> str:
        """Which values make sense, in words."""
        kind = _KINDS[type(self.default)]
        if self.choices:
            return ", ".join(self.choices[:-1]) + f" or {self.choices[-1]}"
        if self.least is None or self.most is None:
            return kind
        return f"{kind} from {self.least:g} to {self.most:g}"

    def _read(self, text: str) -> Any:
        if isinstance(self.default, bool):
            return _TRUTH.get(text.lower())
        return type(self.default)(text)

    def _within(self, value: Any) -> bool:
        if self.choices and value not in self.choices:
            return False
        if self.least is not None and not value >= self.least:
            return False
        return self.most is None or bool(value <= self.most)
