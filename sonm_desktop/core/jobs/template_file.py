"""Reading a template strictly: what is wrong is said with the line on which it stands.

Version 1, in TOML::

    version = 1
    title = "…"        summary = "…"        image = "…"        command = ["…", "{{key}}"]
    needs = ["…"]      gives = "…"
    [[field]]          # any number of them
    key = "key"        label = "…"          kind = "text"      default = ""    variable = "NAME"
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from sonm_desktop.core.jobs.image_name import names_an_image
from sonm_desktop.core.jobs.template import PLACE, Field, FieldKind, Template

VERSION = 1
LARGEST_FILE = 64 * 1024
_TEXTS = ("title", "summary", "image", "gives")
_LISTS = ("command", "needs")
_TOP = {"version", *_TEXTS, *_LISTS, "field"}
_FIELD_TEXTS = ("key", "label", "kind", "default", "variable")
_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_VARIABLE = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)?", re.ASCII)
_TOML_LINE = re.compile(r"at line (\d+)")


class TemplateError(ValueError):
    """line: from 1; 0 where the file as a whole is meant."""

    def __init__(self, problem: str, line: int = 0) -> None:
        self.line = line
        super().__init__(f"line {line}: {problem}" if line else problem)


def parse_template(name: str, text: str) -> Template:
    """The template *text* of the file *name*. Raises TemplateError."""
    if len(text) > LARGEST_FILE:
        raise TemplateError(f"more than {LARGEST_FILE} characters")
    try:
        top = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _TOML_LINE.search(str(error))
        raise TemplateError("not TOML", int(found[1]) if found else 0) from error
    return _Reader(text).template(name, top)


class _Reader:
    """Checks what TOML has read; *text* is only asked where a key stands."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()

    def template(self, name: str, top: dict[str, Any]) -> Template:
        if top.get("version") != VERSION or type(top["version"]) is not int:
            raise TemplateError(f"version must be {VERSION}", self._line("version"))
        self._only(top, _TOP)
        for key in _TEXTS:
            self._text(top, key)
        for key in _LISTS:
            self._list(top, key)
        if not names_an_image(top["image"]):
            raise TemplateError("image names no image", self._line("image"))
        fields = self._fields(top.get("field", []))
        self._places(top["command"], fields)
        return Template(
            name=name,
            title=top["title"],
            summary=top["summary"],
            image=top["image"],
            command=tuple(top["command"]),
            needs=tuple(top["needs"]),
            gives=top["gives"],
            fields=fields,
        )

    def _fields(self, entries: Any) -> tuple[Field, ...]:
        if not isinstance(entries, list):
            raise TemplateError("field must be written [[field]]", self._line("field"))
        fields: list[Field] = []
        for number, entry in enumerate(entries):
            field = self._field(entry, number)
            if field.key in {earlier.key for earlier in fields}:
                raise TemplateError(f"field {field.key} stands twice", self._line("key", number))
            fields.append(field)
        return tuple(fields)

    def _field(self, entry: dict[str, Any], number: int) -> Field:
        self._only(entry, set(_FIELD_TEXTS), number)
        texts = {"default": "", "variable": "", **entry}
        for key in _FIELD_TEXTS:
            self._text(texts, key, number, empty=key in ("default", "variable"))
        if not _KEY.fullmatch(texts["key"]):
            raise TemplateError("key must be lower-case", self._line("key", number))
        if not _VARIABLE.fullmatch(texts["variable"]):
            raise TemplateError("variable is no name", self._line("variable", number))
        if texts["kind"] not in set(FieldKind):
            kinds = ", ".join(FieldKind)
            raise TemplateError(f"kind must be one of {kinds}", self._line("kind", number))
        return Field(**{**texts, "kind": FieldKind(texts["kind"])})

    def _places(self, command: list[str], fields: tuple[Field, ...]) -> None:
        used = {place for word in command for place in PLACE.findall(word)}
        known = {field.key for field in fields if not field.variable}
        for key in sorted(used - known):
            raise TemplateError(f"no field fills {key}", self._line("command"))
        for key in sorted(known - used):
            at = [field.key for field in fields].index(key)
            raise TemplateError(f"field {key} is used nowhere", self._line("key", at))
        for number, field in enumerate(fields):
            if field.kind is FieldKind.SECRET and not field.variable:
                problem = "a secret needs a variable: a command can be seen by others"
                raise TemplateError(problem, self._line("kind", number))

    def _only(self, table: dict[str, Any], known: set[str], number: int = -1) -> None:
        for key in table:
            if key not in known:
                raise TemplateError(f"unknown key {key[:40]}", self._line(key, number))

    def _text(
        self, table: dict[str, Any], key: str, number: int = -1, *, empty: bool = False
    ) -> None:
        value = table.get(key)
        if not isinstance(value, str) or not (empty or value.strip()):
            raise TemplateError(f"{key} must be a text", self._line(key, number))

    def _list(self, table: dict[str, Any], key: str) -> None:
        value = table.get(key)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise TemplateError(f"{key} must be a list of texts", self._line(key))

    def _line(self, key: str, number: int = -1) -> int:
        """Where *key* is set, in the field *number*; where that begins if it is not; else 0."""
        pattern = re.compile(rf"\s*\"?{re.escape(key)}\"?\s*=")
        section, begun = -1, 0
        for line, text in enumerate(self._lines, start=1):
            if text.strip().startswith("[[field]]"):
                section += 1
                begun = line if section == number else begun
            elif section == number and pattern.match(text):
                return line
        return begun
