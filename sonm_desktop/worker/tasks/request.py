"""What a customer asks to run, checked before anything is recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import TaskId, parse_task_id
from sonm_desktop.core.secret import Secret
from sonm_desktop.worker.runtime.images import pinned
from sonm_desktop.worker.runtime.port import Login

MOST_ARGUMENTS = 256
MOST_VARIABLES = 256
LONGEST_TEXT = 32_768
"""Of the whole command, and of the whole environment, in UTF-8 bytes."""

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}", re.ASCII)
_FIELDS = frozenset({"id", "image", "command", "env", "login"})
_LONGEST_LOGIN = 4096


@dataclass(frozen=True, slots=True)
class TaskRequest:
    """A task as its customer describes it. image: pinned by its digest. login: to fetch it."""

    id: TaskId
    image: str
    command: tuple[str, ...]
    environment: dict[str, str]
    login: Login | None = None


def task_request(wire: Any) -> TaskRequest:
    """The request in *wire*. Raises UserError worker.bad_task or worker.image_not_pinned."""
    if not isinstance(wire, dict) or not set(wire) <= _FIELDS:
        raise _bad("its fields")
    image = wire.get("image")
    if not isinstance(image, str) or not pinned(image):
        raise UserError("worker.image_not_pinned", image=str(image)[:100])
    try:
        name = parse_task_id(str(wire.get("id")))
    except ValueError as error:
        raise _bad("id") from error
    return TaskRequest(
        id=name,
        image=image,
        command=_command(wire.get("command", [])),
        environment=_environment(wire.get("env", {})),
        login=login_of(wire.get("login")),
    )


def login_of(wire: Any) -> Login | None:
    """The login of a registry in *wire*; None for none. Raises UserError worker.bad_task."""
    if wire is None:
        return None
    if not isinstance(wire, dict) or set(wire) != {"username", "password"}:
        raise _bad("login")
    if not all(_is_text(word) and 0 < len(word) <= _LONGEST_LOGIN for word in wire.values()):
        raise _bad("login")
    return Login(wire["username"], Secret(wire["password"]))


def _command(words: Any) -> tuple[str, ...]:
    if not isinstance(words, list | tuple) or len(words) > MOST_ARGUMENTS:
        raise _bad("command")
    if not all(_is_text(word) for word in words) or _bytes(words) > LONGEST_TEXT:
        raise _bad("command")
    return tuple(words)


def _environment(variables: Any) -> dict[str, str]:
    if not isinstance(variables, dict) or len(variables) > MOST_VARIABLES:
        raise _bad("env")
    for name, value in variables.items():
        if not isinstance(name, str) or not _VARIABLE.fullmatch(name) or not _is_text(value):
            raise _bad("env")
    if _bytes(list(variables.values())) > LONGEST_TEXT:
        raise _bad("env")
    return dict(variables)


def _is_text(value: Any) -> bool:
    if not isinstance(value, str) or "\0" in value:
        return False
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


def _bytes(texts: Any) -> int:
    return sum(len(text.encode()) for text in texts)


def _bad(part: str) -> UserError:
    return UserError("worker.bad_task", part=part)
