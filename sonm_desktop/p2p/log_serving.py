"""A served log: records as the service yields them, many to a packet when they are many."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, nullcontext
from typing import Any

from sonm_desktop.core.errors import CodedError, RemoteError
from sonm_desktop.p2p.channel import Channel, ChannelClosed
from sonm_desktop.p2p.faults import fault_of
from sonm_desktop.p2p.headers import Follow
from sonm_desktop.p2p.net_thread import begun
from sonm_desktop.p2p.service import LogRecord
from sonm_desktop.p2p.serving import Caller, Serving
from sonm_desktop.p2p.transport import Stream
from sonm_desktop.p2p.wire import FrameReader, frame

logger = logging.getLogger(__name__)

_QUEUE = 1024
_PIECE_BYTES = 128 * 1024


async def serve_log(
    request: Follow, reader: FrameReader, stream: Stream, caller: Caller, serving: Serving
) -> None:
    """Write the log's records until it is whole or its reader leaves. Raises TransportError."""
    channel: Channel[LogRecord] = Channel(_QUEUE)
    pumping = begun(_pump(request, caller, serving, channel), serving.home)
    sending = asyncio.ensure_future(_send(channel, stream, serving.limits.write_s))
    leaving = asyncio.ensure_future(reader.raw())
    try:
        await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if sending.done():
            sending.result()
    finally:
        channel.close()
        pumping.cancel()
        for task in (sending, leaving):
            task.cancel()
        await asyncio.gather(sending, leaving, return_exceptions=True)


async def _pump(
    request: Follow, caller: Caller, serving: Serving, channel: Channel[LogRecord]
) -> None:
    """Runs on the service's loop; a full channel holds the service back."""
    error: Exception | None = None
    try:
        records = serving.service.logs(caller.identity, request.task, request.after)
        async with _closing(records):
            async for record in records:
                caller.proven = True
                await channel.put(record)
    except ChannelClosed:
        return
    except CodedError as refusal:
        error = refusal
    except Exception:
        logger.exception("the log of %s failed", request.task)
        error = RemoteError("p2p.peer_failed")
    channel.close(error)


def _closing(records: Any) -> AbstractAsyncContextManager[Any]:
    return aclosing(records) if hasattr(records, "aclose") else nullcontext(records)


async def _send(channel: Channel[LogRecord], stream: Stream, write_s: float) -> None:
    try:
        while batch := await channel.take():
            for piece in _pieces(batch):
                async with asyncio.timeout(write_s):
                    await stream.write(piece)
        last = frame({"end": True})
    except CodedError as error:
        last = frame({"error": fault_of(error)})
    async with asyncio.timeout(write_s):
        await stream.write(last)
        await stream.finish()


def _pieces(batch: Sequence[LogRecord]) -> Iterator[bytes]:
    piece = bytearray()
    for record in batch:
        piece += frame({"seq": record.seq, "ts": record.ts, "fd": record.fd, "data": record.data})
        if len(piece) >= _PIECE_BYTES:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)
