"""Every failure as {kind, code, params, text, action}, with the status that fits it."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sonm_desktop.api.schema.errors import ErrorKind, ErrorReply, Worded
from sonm_desktop.core.errors import CodedError, RemoteError

logger = logging.getLogger(__name__)

_STATUS = {
    "agent.token_needed": 401,
    "agent.token_unknown": 401,
    "agent.scope": 403,
    "agent.over_limit": 403,
    "agent.from_a_page": 403,
    "agent.wrong_host": 403,
    "agent.no_route": 404,
    "agent.no_plan": 404,
    "agent.no_token_record": 404,
    "rental.no_plan": 404,
    "rental.no_deal": 404,
    "rental.no_task": 404,
    "market.no_view": 404,
    "market.no_offer": 404,
    "wallet.no_account": 404,
    "agent.too_large": 413,
    "agent.bad_field": 422,
}
_CODES_OF_STATUS = {400: "agent.bad_field", 413: "agent.too_large"}
_REFUSED = 409
_FAR_SIDE = 502
_BUG = 500
_LONGEST_WHY = 200


def install(app: FastAPI) -> None:
    """Let *app* answer failures in this form."""
    app.add_exception_handler(CodedError, _on_coded)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_bug)


def error_reply(error: CodedError) -> ErrorReply:
    """The body that tells *error*."""
    kind = ErrorKind.REMOTE if isinstance(error, RemoteError) else ErrorKind.USER
    return _reply(kind, Worded.of_error(error))


def error_response(error: CodedError) -> Response:
    default = _FAR_SIDE if isinstance(error, RemoteError) else _REFUSED
    return _response(_STATUS.get(error.code, default), error_reply(error))


def bug_reply() -> ErrorReply:
    """Says that it was our fault and where to look, and nothing of the inside."""
    return _reply(ErrorKind.BUG, Worded.of("agent.bug"))


async def _on_coded(_request: Request, error: Exception) -> Response:
    if not isinstance(error, CodedError):
        raise error
    if isinstance(error, RemoteError):
        logger.warning("%s: %s", error.code, error.text)
    return error_response(error)


async def _on_invalid(_request: Request, error: Exception) -> Response:
    """The first field that is wrong; never its value, which may be a secret."""
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    field = ".".join(_shown(part) for part in first["loc"])
    words = Worded.of("agent.bad_field", {"field": field, "why": _why(first)})
    reply = ErrorReply(kind=ErrorKind.FIELD, field=field, **words.model_dump())
    return _response(_STATUS["agent.bad_field"], reply)


async def _on_http(_request: Request, error: Exception) -> Response:
    """A path or method that does not exist, or a body that cannot be taken."""
    if not isinstance(error, HTTPException):
        raise error
    code = _CODES_OF_STATUS.get(error.status_code, "agent.no_route")
    words = Worded.of(code, {"field": "body", "why": "it cannot be read"})
    return _response(error.status_code, _reply(ErrorKind.USER, words))


async def _on_bug(_request: Request, _error: Exception) -> Response:
    """The guard around the application gets the exception too, and logs it."""
    return _response(_BUG, bug_reply())


def _reply(kind: ErrorKind, words: Worded) -> ErrorReply:
    return ErrorReply(kind=kind, **words.model_dump())


def _response(status: int, reply: ErrorReply) -> Response:
    return Response(reply.model_dump_json(), status_code=status, media_type="application/json")


def _shown(part: Any) -> str:
    """A part of a field's path; keys that a caller made up are not repeated."""
    text = str(part)
    return text if len(text) <= 32 and text.replace("_", "").isalnum() else "…"


def _why(problem: dict[str, Any]) -> str:
    if problem["type"] == "json_invalid":
        return "the body is not JSON"
    return str(problem["msg"]).removeprefix("Value error, ")[:_LONGEST_WHY]
