"""Answers without a known end: one JSON object a line, and a sign of life in between."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress

from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.types import Send

from sonm_desktop.api.schema.errors import ErrorLine
from sonm_desktop.api.server.errors import bug_reply, error_reply
from sonm_desktop.core.errors import CodedError

logger = logging.getLogger(__name__)

ALIVE_S = 10.0
MEDIA_TYPE = "application/x-ndjson"

_ALIVE = b"\n"


class LineStream(StreamingResponse):
    """*items* as lines. Closes the iterator whenever the caller goes away."""

    def __init__(self, items: AsyncIterator[BaseModel], stopping: asyncio.Event) -> None:
        self._lines = _lines(items, stopping)
        super().__init__(self._lines, media_type=MEDIA_TYPE)

    async def stream_response(self, send: Send) -> None:
        async with aclosing(self._lines):
            await super().stream_response(send)


async def _lines(
    items: AsyncIterator[BaseModel], stopping: asyncio.Event
) -> AsyncGenerator[bytes, None]:
    stopped = asyncio.create_task(_set(stopping))
    try:
        async with aclosing(_until(items, stopped)) as lines:
            async for line in lines:
                yield line
    except CodedError as error:
        yield _error_line(ErrorLine(error=error_reply(error)))
    except Exception:
        logger.exception("a stream failed")
        yield _error_line(ErrorLine(error=bug_reply()))
    finally:
        stopped.cancel()


async def _until(
    items: AsyncIterator[BaseModel], stopped: asyncio.Task[bool]
) -> AsyncGenerator[bytes, None]:
    """Lines of *items* until they end or the server does."""
    coming: asyncio.Task[BaseModel | None] | None = None
    try:
        while not stopped.done():
            coming = coming or asyncio.create_task(_next(items))
            await asyncio.wait(
                {coming, stopped}, timeout=ALIVE_S, return_when=asyncio.FIRST_COMPLETED
            )
            if not coming.done():
                yield _ALIVE
                continue
            item, coming = coming.result(), None
            if item is None:
                return
            yield item.model_dump_json().encode() + b"\n"
    finally:
        await _abandon(coming, items)


async def _set(event: asyncio.Event) -> bool:
    return await event.wait()


async def _next(items: AsyncIterator[BaseModel]) -> BaseModel | None:
    """The next item; None at the end, which a future can carry."""
    async for item in items:
        return item
    return None


async def _abandon(
    coming: asyncio.Task[BaseModel | None] | None, items: AsyncIterator[BaseModel]
) -> None:
    if coming is not None:
        coming.cancel()
        with suppress(asyncio.CancelledError, CodedError):
            await coming
    if isinstance(items, AsyncGenerator):
        await items.aclose()


def _error_line(line: ErrorLine) -> bytes:
    return line.model_dump_json().encode() + b"\n"
