"""Failures: the same exception at the caller, the right status, nothing of the inside."""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.responses import Response
from pydantic import BaseModel

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.client.connecting import open_link
from sonm_desktop.api.client.link import Link, parse_line
from sonm_desktop.api.schema.kinds import SecretText
from sonm_desktop.api.schema.tasks import LogPiece
from sonm_desktop.api.server import errors
from sonm_desktop.api.server.guard import Guard
from sonm_desktop.api.server.streams import LineStream
from sonm_desktop.core.errors import BadReply, CodedError, RemoteError, UserError
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.secret import Secret

PIECE = LogPiece(seq=1, time_ms=0, fd=1, data="")


class Body(BaseModel):
    """What the routes of this test take."""

    password: SecretText
    amount: int


@dataclass(slots=True)
class Failing:
    """Routes that fail with *error*."""

    error: Exception

    def app(self) -> Guard:
        router = APIRouter()

        @router.get("/fails")
        async def fails() -> None:
            raise self.error

        @router.get("/stream", response_model=None)
        async def stream() -> Response:
            return LineStream(self.pieces(), asyncio.Event())

        app = FastAPI()
        errors.install(app)
        app.include_router(router)
        return Guard(app)

    async def pieces(self) -> AsyncIterator[LogPiece]:
        yield PIECE
        raise self.error


@asynccontextmanager
async def link_to(failing: Failing) -> AsyncIterator[Link]:
    """A line to a server with those routes, through a socket of its own."""
    with tempfile.TemporaryDirectory(prefix="sonm-") as folder:
        profile = Profile(name="failing", folder=Path(folder))
        profile.socket.parent.mkdir()
        config = uvicorn.Config(
            failing.app(), uds=str(profile.socket), lifespan="off", log_config=None
        )
        server = uvicorn.Server(config)
        serving = asyncio.ensure_future(server.serve())
        try:
            while not server.started:  # noqa: ASYNC110 (the server tells nobody)
                await asyncio.sleep(0.01)
            link = open_link(profile, token=Secret("none"), url=None, timeout_s=5)
            yield link
            link.close()
        finally:
            server.should_exit = True
            await serving


@pytest.mark.parametrize(
    "error",
    [
        UserError("wallet.locked"),
        UserError("chain.token_too_low", has="1 SNM", needs="2 SNM"),
        RemoteError("chain.unreachable", node="node.example.org"),
    ],
)
async def test_the_caller_sees_the_same_exception(error: CodedError) -> None:
    async with link_to(Failing(error)) as link:
        with pytest.raises(type(error)) as raised:
            await link.tell("GET", "/fails")
        assert (raised.value.code, str(raised.value)) == (error.code, str(error))


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UserError("wallet.locked"), 409),
        (UserError("agent.no_plan"), 404),
        (RemoteError("chain.unreachable", node="x"), 502),
        (BadReply("a block without a hash"), 502),
        (RuntimeError("the key is 0x1234"), 500),
    ],
)
async def test_each_kind_has_its_status(error: Exception, status: int) -> None:
    transport = httpx.ASGITransport(app=Failing(error).app())
    async with httpx.AsyncClient(transport=transport, base_url="http://agent") as raw:
        response = await raw.get("/fails")
    assert response.status_code == status
    assert {"kind", "code", "params", "text", "action"} <= set(response.json())


async def test_a_bug_shows_nothing_of_the_inside(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    transport = httpx.ASGITransport(app=Failing(RuntimeError("the key is 0x1234")).app())
    async with httpx.AsyncClient(transport=transport, base_url="http://agent") as raw:
        response = await raw.get("/fails")
    assert response.json()["code"] == "agent.bug"
    assert "0x1234" not in response.text


@pytest.mark.parametrize("error", [UserError("rental.no_deal", deal="0x1"), RuntimeError("x")])
async def test_a_stream_that_fails_ends_with_the_error(error: Exception) -> None:
    async with link_to(Failing(error)) as link:
        lines = link.lines("GET", "/stream")
        assert parse_line(LogPiece, await anext(lines)) == PIECE
        line = await anext(lines)
        with pytest.raises(CodedError) as raised:
            parse_line(LogPiece, line)
        assert raised.value.code == getattr(error, "code", "agent.bug")
        await lines.aclose()


async def test_a_malformed_field_is_named_without_its_value(
    raw: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    body = {"kind": "send", "account": "0x" + "1" * 40, "to": "hunter2", "amount": "5"}
    response = await raw.post("/plans", headers=admin, json=body)
    answer = response.json()
    assert (response.status_code, answer["code"], answer["kind"]) == (
        422,
        "agent.bad_field",
        "field",
    )
    assert answer["field"] == "body.send.to"
    assert "hunter2" not in response.text


async def test_a_made_up_key_is_not_repeated(raw: httpx.AsyncClient, admin: dict[str, str]) -> None:
    body = {"password": "abcdefgh", "correct horse battery staple": 1}
    response = await raw.post("/wallet/unlock", headers=admin, json=body)
    assert response.status_code == 422
    assert "horse" not in response.text


async def test_what_is_not_json_is_said(raw: httpx.AsyncClient, admin: dict[str, str]) -> None:
    for content in (b"{", b"\xff", b"[" * 100_000):
        headers = {**admin, "Content-Type": "application/json"}
        response = await raw.post("/plans", headers=headers, content=content)
        assert response.status_code in (400, 422), content[:10]
        assert json.loads(response.content)["code"] == "agent.bad_field"


async def test_an_unknown_path_is_said(raw: httpx.AsyncClient) -> None:
    response = await raw.get("/nonsense")
    assert (response.status_code, response.json()["code"]) == (404, "agent.no_route")


async def test_without_an_agent_the_client_says_so(profile: Profile) -> None:
    async with AgentClient(profile) as agent:
        with pytest.raises(RemoteError) as raised:
            await agent.health()
    assert raised.value.code == "agent.unreachable"
    assert str(profile.agent_log) in str(raised.value)
