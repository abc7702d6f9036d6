"""The ways to a node: connections that stay open, and what is asked plainly."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from sonm_desktop.chain.near_carrier import MOST_IDLE, is_near
from sonm_desktop.chain.node import Node

NEAR, FAR = "", "name:password@"


class Keeping:
    """A node whose connections stay open; it answers with the method that it is asked for.

    open: how many are. made: how many there were. chunked: answers come in pieces.
    """

    def __init__(self) -> None:
        self.open, self.made, self.chunked = 0, 0, False
        self._writers: set[asyncio.StreamWriter] = set()
        self._empty = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.made += 1
        self.open += 1
        self._writers.add(writer)
        self._empty.clear()
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                asked = json.loads(await reader.readexactly(length))
                answer = json.dumps({"id": asked["id"], "result": asked["method"]}).encode()
                writer.write(b"HTTP/1.1 200 OK\r\n" + self._body(answer))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            self.open -= 1
            self._writers.discard(writer)
            writer.close()
            if not self.open:
                self._empty.set()

    async def hang_up(self) -> None:
        """Close every connection, and return once they are."""
        writers = list(self._writers)
        for writer in writers:
            writer.close()
        for writer in writers:
            await writer.wait_closed()
        for _ in range(10):  # the other end hears of it in the next rounds of the same loop
            await asyncio.sleep(0)

    async def left(self) -> None:
        """Until nobody is connected."""
        async with asyncio.timeout(10):
            await self._empty.wait()

    def _body(self, answer: bytes) -> bytes:
        if not self.chunked:
            return b"Content-Length: %d\r\n\r\n" % len(answer) + answer
        pieces = [answer[at : at + 7] for at in range(0, len(answer), 7)]
        written = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])
        return b"Transfer-Encoding: chunked\r\n\r\n" + written


@pytest.fixture
async def keeping() -> AsyncIterator[tuple[Keeping, int]]:
    node = Keeping()
    server = await asyncio.start_server(node.serve, "127.0.0.1", 0)
    yield node, server.sockets[0].getsockname()[1]
    server.close()
    if node.open:
        await node.hang_up()


@pytest.mark.parametrize("way", [NEAR, FAR])
async def test_questions_share_a_connection_that_closing_ends(
    keeping: tuple[Keeping, int], way: str
) -> None:
    served, port = keeping
    node = Node(f"http://{way}127.0.0.1:{port}", timeout_s=10)

    for chunked in (False, True, False):
        served.chunked = chunked
        assert await node.call("eth_something") == "eth_something"
    await node.close()
    await served.left()

    assert served.made == 1


@pytest.mark.parametrize("way", [NEAR, FAR])
async def test_questions_at_once_get_their_own_answers(
    keeping: tuple[Keeping, int], way: str
) -> None:
    _, port = keeping
    node = Node(f"http://{way}127.0.0.1:{port}", timeout_s=10)
    asked = [f"eth_{number}" for number in range(3 * MOST_IDLE)]

    answers = await asyncio.gather(*(node.call(method) for method in asked))
    await node.close()

    assert answers == asked


@pytest.mark.parametrize("way", [NEAR, FAR])
async def test_a_connection_that_the_node_closed_is_replaced(
    keeping: tuple[Keeping, int], way: str
) -> None:
    served, port = keeping
    node = Node(f"http://{way}127.0.0.1:{port}", timeout_s=10)

    await node.call("eth_before")
    await served.hang_up()
    answer = await node.call("eth_after")
    await node.close()

    assert (answer, served.made) == ("eth_after", 2)


async def test_no_more_connections_are_kept_than_are_used(keeping: tuple[Keeping, int]) -> None:
    served, port = keeping
    node = Node(f"http://127.0.0.1:{port}", timeout_s=10)

    await asyncio.gather(*(node.call("eth_something") for _ in range(3 * MOST_IDLE)))
    async with asyncio.timeout(10):
        while served.open > MOST_IDLE:  # noqa: ASYNC110 (the other side counts)
            await asyncio.sleep(0)
    await node.close()

    assert served.made == 3 * MOST_IDLE


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("http://127.0.0.1:8545", True),
        ("http://localhost", True),
        ("http://[::1]:8545/way?key=1", True),
        ("https://127.0.0.1:8545", False),
        ("http://name:password@127.0.0.1:8545", False),
        ("http://192.168.1.7:8545", False),
        ("http://localhost.example.org", False),
    ],
)
def test_only_a_node_on_this_machine_is_asked_plainly(url: str, near: bool) -> None:
    assert is_near(urlsplit(url)) is near
