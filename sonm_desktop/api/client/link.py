"""One line to the agent: requests with the token, replies as models, errors as exceptions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from sonm_desktop.api.schema.errors import ERROR_LINE, ErrorKind, ErrorLine, ErrorReply
from sonm_desktop.core.errors import BadReply, CodedError, RemoteError, UserError

M = TypeVar("M", bound=BaseModel)

ALIVE_S = 10.0
"""The agent writes a line at least so often into every stream."""

_SILENCE_LIMIT_S = 3 * ALIVE_S
_BRIEF_ERROR_BYTES = 1_000_000


class Link:
    """*http* has the agent's address and the token; *log* is shown when nobody answers."""

    def __init__(self, http: httpx.AsyncClient, *, log: str) -> None:
        self._http = http
        self._log = log

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
        response = await self._request(method, path, body, query, timeout_s)
        return _parsed(reply, response.content)

    async def ask_all(
        self,
        reply: type[M],
        path: str,
        body: BaseModel | None = None,
        *,
        query: Mapping[str, Any] | None = None,
    ) -> list[M]:
        """The list at *path*, or that the agent makes of *body*."""
        response = await self._request("POST" if body else "GET", path, body, query, None)
        try:
            rows = response.json()
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
        response = await self._request(method, path, None, None, timeout_s)
        return response.content

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
        timeout = httpx.Timeout(_SILENCE_LIMIT_S)
        async with self._guarded():
            request = self._build(method, path, body, query, timeout)
            response = await self._http.send(request, stream=True)
            try:
                await _raise_for_error(response)
                async for line in response.aiter_lines():
                    if line:
                        yield line.encode()
            finally:
                await response.aclose()

    async def close(self) -> None:
        await self._http.aclose()

    async def _request(
        self,
        method: str,
        path: str,
        body: BaseModel | None,
        query: Mapping[str, Any] | None,
        timeout_s: float | None,
    ) -> httpx.Response:
        timeout = httpx.Timeout(timeout_s) if timeout_s else self._http.timeout
        async with self._guarded():
            response = await self._http.send(self._build(method, path, body, query, timeout))
            await _raise_for_error(response)
            return response

    def _build(
        self,
        method: str,
        path: str,
        body: BaseModel | None,
        query: Mapping[str, Any] | None,
        timeout: httpx.Timeout,
    ) -> httpx.Request:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        return self._http.build_request(
            method,
            path,
            content=body.model_dump_json().encode() if body is not None else None,
            params=_set_only(query),
            headers=headers,
            timeout=timeout,
        )

    @asynccontextmanager
    async def _guarded(self) -> AsyncIterator[None]:
        """Turns a failing connection into RemoteError("agent.unreachable")."""
        try:
            yield
        except httpx.TimeoutException as error:
            raise RemoteError("agent.slow", log=self._log) from error
        except httpx.HTTPError as error:
            raise RemoteError("agent.unreachable", log=self._log) from error


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


async def _raise_for_error(response: httpx.Response) -> None:
    if response.is_success:
        return
    content = b""
    async with asyncio.timeout(_SILENCE_LIMIT_S):
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) > _BRIEF_ERROR_BYTES:
                break
    raise raised(_parsed(ErrorReply, content))


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


def _set_only(query: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (query or {}).items() if value is not None}
