"""One line to the agent: requests with the token, replies as models, errors as exceptions."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError

from sonm_desktop.api.schema.errors import ERROR_LINE, ErrorKind, ErrorLine, ErrorReply
from sonm_desktop.core.errors import BadReply, CodedError, RemoteError, UserError
from sonm_desktop.core.local_http import NETWORK_ERRORS, Exchange, Question, is_success

M = TypeVar("M", bound=BaseModel)

ALIVE_S = 10.0
"""The agent writes a line at least so often into every stream."""

_SILENCE_LIMIT_S = 3 * ALIVE_S
_BRIEF_ERROR_BYTES = 1_000_000
_JSON = {"Content-Type": "application/json"}


class Door(Protocol):
    """The way in: connections to the agent, on which we have shown who we are."""

    def open(
        self, timeout_s: float
    ) -> AbstractAsyncContextManager[tuple[Exchange, dict[str, str]]]:
        """A connection, and the headers that every question on it carries."""
        ...


class Link:
    """*log* is shown when nobody answers. timeout_s: the longest silence, unless said otherwise."""

    def __init__(self, door: Door, *, log: str, timeout_s: float) -> None:
        self._door = door
        self._log = log
        self._timeout_s = timeout_s
        self._open: set[Exchange] = set()

    async def ask(
        self,
        reply: type[M],
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        query: Mapping[str, Any] | None = None,
        timeout_s: float | None = None,
    ) -> M:
        """The answer as a *reply*. Raises UserError, RemoteError, BadReply."""
        return _parsed(reply, await self._request(method, path, body, query, timeout_s))

    async def ask_all(
        self,
        reply: type[M],
        path: str,
        body: BaseModel | None = None,
        *,
        query: Mapping[str, Any] | None = None,
    ) -> list[M]:
        """The list at *path*, or that the agent makes of *body*."""
        content = await self._request("POST" if body else "GET", path, body, query, None)
        try:
            rows = json.loads(content)
        except ValueError as error:
            raise BadReply("a reply of the agent") from error
        if not isinstance(rows, list):
            raise BadReply("a list of the agent")
        return [_validated(reply, row) for row in rows]

    async def tell(
        self,
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        timeout_s: float | None = None,
    ) -> None:
        """A request whose answer is empty."""
        await self._request(method, path, body, None, timeout_s)

    async def download(self, method: str, path: str, *, timeout_s: float | None = None) -> bytes:
        """The body of the answer as it is. Raises UserError, RemoteError."""
        return await self._request(method, path, None, None, timeout_s)

    async def lines(
        self,
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        query: Mapping[str, Any] | None = None,
    ) -> AsyncGenerator[bytes, None]:
        """The lines of a stream as they come; empty ones, which only say “alive”, are kept back.

        Close the iterator (`contextlib.aclosing`) when leaving early.
        """
        async with (
            self._asked(method, path, body, query, _SILENCE_LIMIT_S) as answer,
            aclosing(answer.lines()) as lines,
        ):
            async for line in lines:
                if line:
                    yield line

    def close(self) -> None:
        """End what still streams."""
        for line in self._open:
            line.cut()

    async def _request(
        self,
        method: str,
        path: str,
        body: BaseModel | None,
        query: Mapping[str, Any] | None,
        timeout_s: float | None,
    ) -> bytes:
        timeout_s = timeout_s or self._timeout_s
        async with self._asked(method, path, body, query, timeout_s) as answer:
            return await answer.content()

    @asynccontextmanager
    async def _asked(
        self,
        method: str,
        path: str,
        body: BaseModel | None,
        query: Mapping[str, Any] | None,
        timeout_s: float,
    ) -> AsyncIterator[Exchange]:
        """The exchange whose answer is a success and waits to be read.

        A failing connection becomes RemoteError("agent.unreachable") or "agent.slow".
        """
        try:
            async with self._door.open(timeout_s) as (line, headers), self._noted(line):
                status = await line.ask(
                    Question(
                        method=method,
                        target=_target(path, query),
                        timeout_s=timeout_s,
                        body=None if body is None else body.model_dump_json().encode(),
                        headers={**headers, **({} if body is None else _JSON)},
                    )
                )
                if not is_success(status):
                    raise raised(_parsed(ErrorReply, await _brief(line)))
                yield line
        except TimeoutError as error:
            raise RemoteError("agent.slow", log=self._log) from error
        except NETWORK_ERRORS as error:
            raise RemoteError("agent.unreachable", log=self._log) from error

    @asynccontextmanager
    async def _noted(self, line: Exchange) -> AsyncIterator[None]:
        self._open.add(line)
        try:
            yield
        finally:
            self._open.discard(line)


def raised(reply: ErrorReply) -> CodedError:
    """*reply* as the exception that the agent raised."""
    if reply.kind in (ErrorKind.USER, ErrorKind.FIELD):
        return UserError(reply.code, **reply.params)
    return RemoteError(reply.code, **reply.params)


def parse_line(reply: type[M], line: bytes) -> M:
    """A line of a stream; the agent's error in it is raised."""
    if line.startswith(ERROR_LINE):
        raise raised(_parsed(ErrorLine, line).error)
    return _parsed(reply, line)


async def _brief(line: Exchange) -> bytes:
    content = b""
    async with asyncio.timeout(_SILENCE_LIMIT_S), aclosing(line.pieces()) as pieces:
        async for piece in pieces:
            content += piece
            if len(content) > _BRIEF_ERROR_BYTES:
                break
    return content


def _parsed(reply: type[M], content: bytes) -> M:
    try:
        return reply.model_validate_json(content)
    except ValidationError as error:
        raise BadReply("a reply of the agent") from error


def _validated(reply: type[M], value: Any) -> M:
    try:
        return reply.model_validate(value)
    except ValidationError as error:
        raise BadReply("a reply of the agent") from error


def _target(path: str, query: Mapping[str, Any] | None) -> str:
    """*path* with the parts of *query* that are set; a list becomes a name for each."""
    wanted = {name: _texts(value) for name, value in (query or {}).items() if value is not None}
    return f"{path}?{urlencode(wanted, doseq=True)}" if wanted else path


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [str(one).lower() if isinstance(one, bool) else str(one) for one in values]
