"""The faces' own HTTP: what an agent that misbehaves looks like from here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from sonm_desktop.api.client.connecting import open_link
from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.errors import ErrorReply
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.secret import Secret

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@asynccontextmanager
async def agent_that(answer: Answer, folder: Path) -> AsyncIterator[Link]:
    """A line to a program that answers every connection by *answer*."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            await answer(reader, writer)
        writer.close()

    profile = Profile(name="odd", folder=folder)
    profile.socket.parent.mkdir()
    server = await asyncio.start_unix_server(serve, profile.socket)
    async with server:
        yield open_link(profile, token=Secret("none"), url=None, timeout_s=0.3)


async def ask(link: Link) -> ErrorReply:
    return await link.ask(ErrorReply, "GET", "/health")


async def test_nobody_there_is_said(tmp_path: Path) -> None:
    profile = Profile(name="none", folder=tmp_path)
    link = open_link(profile, token=Secret("none"), url=None, timeout_s=1)
    with pytest.raises(RemoteError, match=r"does not answer|not running|background") as caught:
        await ask(link)
    assert caught.value.code == "agent.unreachable"


@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        CHUNKED + b"5\r\n{}",
        CHUNKED + b"zz\r\n",
    ],
)
async def test_a_broken_answer_is_an_agent_that_is_not_there(
    bytes_sent: bytes, tmp_path: Path
) -> None:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(bytes_sent)
        await writer.drain()

    async with agent_that(answer, tmp_path) as link:
        with pytest.raises(RemoteError) as caught:
            await ask(link)
    assert caught.value.code == "agent.unreachable"


async def test_a_silent_agent_is_called_slow(tmp_path: Path) -> None:
    silent = asyncio.Event()

    async def answer(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await silent.wait()

    async with agent_that(answer, tmp_path) as link:
        with pytest.raises(RemoteError) as caught:
            await ask(link)
        silent.set()
    assert caught.value.code == "agent.slow"


async def test_lines_that_come_in_pieces_are_whole(tmp_path: Path) -> None:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(CHUNKED)
        for piece in ("one\nt", "w", "o\n\n", "th\u2028ree"):
            body = piece.encode()
            writer.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    async with agent_that(answer, tmp_path) as link:
        lines = [line.decode() async for line in link.lines("GET", "/stream")]
    assert lines == ["one", "two", "th\u2028ree"]


async def test_a_closed_link_ends_its_streams(tmp_path: Path) -> None:
    begun, silent = asyncio.Event(), asyncio.Event()

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(CHUNKED + b"4\r\none\n\r\n")
        await writer.drain()
        begun.set()
        await silent.wait()

    async with agent_that(answer, tmp_path) as link:
        lines = link.lines("GET", "/stream")
        assert await anext(lines) == b"one"
        link.close()
        with pytest.raises(RemoteError):
            await anext(lines)
        silent.set()


async def test_a_question_carries_its_query_and_its_token(tmp_path: Path) -> None:
    heard: list[bytes] = []

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")
        await writer.drain()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        await answer(reader, writer)
        writer.close()

    profile = Profile(name="heard", folder=tmp_path)
    profile.socket.parent.mkdir()
    async with await asyncio.start_unix_server(listen, profile.socket):
        link = open_link(profile, token=Secret("abc"), url=None, timeout_s=1)
        query = {"account": "0x1 &?", "limit": 5, "mine": True, "after": None}
        assert await link.ask_all(ErrorReply, "/rows", query=query) == []
    [request] = heard
    assert request.startswith(b"GET /rows?account=0x1+%26%3F&limit=5&mine=true HTTP/1.1\r\n")
    assert b"\r\nAuthorization: Bearer abc\r\n" in request
