"""Fields of a peer's request, checked for type before anything else looks at them."""

from __future__ import annotations

from typing import Any

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId, TaskId, parse_deal_id, parse_task_id

_LONGEST_TEXT = 512


def deal_of(body: dict[str, Any]) -> DealId:
    """The deal that a request is about. Raises UserError worker.bad_request."""
    try:
        return parse_deal_id(text_of(body, "deal"))
    except ValueError as error:
        raise UserError("worker.bad_request", part="deal") from error


def task_of(body: dict[str, Any]) -> TaskId:
    """The task that a request is about. Raises UserError worker.bad_request."""
    return task_id(text_of(body, "task"))


def task_id(text: str) -> TaskId:
    """*text* as a task's id. Raises UserError worker.bad_request."""
    try:
        return parse_task_id(text)
    except ValueError as error:
        raise UserError("worker.bad_request", part="task") from error


def text_of(body: dict[str, Any], name: str) -> str:
    """A text of reasonable length. Raises UserError worker.bad_request."""
    value = body.get(name)
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise UserError("worker.bad_request", part=name)
    return value


def flag_of(body: dict[str, Any], name: str) -> bool:
    """A truth value; absent is False. Raises UserError worker.bad_request."""
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise UserError("worker.bad_request", part=name)
    return value


def number_of(body: dict[str, Any], name: str) -> int:
    """A whole number from 0 on. Raises UserError worker.bad_request."""
    value = body.get(name)
    if type(value) is not int or value < 0:
        raise UserError("worker.bad_request", part=name)
    return value
