"""A job before it is sent: what was typed, what is wrong with it, and the same in the terminal."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sonm_desktop.core.catalogue import wording
from sonm_desktop.core.jobs.image_name import names_an_image

MOST_VARIABLES = 256
LONGEST_WORD = 32_768
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,255}", re.ASCII)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Variable:
    """A part of the environment. secret: its value is neither shown nor kept on disk here."""

    name: str
    value: str = field(default="", repr=False)
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """field: image, command, name, or the number of a variable, from 0."""

    field: str
    code: str
    params: tuple[tuple[str, Any], ...] = ()

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the user's language."""
        params = dict(self.params)
        said = wording(self.code)
        return f"{said.sentence(params)} {said.remedy(params)}".strip()


@dataclass(frozen=True, slots=True)
class JobDraft:
    """command: as a shell would have it; empty: what the image says. name: empty for a made one."""

    image: str = ""
    command: str = field(default="", repr=False)
    variables: tuple[Variable, ...] = ()
    name: str = ""

    def problems(self) -> list[Problem]:
        """What keeps it from being sent, in the order of the form."""
        return [
            *_of_image(self.image.strip()),
            *_of_command(self.command),
            *_of_variables(self.variables),
            *_of_name(self.name.strip()),
        ]

    def words(self) -> tuple[str, ...]:
        """The command as the program gets it. Raises ValueError while it has a problem."""
        return tuple(shlex.split(self.command))

    def environment(self) -> dict[str, str]:
        """The variables that have a name."""
        return {variable.name: variable.value for variable in self.variables if variable.name}

    def terminal(self, deal: str, registry_user: str = "") -> str:
        """The command that does the same; secrets are taken from the terminal's environment.

        registry_user: of a private image; the terminal asks for the password.
        """
        words = ["sonm", "run"]
        if registry_user:
            words += ["--registry-user", shlex.quote(registry_user)]
        if self.name.strip():
            words += ["--name", shlex.quote(self.name.strip())]
        for variable in self.variables:
            if variable.name:
                words += ["--env", _assignment(variable)]
        words += [shlex.quote(deal), shlex.quote(self.image.strip() or "IMAGE")]
        try:
            words += [shlex.quote(word) for word in self.words()]
        except ValueError:
            words.append("…")
        return " ".join(words)


def _assignment(variable: Variable) -> str:
    if variable.secret:
        return f'{variable.name}="${variable.name}"'
    return shlex.quote(f"{variable.name}={variable.value}")


def _of_image(image: str) -> Iterable[Problem]:
    if not image:
        yield Problem("image", "rental.job_without_image")
    elif not names_an_image(image):
        yield Problem("image", "rental.job_bad_image")


def _of_command(command: str) -> Iterable[Problem]:
    try:
        words = shlex.split(command)
    except ValueError:
        yield Problem("command", "rental.job_open_quote")
        return
    if len(words) > MOST_VARIABLES or any(len(word) > LONGEST_WORD for word in words):
        yield Problem("command", "rental.job_long_command")


def _of_variables(variables: tuple[Variable, ...]) -> Iterable[Problem]:
    seen: set[str] = set()
    for number, variable in enumerate(variables):
        if not variable.name and not variable.value:
            continue
        if not _VARIABLE.fullmatch(variable.name):
            yield Problem(str(number), "rental.job_bad_variable")
        elif variable.name in seen:
            yield Problem(str(number), "rental.job_variable_twice", (("name", variable.name),))
        elif len(variable.value) > LONGEST_WORD or "\0" in variable.value:
            yield Problem(str(number), "rental.job_long_variable", (("name", variable.name),))
        seen.add(variable.name)


def _of_name(name: str) -> Iterable[Problem]:
    if name and not _NAME.fullmatch(name):
        yield Problem("name", "rental.bad_task_id")
