"""A template: a job with fields to fill in, made for people who do not know its image."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.jobs.draft import JobDraft, Variable

PLACE = re.compile(r"\{\{([a-z][a-z0-9_]*)\}\}", re.ASCII)
"""Where a field's text goes in a word of the command."""

_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


class FieldKind(StrEnum):
    """How a field is filled in. script: several lines."""

    TEXT = "text"
    NUMBER = "number"
    SCRIPT = "script"
    SECRET = "secret"  # noqa: S105 (a kind, no password)


@dataclass(frozen=True, slots=True)
class Field:
    """variable: of the environment; empty: it stands in the command."""

    key: str
    label: str
    kind: FieldKind
    default: str = ""
    variable: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """name: that of its file. needs: what must hold for it to work. gives: what comes of it."""

    name: str
    title: str
    summary: str
    image: str
    command: tuple[str, ...]
    needs: tuple[str, ...]
    gives: str
    fields: tuple[Field, ...]

    def filled(self, values: Mapping[str, str]) -> JobDraft:
        """The job with *values* by key, defaults for the others. Raises UserError."""
        known = {field.key for field in self.fields}
        for key in values:
            if key not in known:
                raise UserError(
                    "rental.template_no_field", field=key[:40], known=", ".join(sorted(known))
                )
        texts = {field.key: values.get(field.key, field.default) for field in self.fields}
        for field in self.fields:
            if field.kind is FieldKind.NUMBER and not _WHOLE.fullmatch(texts[field.key]):
                raise UserError("rental.template_not_a_number", field=field.label)
        words = [PLACE.sub(lambda place: texts[place[1]], word) for word in self.command]
        variables = tuple(
            Variable(field.variable, texts[field.key], secret=field.kind is FieldKind.SECRET)
            for field in self.fields
            if field.variable
        )
        return JobDraft(self.image, shlex.join(words), variables)

    def terminal(self, values: Mapping[str, str], deal: str, name: str = "") -> str:
        """The command that runs it so; secrets are taken from the terminal's environment."""
        words = ["sonm", "run", "--template", shlex.quote(self.name)]
        if name:
            words += ["--name", shlex.quote(name)]
        for field in self.fields:
            text = values.get(field.key, field.default)
            if field.kind is FieldKind.SECRET:
                words += ["--set", f'{field.key}="${field.variable}"']
            elif text != field.default:
                words += ["--set", shlex.quote(f"{field.key}={text}")]
        return " ".join([*words, shlex.quote(deal)])
