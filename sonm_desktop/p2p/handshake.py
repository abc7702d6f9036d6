"""The first stream of a connection: both sides say and prove who they are."""

from __future__ import annotations

import asyncio
import contextlib

from sonm_desktop.core.errors import BadReply, CodedError, RemoteError
from sonm_desktop.core.ids import Address
from sonm_desktop.p2p.faults import error_of, fault_of
from sonm_desktop.p2p.headers import Hello, read_header, written
from sonm_desktop.p2p.identity import Credentials, PeerIdentity
from sonm_desktop.p2p.transport import Connection, Stream, TransportError
from sonm_desktop.p2p.wire import HEADER_LIMIT, FrameReader, frame

REFUSED = 403
"""The code with which a connection is closed whose other side is not who it should be."""

_FAREWELL_S = 1.0


async def introduce(
    connection: Connection, credentials: Credentials, expect_account: Address | None
) -> PeerIdentity:
    """Who answers on a connection that we dialled; closes it when that is not acceptable.

    Raises what `verified` raises, RemoteError("p2p.not_who_expected"), what the other side
    refuses us with, BadReply and TransportError. Give it a limit.
    """
    try:
        return await _introduced(connection, credentials, expect_account)
    except CodedError:
        connection.close(REFUSED, "hello")
        raise


async def welcome(connection: Connection, credentials: Credentials) -> PeerIdentity:
    """Who has dialled us; tells him why when he is refused.

    Raises what `verified` raises, BadReply and TransportError. Give it a limit.
    """
    stream = await connection.accept_stream()
    try:
        identity = await _heard(FrameReader(stream), connection, credentials)
        await stream.write(frame({"ok": await asyncio.to_thread(credentials.statement)}))
        await stream.finish()
    except CodedError as error:
        await _turn_away(connection, stream, error)
        raise
    return identity


async def _introduced(
    connection: Connection, credentials: Credentials, expect_account: Address | None
) -> PeerIdentity:
    stream = await connection.open_stream()
    statement = await asyncio.to_thread(credentials.statement)
    await stream.write(frame(written(Hello())) + frame(statement))
    await stream.finish()
    reply = await FrameReader(stream).map(HEADER_LIMIT)
    if "error" in reply:
        raise error_of(reply["error"])
    shown = reply.get("ok")
    if not isinstance(shown, dict):
        raise BadReply("a hello without a statement")
    identity = await asyncio.to_thread(credentials.verified, shown, connection.remote)
    if expect_account is not None and identity.account != expect_account:
        raise RemoteError("p2p.not_who_expected", account=identity.account)
    return identity


async def _heard(
    reader: FrameReader, connection: Connection, credentials: Credentials
) -> PeerIdentity:
    if not isinstance(read_header(await reader.map(HEADER_LIMIT)), Hello):
        raise BadReply("something else than hello first")
    statement = await reader.map(HEADER_LIMIT)
    return await asyncio.to_thread(credentials.verified, statement, connection.remote)


async def _turn_away(connection: Connection, stream: Stream, error: CodedError) -> None:
    """A close overtakes data: wait a moment until the reason has been read."""
    with contextlib.suppress(TransportError, TimeoutError):
        async with asyncio.timeout(_FAREWELL_S):
            await stream.write(frame({"error": fault_of(error)}))
            await stream.finish()
            await connection.closed()
    connection.close(REFUSED, "hello")
