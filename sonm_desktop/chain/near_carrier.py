"""Requests to a node on this machine, over connections that stay open.

The practice network is asked all day long by several programs. A client for the whole internet
costs each of them 10 MiB and several times the time of each question.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from functools import partial
from http import HTTPStatus
from urllib.parse import SplitResult

from sonm_desktop.chain.carrier import Gathered, LostError
from sonm_desktop.core.local_http import NETWORK_ERRORS, Exchange, Question

MOST_IDLE = 4
"""Connections that are kept for the next request."""

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_JSON = {"Content-Type": "application/json"}
_PORT = 80


def is_near(url: SplitResult) -> bool:
    """Whether a node at *url* is asked plainly, without proxy, certificate or password."""
    return url.scheme == "http" and url.hostname in LOOPBACK and "@" not in url.netloc


class NearCarrier:
    """A `Carrier` to *url*, for which `is_near` holds."""

    def __init__(self, url: SplitResult, *, timeout_s: float) -> None:
        self._connect = partial(asyncio.open_connection, url.hostname, url.port or _PORT)
        self._host = url.netloc
        self._target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        self._timeout_s = timeout_s
        self._idle: list[Exchange] = []
        self._closed = False

    async def post(self, body: bytes) -> bytes:
        question = Question("POST", self._target, self._timeout_s, body, _JSON)
        line: Exchange | None = None
        try:
            line = self._kept() or Exchange(await self._connect(), self._host)
            if await line.ask(question) != HTTPStatus.OK:
                raise LostError("not OK")
            return await _content(line)
        except TimeoutError:
            raise
        except NETWORK_ERRORS as error:
            raise LostError(type(error).__name__) from error
        finally:
            if line is not None:
                self._keep_or_cut(line)

    async def close(self) -> None:
        self._closed = True
        while self._idle:
            await self._idle.pop().end()

    def _kept(self) -> Exchange | None:
        """The connection used last that the node has not closed meanwhile."""
        while self._idle:
            line = self._idle.pop()
            if line.reusable:
                return line
            line.cut()
        return None

    def _keep_or_cut(self, line: Exchange) -> None:
        if line.reusable and not self._closed and len(self._idle) < MOST_IDLE:
            self._idle.append(line)
        else:
            line.cut()


async def _content(line: Exchange) -> bytes:
    reply = Gathered()
    async with aclosing(line.pieces()) as pieces:
        async for piece in pieces:
            reply.add(piece)
    return reply.whole()
