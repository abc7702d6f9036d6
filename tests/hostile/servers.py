"""Everybody else, as one small program: HTTP on some ports, and name servers.

``python -m tests.hostile.servers 80 25 names`` prints “ready” once it listens.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import cast

from tests.hostile.town import COUNT_NAME, INTERNET, LAN, MAPPED_NAME, OTHER_RESOLVER, RESOLVER

_PAGE = b"HTTP/1.0 200 OK\r\nContent-Length: 8\r\n\r\nreached\n"
_LARGE = 16 << 20
_SHORTEST_QUESTION = 18


class NameServer(asyncio.DatagramProtocol):
    """Answers every question for an A record with one address, all others with none."""

    def __init__(self) -> None:
        self._heard = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._heard += 1
        if len(data) < _SHORTEST_QUESTION:
            return
        name, end = [], 12
        while data[end]:
            name.append(data[end + 1 : end + 1 + data[end]].decode())
            end += data[end] + 1
        question = data[12 : end + 5]
        found = LAN if ".".join(name) == MAPPED_NAME else INTERNET
        if ".".join(name) == COUNT_NAME:
            found, self._heard = f"240.0.{(self._heard - 1) >> 8}.{(self._heard - 1) & 255}", 0
        record = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton(found)
        wanted = question[-4:-2] == b"\0\1"
        head = data[:2] + b"\x81\x80\0\1" + (b"\0\1" if wanted else b"\0\0") + bytes(4)
        self._transport.sendto(head + question + (record if wanted else b""), addr)


async def page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """GET /large is large; everything else says that it was reached."""
    try:
        asked = await reader.readline()
        if b"/large" in asked:
            writer.write(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % _LARGE + bytes(_LARGE))
        elif asked.startswith(b"PUT"):
            while await reader.read(1 << 16):
                pass
        else:
            writer.write(_PAGE)
        await writer.drain()
    except ConnectionError:
        return
    finally:
        writer.close()


async def serve(wanted: list[str]) -> None:
    loop = asyncio.get_running_loop()
    for what in wanted:
        if what == "names":
            for address in (RESOLVER, OTHER_RESOLVER):
                await loop.create_datagram_endpoint(NameServer, (address, 53))
        else:
            await asyncio.start_server(page, None, int(what))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1:]))
