"""A call to a peer: repeated under one id until it is answered or its time is over."""

from __future__ import annotations

import asyncio
from typing import Any

from sonm_desktop.core.errors import BadReply, RemoteError
from sonm_desktop.p2p.faults import error_of
from sonm_desktop.p2p.headers import LONGEST_DEADLINE_MS, Call, written
from sonm_desktop.p2p.link import Link
from sonm_desktop.p2p.transport import Connection, ConnectionLost, StreamReset
from sonm_desktop.p2p.wire import FrameReader, frame

_REFUSED_STREAM_PAUSE_S = 0.1


async def call(
    link: Link, *, method: str, body: dict[str, Any], deadline_s: float, call_id: str
) -> dict[str, Any]:
    """What `Peer.call` promises, on the network's loop."""
    ends = asyncio.get_running_loop().time() + deadline_s
    contents = frame(body)
    connection: Connection | None = None
    try:
        async with asyncio.timeout_at(ends):
            while True:
                connection = None
                connection = await link.connection()
                try:
                    return await _exchange(connection, method, contents, call_id, ends)
                except ConnectionLost:
                    link.lose(connection)
                except StreamReset:
                    await asyncio.sleep(_REFUSED_STREAM_PAUSE_S)
    except TimeoutError as error:
        if connection is None:
            raise RemoteError("p2p.unreachable", endpoint=link.address.endpoint[:10]) from error
        raise RemoteError("p2p.deadline", method=method, limit_s=deadline_s) from error


async def _exchange(
    connection: Connection, method: str, contents: bytes, call_id: str, ends: float
) -> dict[str, Any]:
    left_ms = int((ends - asyncio.get_running_loop().time()) * 1000)
    deadline_ms = min(max(left_ms, 1), LONGEST_DEADLINE_MS)
    header = Call(method=method, id=call_id, deadline_ms=deadline_ms)
    stream = await connection.open_stream()
    answered = False
    try:
        await stream.write(frame(written(header)) + contents)
        await stream.finish()
        reply = await FrameReader(stream).map()
        answered = True
    finally:
        if not answered:
            stream.abort()
    return _result(reply)


def _result(reply: dict[str, Any]) -> dict[str, Any]:
    if "error" in reply:
        raise error_of(reply["error"])
    result = reply.get("ok")
    if not isinstance(result, dict):
        raise BadReply("a reply that is none")
    return result
