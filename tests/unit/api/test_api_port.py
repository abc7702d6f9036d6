"""An agent that also listens on a loopback port has to prove itself first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from sonm_desktop.agent.program import AgentProgram
from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.proof import port_file
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.secret import Secret
from tests.agent_parts import agent_here


@pytest.fixture
async def port(profile: Profile) -> AsyncIterator[int]:
    async with agent_here(profile, port=0):
        yield int(port_file(profile.socket).read_text("ascii"))


async def test_the_client_goes_through_a_port(profile: Profile, port: int) -> None:
    async with AgentClient(profile, url=f"http://127.0.0.1:{port}") as agent:
        assert not (await agent.wallet.status()).exists


async def test_the_port_listens_on_loopback_only(port: int) -> None:
    async with httpx.AsyncClient() as raw:
        response = await raw.get(f"http://127.0.0.1:{port}/health")
        assert response.status_code == 200
        for host in (f"localhost:{port + 1}", "example.org", "agent", f"[::1]:{port}"):
            refused = await raw.get(f"http://127.0.0.1:{port}/health", headers={"Host": host})
            assert refused.status_code == 403


class Impostor:
    """Answers any request as an agent would, but knows no token. heard: what came."""

    def __init__(self) -> None:
        self.heard = b""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard += await reader.read(65536)
        body = b'{"proof":"' + b"0" * 64 + b'"}'
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()


async def test_another_program_on_the_port_gets_neither_token_nor_password(
    profile: Profile, port: int
) -> None:
    impostor = Impostor()
    server = await asyncio.start_server(impostor, "127.0.0.1", 0)
    false_port = server.sockets[0].getsockname()[1]
    async with server, AgentClient(profile, url=f"http://127.0.0.1:{false_port}") as agent:
        with pytest.raises(RemoteError) as refused:
            await agent.wallet.unlock(Secret("my dear password"))
    assert refused.value.code == "agent.not_proved"
    assert b"my dear password" not in impostor.heard
    assert profile.token_file.read_bytes().split(b"_")[-1] not in impostor.heard


async def test_a_proof_of_the_real_agent_cannot_be_passed_on(profile: Profile, port: int) -> None:
    """The impostor asks the real agent for the proof of the nonce that it was given."""

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        async with httpx.AsyncClient() as raw:
            headers = {"Content-Type": "application/json"}
            answer = await raw.post(f"http://127.0.0.1:{port}/proof", content=body, headers=headers)
        reply = f"HTTP/1.1 200 OK\r\nContent-Length: {len(answer.content)}\r\n\r\n"
        writer.write(reply.encode() + answer.content)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    false_port = server.sockets[0].getsockname()[1]
    async with server, AgentClient(profile, url=f"http://127.0.0.1:{false_port}") as agent:
        with pytest.raises(RemoteError) as refused:
            await agent.wallet.status()
    assert refused.value.code == "agent.not_proved"


async def test_the_client_goes_to_no_other_machine(profile: Profile) -> None:
    with pytest.raises(UserError) as refused:
        AgentClient(profile, url="http://192.0.2.1:8080")
    assert refused.value.code == "agent.not_loopback"


async def test_a_port_in_use_is_said(profile: Profile, port: int) -> None:
    other = Profile.named("other")
    with pytest.raises(UserError) as refused:
        await asyncio.wait_for(AgentProgram(other, port=port).run(), 10)
    assert refused.value.code == "agent.port_in_use"
