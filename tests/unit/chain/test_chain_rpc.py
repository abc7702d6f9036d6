"""Nodes that are silent, slow, wrong or lying."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from sonm_desktop.chain.node import Node, NodeError, NodeUnreachable
from sonm_desktop.chain.rpc import NotThisNetwork, Rpc, WrongChain
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import ChainId
from tests.chain_fixtures import CHAIN_ID, Anvil, eventually

Answer = Callable[[Any], bytes | None]


class Liar:
    """An HTTP server that answers each request as it is told; None: not at all."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.requests = 0
        self._server: asyncio.Server | None = None

    async def start(self) -> str:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1])
                for line in head.lower().split(b"\r\n")
                if line.startswith(b"content-length")
            )
            body = json.loads(await reader.readexactly(length))
            self.requests += 1
            reply = self.answer(body)
            if reply is None:
                await reader.read()
                return
            writer.write(reply)
            await writer.drain()
        finally:
            writer.close()


def http(body: bytes, status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close\r\n"
    return head.encode() + f"content-length: {len(body)}\r\n\r\n".encode() + body


def result(value: Any) -> Answer:
    return lambda body: http(
        json.dumps({"jsonrpc": "2.0", "id": body["id"], "result": value}).encode()
    )


@pytest.fixture
async def liar() -> AsyncIterator[Callable[[Answer], Any]]:
    servers: list[Liar] = []

    async def start(answer: Answer) -> tuple[Liar, str]:
        server = Liar(answer)
        servers.append(server)
        return server, await server.start()

    yield start
    for server in servers:
        await server.stop()


def closed_url() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


async def _fails(kind: type[Exception], *urls: str, timeout_s: float = 5) -> Exception:
    rpc = Rpc(urls, timeout_s=timeout_s)
    with pytest.raises(kind) as caught:
        await rpc.call("eth_chainId")
    await rpc.close()
    return caught.value


async def test_an_unreachable_node_is_a_sentence() -> None:
    error = await _fails(NodeUnreachable, closed_url())

    assert str(error).startswith("The node 127.0.0.1 does not answer.")


async def test_a_url_with_a_key_is_never_shown() -> None:
    error = await _fails(NodeUnreachable, closed_url() + "/v3/my-secret-key")

    assert "my-secret-key" not in str(error)
    assert "my-secret-key" not in repr(error.__cause__)


async def test_a_silent_node_is_given_up_after_the_limit(liar: Any) -> None:
    _, url = await liar(lambda _: None)

    await _fails(NodeUnreachable, url, timeout_s=0.3)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b'{"jsonrpc":"2.0","id":999999,"result":"0x1"}',
        b'{"jsonrpc":"2.0","id":1}',
        b'{"jsonrpc":"2.0","id":1,"error":"no"}',
        b"[" * 100_000,
    ],
)
async def test_an_answer_that_cannot_be_one_is_a_bad_reply(liar: Any, body: bytes) -> None:
    _, url = await liar(lambda _: http(body))

    await _fails(BadReply, url)


@pytest.mark.parametrize("status", ["429 Too Many Requests", "500 Oops", "302 Found"])
async def test_other_statuses_are_no_answer(liar: Any, status: str) -> None:
    _, url = await liar(lambda _: http(b"{}", status))

    await _fails(NodeUnreachable, url)


async def test_the_next_node_is_asked_and_the_dead_one_left_alone(liar: Any) -> None:
    dead, dead_url = await liar(lambda _: http(b"{}", "503 Busy"))
    _, live_url = await liar(result("0x1"))
    now = [0.0]
    rpc = Rpc([dead_url, live_url], monotonic=lambda: now[0])

    assert [await rpc.call("eth_chainId") for _ in range(5)] == ["0x1"] * 5
    assert dead.requests == 1

    now[0] += 0.6
    await rpc.call("eth_chainId")
    await rpc.call("eth_chainId")
    assert dead.requests == 2

    dead.answer = result("0x2")
    now[0] += 60
    assert await rpc.call("eth_chainId") == "0x2"
    await rpc.close()


async def test_an_overloaded_node_passes_the_question_on(liar: Any) -> None:
    error = {"code": -32005, "message": "limit exceeded"}
    _, busy_url = await liar(
        lambda body: http(json.dumps({"jsonrpc": "2.0", "id": body["id"], "error": error}).encode())
    )
    _, live_url = await liar(result("0x1"))
    rpc = Rpc([busy_url, live_url])

    assert await rpc.call("eth_chainId") == "0x1"
    await rpc.close()


async def test_a_node_of_another_chain_is_not_used(anvil: Anvil, liar: Any) -> None:
    other, other_url = await liar(result("0x1"))
    rpc = Rpc([other_url, anvil.url], chain_id=CHAIN_ID)

    assert await rpc.call("eth_blockNumber") == "0x0"
    assert other.requests == 1
    await rpc.close()


async def test_only_nodes_of_another_chain_is_said_so(anvil: Anvil) -> None:
    rpc = Rpc([anvil.url], chain_id=ChainId(5))

    with pytest.raises(WrongChain):
        await rpc.call("eth_blockNumber")
    await rpc.close()


async def test_a_node_that_does_not_pass_the_look_is_not_used(anvil: Anvil) -> None:
    looked: list[str] = []

    async def look(node: Node) -> None:
        looked.append(node.host)
        if node.host == "localhost":
            raise NotThisNetwork("chain.wrong_network", network="test")

    other = anvil.url.replace("127.0.0.1", "localhost")
    rpc = Rpc([other, anvil.url], check=look)

    assert await rpc.call("eth_blockNumber") == "0x0"
    assert await rpc.call("eth_blockNumber") == "0x0"
    assert looked == ["localhost", "127.0.0.1"]
    await rpc.close()


async def test_a_node_is_looked_at_again_after_it_failed(anvil: Anvil) -> None:
    looked: list[str] = []

    async def look(node: Node) -> None:
        looked.append(node.host)

    rpc = Rpc([anvil.url], check=look)
    await rpc.call("eth_blockNumber")
    anvil.kill()
    with pytest.raises(NodeUnreachable):
        await rpc.call("eth_blockNumber")
    anvil.restart()

    async def answers() -> bool:
        try:
            return bool(await rpc.call("eth_blockNumber"))
        except NodeUnreachable:
            return False

    await eventually(answers)
    assert looked[:1] * len(looked) == looked
    assert len(looked) > 1
    await rpc.close()


async def test_a_batch_keeps_its_order(anvil: Anvil) -> None:
    rpc = Rpc([anvil.url])

    replies = await rpc.batch([("eth_chainId", []), ("eth_blockNumber", []), ("eth_chainId", [])])

    assert replies == [hex(CHAIN_ID), "0x0", hex(CHAIN_ID)]
    assert await rpc.batch([]) == []
    await rpc.close()


@pytest.mark.parametrize("number", [[1], {"a": 1}, None, "1"])
async def test_a_batch_with_other_ids_is_a_bad_reply(liar: Any, number: Any) -> None:
    told = [{"jsonrpc": "2.0", "id": number, "result": "0x1"}]
    _, url = await liar(lambda _body: http(json.dumps(told).encode()))
    node = Node(url, timeout_s=5)
    with pytest.raises(BadReply):
        await node.batch([("eth_chainId", [])])
    await node.close()


async def test_a_batch_with_a_missing_answer_is_a_bad_reply(liar: Any) -> None:
    _, url = await liar(
        lambda body: http(
            json.dumps([{"jsonrpc": "2.0", "id": body[0]["id"], "result": 1}] * len(body)).encode()
        )
    )
    rpc = Rpc([url])

    with pytest.raises(BadReply):
        await rpc.batch([("eth_chainId", []), ("eth_blockNumber", [])])
    await rpc.close()


async def test_a_node_s_own_error_is_typed_and_its_words_kept_back(anvil: Anvil) -> None:
    rpc = Rpc([anvil.url])

    with pytest.raises(NodeError) as caught:
        await rpc.call("eth_nonsense")

    assert caught.value.number == -32601
    assert caught.value.message not in str(caught.value)
    await rpc.close()


async def test_a_killed_node_is_unreachable_and_found_again(anvil: Anvil) -> None:
    rpc = Rpc([anvil.url])
    await rpc.call("eth_chainId")
    anvil.kill()
    with pytest.raises(NodeUnreachable):
        await rpc.call("eth_chainId")
    anvil.restart()

    async with asyncio.timeout(20):
        while True:
            try:
                reply = await rpc.call("eth_chainId")
            except NodeUnreachable:
                await asyncio.sleep(0.05)
            else:
                break

    assert reply == hex(CHAIN_ID)
    await rpc.close()
