"""The outer gate: web pages are refused, bodies are bounded, failures show no internals.

Any page in a browser on this machine can send requests to a loopback port; a browser marks
them by an Origin or a Sec-Fetch-Site header, and a page that rebinds its own name to
127.0.0.1 shows it in Host. Programs send none of these.
"""

from __future__ import annotations

import logging

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sonm_desktop.api.server.errors import error_response
from sonm_desktop.core.errors import UserError

logger = logging.getLogger(__name__)

LARGEST_BODY = 1_000_000
TOO_LARGE = 413
SOCKET_HOSTS = frozenset({"agent", "localhost"})
_BROWSER_HEADERS = ("origin", "sec-fetch-site", "sec-fetch-mode")


class Guard:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        refused = _refusal(scope)
        if refused is not None:
            await error_response(refused)(scope, receive, send)
            return
        answer = _Answer(send)
        try:
            await self._app(scope, _bounded(receive), answer)
        except Exception:
            logger.exception("%s %s failed", scope["method"], _route(scope))
            if not answer.ended:
                raise


class _Answer:
    """Passes messages on and knows whether the last one was among them.

    An answer that broke off must not look whole: the server closes its connection.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self.ended = False

    async def __call__(self, message: Message) -> None:
        await self._send(message)
        if message["type"] == "http.response.body":
            self.ended = not message.get("more_body", False)


def _refusal(scope: Scope) -> UserError | None:
    headers = Headers(scope=scope)
    if any(name in headers for name in _BROWSER_HEADERS):
        return UserError("agent.from_a_page")
    if headers.getlist("host") not in [[host] for host in _own_hosts(scope)]:
        return UserError("agent.wrong_host")
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length) > LARGEST_BODY:
        return UserError("agent.too_large")
    return None


def _own_hosts(scope: Scope) -> frozenset[str]:
    """The names of this server: on the socket, or on the port that the request came through."""
    server = scope.get("server")
    if server is None or server[1] is None:
        return SOCKET_HOSTS
    return frozenset({f"127.0.0.1:{server[1]}", f"localhost:{server[1]}"})


def _bounded(receive: Receive) -> Receive:
    """*receive* that raises once the chunks of a body exceed the limit together.

    An HTTPException, because FastAPI takes any other for a body that cannot be parsed.
    """
    total = 0

    async def bounded() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > LARGEST_BODY:
            raise HTTPException(TOO_LARGE)
        return message

    return bounded


def _route(scope: Scope) -> str:
    """The path's pattern, without what was put into it."""
    route = scope.get("route")
    return str(getattr(route, "path", "a request"))
