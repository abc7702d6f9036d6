"""Errors of a service on their way to the caller: a code and parameters, never words."""

from __future__ import annotations

import re
from typing import Any

from sonm_desktop.core.errors import BadReply, CodedError, RemoteError, UserError

LONGEST_TEXT = 200
MOST_PARAMS = 16

_CODE = re.compile(r"[a-z0-9]+(?:\.[a-z0-9_]+)+", re.ASCII)
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,31}", re.ASCII)
_TAKEN = frozenset({"self", "code"})
_OURS_ALONE = ("wallet.", "agent.", "store.")
"""Areas whose sentences speak of this program; a peer may not say them."""


def fault_of(error: CodedError) -> dict[str, Any]:
    """*error* as it travels."""
    return {
        "code": error.code,
        "params": _travelling(error.params),
        "refused": isinstance(error, UserError),
    }


def error_of(fault: Any) -> CodedError:
    """The error in *fault*, to be raised here. Raises BadReply when there is none."""
    if not isinstance(fault, dict):
        raise BadReply("an error without a code")
    code, params = fault.get("code"), fault.get("params", {})
    if not isinstance(code, str) or len(code) > 64 or not _CODE.fullmatch(code):
        raise BadReply("an error without a code")
    if code.startswith(_OURS_ALONE):
        raise BadReply("an error that is not its own")
    if not isinstance(params, dict):
        raise BadReply("an error with parameters that are none")
    kind = UserError if fault.get("refused") is True else RemoteError
    return kind(code, **_travelling(params))


def _travelling(params: dict[str, Any]) -> dict[str, Any]:
    """What may be shown: named, short, and without characters that move the cursor."""
    named = [(name, value) for name, value in params.items() if _NAME.fullmatch(name)]
    return {name: _shown(value) for name, value in named[:MOST_PARAMS] if name not in _TAKEN}


def _shown(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    text = "".join(sign if sign.isprintable() else "\ufffd" for sign in str(value)[:LONGEST_TEXT])
    return text.encode(errors="replace").decode()
