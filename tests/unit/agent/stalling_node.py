"""Stands between an agent and its node, and stops at the moment that a test chooses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

SEND = "eth_sendRawTransaction"


class StallingNode:
    """Passes JSON-RPC on to the node at *url*.

    hold_before, hold_after: which sending of a transaction (from 1) is never answered: before
    the node has seen it, or after. held: set when that has come.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.hold_before = 0
        self.hold_after = 0
        self.held = asyncio.Event()
        self.sent = 0

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with httpx.AsyncClient(timeout=20) as node:
            try:
                while True:
                    reply = await self._reply(node, await _body(reader))
                    head = (
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                        f"Content-Length: {len(reply)}\r\n\r\n"
                    )
                    writer.write(head.encode() + reply)
                    await writer.drain()
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            finally:
                writer.close()

    async def _reply(self, node: httpx.AsyncClient, body: bytes) -> bytes:
        sends = SEND in body.decode()
        if sends:
            self.sent += 1
            await self._hold(self.hold_before)
        answer = await node.post(
            self._url, content=body, headers={"Content-Type": "application/json"}
        )
        if sends:
            await self._hold(self.hold_after)
        return answer.content

    async def _hold(self, number: int) -> None:
        if number and self.sent >= number:
            self.held.set()
            await asyncio.Event().wait()


@asynccontextmanager
async def stalling(url: str) -> AsyncIterator[tuple[StallingNode, str]]:
    """The node and the URL where it listens."""
    stalls = StallingNode(url)
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(stalls.handle(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield stalls, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


async def _body(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    body = await reader.readexactly(length)
    json.loads(body)
    return body
