"""A served call: one request in, one reply out, done once however often it is asked."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import replace
from typing import Any

from sonm_desktop.core.errors import CodedError, RemoteError
from sonm_desktop.p2p.access import STRANGER_METHODS, cost_of
from sonm_desktop.p2p.faults import fault_of
from sonm_desktop.p2p.headers import Call
from sonm_desktop.p2p.packing import unpack_map
from sonm_desktop.p2p.replies import RequestKey
from sonm_desktop.p2p.serving import Caller, Serving
from sonm_desktop.p2p.transport import Stream
from sonm_desktop.p2p.wire import BODY_LIMIT, FrameReader, frame

logger = logging.getLogger(__name__)


async def read_body(reader: FrameReader, caller: Caller, serving: Serving) -> bytes:
    """The body of a call as it came, no larger than its caller may send. Raises BadReply."""
    limit = BODY_LIMIT if caller.proven else serving.limits.stranger_body
    return await reader.frame(limit) or b""


async def answer_call(
    call: Call, body: bytes, stream: Stream, caller: Caller, serving: Serving
) -> None:
    """Write the reply to *call*. Raises BadReply for a body that is none, TransportError."""
    arguments = unpack_map(body)
    try:
        reply = await _reply(call, body, arguments, caller, serving)
    except CodedError as error:
        reply = frame({"error": fault_of(error)})
    async with asyncio.timeout(serving.limits.write_s):
        await stream.write(reply)
        await stream.finish()


async def _reply(
    call: Call, body: bytes, arguments: dict[str, Any], caller: Caller, serving: Serving
) -> bytes:
    strange = call.method in STRANGER_METHODS
    if strange or not caller.proven:
        caller.spend(serving, cost_of(call.method))
    who = caller.identity
    key = RequestKey(account=who.account, role=who.role, id=call.id)
    contents = hashlib.sha256(call.method.encode() + b"\0" + body).digest()

    async def work() -> bytes:
        return await _worked(call, arguments, caller, serving)

    reply = await serving.replies.answer(key, contents, work)
    caller.proven = caller.proven or not strange
    return reply


async def _worked(call: Call, arguments: dict[str, Any], caller: Caller, serving: Serving) -> bytes:
    limit_s = call.deadline_ms / 1000
    who = replace(caller.identity, seen_from=caller.ip())
    work = serving.service.call(who, call.method, arguments, call.id)
    try:
        async with asyncio.timeout(limit_s):
            return frame({"ok": await serving.at_home(work)})
    except CodedError:
        raise
    except TimeoutError as error:
        raise RemoteError("p2p.deadline", method=call.method, limit_s=limit_s) from error
    except Exception as error:
        logger.exception("answering %s failed", call.method)
        raise RemoteError("p2p.peer_failed") from error
