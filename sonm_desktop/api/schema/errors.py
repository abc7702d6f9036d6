"""Errors, states and reasons: a code, its parameters, and the words of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field

from sonm_desktop.api.schema.kinds import Reply
from sonm_desktop.core.catalogue import wording
from sonm_desktop.core.errors import CodedError

_EXACT_IN_EVERY_JSON = 2**53


class Worded(Reply):
    """text: what is or happened. action: what to do; empty where nothing can be done."""

    code: str
    params: dict[str, Any] = Field(default_factory=dict)
    text: str
    action: str = ""

    @classmethod
    def of(cls, code: str, params: Mapping[str, Any] | None = None) -> Worded:
        """*code* in the words of the catalogue."""
        words, values = wording(code), dict(params or {})
        return cls(
            code=code,
            params={name: _plain(value) for name, value in values.items()},
            text=words.sentence(values),
            action=words.remedy(values),
        )

    @classmethod
    def of_error(cls, error: CodedError) -> Worded:
        return cls.of(error.code, error.params)


def _plain(value: Any) -> Any:
    """*value* as every JSON reader gets it exactly."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, bool | float) or value is None:
        return value
    if isinstance(value, int) and abs(value) < _EXACT_IN_EVERY_JSON:
        return int(value)
    return str(value)


class ErrorKind(StrEnum):
    """user: refused, nothing lost. remote: a node, peer or engine failed. bug: we did.
    field: the request is not in the form that the schema wants."""

    USER = "user"
    REMOTE = "remote"
    BUG = "bug"
    FIELD = "field"


class ErrorReply(Worded):
    """The body of every answer that is not 2xx. field: where a request is malformed."""

    kind: ErrorKind
    field: str = ""


ERROR_LINE = b'{"error":'


class ErrorLine(Reply):
    """The last line of a stream that failed."""

    error: ErrorReply
