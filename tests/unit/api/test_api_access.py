"""Who is let in: tokens, scopes, and what web pages on the same machine would try."""

from __future__ import annotations

import json
import stat
from typing import Any

import httpx
import pytest

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.tokens import NewToken, Scope
from sonm_desktop.api.server.guard import LARGEST_BODY
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.secret import Secret
from tests.agent_parts import agent_here

ACCOUNT = "0x" + "11" * 20
HASH = "0x" + "22" * 32
OPEN = {"/health", "/proof"}
READ = {
    ("GET", "/network"),
    ("GET", "/network/leaving"),
    ("GET", "/network/deployments"),
    ("GET", "/network/deployments/{deployment}"),
    ("GET", "/network/deployments/{deployment}/sources"),
    ("GET", "/wallet"),
    ("GET", "/wallet/phrase/words"),
    ("POST", "/wallet/lock"),
    ("GET", "/wallet/accounts/{account}/balances"),
    ("GET", "/wallet/accounts/{account}/operator"),
    ("GET", "/wallet/accounts/{account}/transactions"),
    ("GET", "/wallet/accounts/{account}/history"),
    ("GET", "/wallet/history/{view}/rows"),
    ("GET", "/wallet/accounts/{account}/recipients/{to}"),
    ("GET", "/wallet/accounts/{account}/allowances"),
    ("GET", "/workers"),
    ("GET", "/workers/local"),
    ("GET", "/workers/{worker}/status"),
    ("GET", "/workers/{worker}/jobs"),
    ("GET", "/supply/{account}/deals"),
    ("GET", "/supply/{account}/earnings"),
    ("GET", "/supply/{account}/income"),
    ("POST", "/market/views"),
    ("GET", "/market/views/{view}/rows"),
    ("DELETE", "/market/views/{view}"),
    ("POST", "/market/offers/{offer}"),
    ("POST", "/market/why-nothing"),
    ("POST", "/market/probe"),
    ("GET", "/market/benchmarks"),
    ("POST", "/market/depth"),
    ("GET", "/market/prices"),
    ("GET", "/market/suppliers/{worker}"),
    ("GET", "/usd"),
    ("GET", "/plans/{plan}"),
    ("GET", "/deals"),
    ("GET", "/deals/{deal}"),
    ("GET", "/amendments"),
    ("GET", "/limits/{account}"),
    ("GET", "/deals/{deal}/tasks"),
    ("GET", "/deals/{deal}/tasks/{task}"),
    ("GET", "/deals/{deal}/tasks/{task}/log"),
    ("GET", "/supply/{account}/claim"),
    ("GET", "/workers/{worker}/pricing"),
    ("GET", "/workers/{worker}/price-log"),
    ("POST", "/workers/{worker}/pricing/foreseen"),
    ("GET", "/workers/{worker}/jobs"),
    ("GET", "/workers/{worker}/why"),
    ("GET", "/people/{account}"),
    ("GET", "/people/{account}/reputation"),
    ("GET", "/validators"),
    ("GET", "/blacklist"),
    ("GET", "/blacklist/{account}"),
    ("GET", "/campaigns"),
    ("GET", "/campaigns/{campaign}"),
    ("GET", "/supply/{account}/campaigns"),
    ("GET", "/deals/{deal}/ratings"),
    ("GET", "/state"),
    ("GET", "/settings"),
    ("GET", "/notices"),
    ("GET", "/events"),
}
TRADE = {
    ("POST", "/plans"),
    ("POST", "/plans/{plan}/commit"),
    ("POST", "/deals/{deal}/tasks"),
    ("POST", "/amendments"),
    ("POST", "/amendments/selling/{amendment}/answer"),
    ("POST", "/amendments/{side}/{amendment}/drop"),
    ("POST", "/deals/{deal}/tasks/{task}/stop"),
    ("POST", "/deals/{deal}/tasks/{task}/fetch"),
    ("PUT", "/deals/{deal}/ratings/skip"),
    ("DELETE", "/deals/{deal}/ratings/skip"),
    ("PUT", "/workers/{worker}/plan"),
    ("POST", "/workers/{worker}/plans"),
    ("PUT", "/workers/{worker}/guest"),
    ("PUT", "/workers/{worker}/pricing"),
    ("PUT", "/workers/{worker}/pricing/{plan}"),
    ("PUT", "/workers/{worker}/images"),
    ("PUT", "/workers/{worker}/pause"),
    ("DELETE", "/workers/{worker}/pause"),
    ("DELETE", "/workers/{worker}/benchmark"),
    ("DELETE", "/workers/{worker}/plan"),
    ("POST", "/workers/{worker}/benchmark"),
    ("POST", "/workers/{worker}/line"),
    ("POST", "/notices/read"),
    ("POST", "/workers/{worker}/address"),
}
"""Everything else is the owner's own."""


async def routes(raw: httpx.AsyncClient, admin: dict[str, str]) -> list[tuple[str, str]]:
    described = (await raw.get("/openapi.json", headers=admin)).json()
    return [
        (method.upper(), path)
        for path, methods in described["paths"].items()
        if path not in OPEN
        for method in methods
    ]


def filled(path: str) -> str:
    return (
        path.replace("{account}", ACCOUNT)
        .replace("{worker}", ACCOUNT)
        .replace("{deal}", HASH)
        .replace("{offer}", HASH)
        .replace("{campaign}", HASH)
        .replace("{task}", "task")
        .replace("{view}", "view")
        .replace("{plan}", "plan")
        .replace("{token}", "token")
    )


async def code(response: httpx.Response) -> str:
    return str(json.loads(await response.aread())["code"])


async def test_every_route_but_two_needs_a_token(
    raw: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    found = await routes(raw, admin)
    assert len(found) > 40
    for method, path in found:
        response = await raw.request(method, filled(path))
        assert (response.status_code, await code(response)) == (401, "agent.token_needed"), path


async def test_unknown_tokens_are_refused(raw: httpx.AsyncClient) -> None:
    for value in (
        "Bearer nonsense",
        "Bearer sonm_admin_" + "0" * 64,
        "Bearer sonm_ffffffffffff_" + "0" * 64,
        "Bearer sonm_admin_" + "0" * 63,
    ):
        response = await raw.get("/state", headers={"Authorization": value})
        assert (response.status_code, await code(response)) == (401, "agent.token_unknown"), value


async def test_other_credentials_are_no_token(raw: httpx.AsyncClient) -> None:
    for value in ("Basic abc", "Bearer", ""):
        response = await raw.get("/state", headers={"Authorization": value})
        assert (response.status_code, await code(response)) == (401, "agent.token_needed"), value


async def test_two_tokens_at_once_are_refused(
    raw: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    twice = [("Authorization", admin["Authorization"])] * 2
    response = await raw.get("/state", headers=twice)
    assert response.status_code == 401


async def test_each_scope_opens_its_routes_and_no_others(
    agent: AgentClient, raw: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    read = await agent.tokens.issue(NewToken(name="looks", scope=Scope.READ))
    trade = await agent.tokens.issue(NewToken(name="buys", scope=Scope.TRADE, limit=10))
    found = await routes(raw, admin)
    assert set(found) >= READ | TRADE
    for method, path in found:
        for token, opened in ((read, READ), (trade, READ | TRADE)):
            if (method, path) in opened:
                continue
            headers = {"Authorization": f"Bearer {token.secret.reveal()}"}
            response = await raw.request(method, filled(path), headers=headers)
            refused = (response.status_code, await code(response))
            assert refused == (403, "agent.scope"), (method, path, token.token.scope)


async def test_the_scope_read_is_enough_to_look(agent: AgentClient, raw: httpx.AsyncClient) -> None:
    token = await agent.tokens.issue(NewToken(name="looks", scope=Scope.READ))
    headers = {"Authorization": f"Bearer {token.secret.reveal()}"}
    for method, path in sorted(READ - {("GET", "/events")}):
        response = await raw.request(method, filled(path), headers=headers, json={"offers": []})
        assert response.status_code not in (401, 403, 500), path


async def test_a_revoked_token_stops_working_at_once(agent: AgentClient, profile: Profile) -> None:
    issued = await agent.tokens.issue(NewToken(name="short", scope=Scope.READ))
    async with AgentClient(profile, token=issued.secret) as reader:
        await reader.state.read()
        await agent.tokens.revoke(issued.token.id)
        with pytest.raises(UserError) as refused:
            await reader.state.read()
    assert refused.value.code == "agent.token_unknown"


async def test_a_token_for_trade_needs_a_limit(agent: AgentClient) -> None:
    with pytest.raises(UserError) as refused:
        await agent.tokens.issue(NewToken(name="buys", scope=Scope.TRADE))
    assert refused.value.code == "agent.limit_needed"


async def test_tokens_survive_no_longer_than_their_record(
    agent: AgentClient, raw: httpx.AsyncClient
) -> None:
    forged = Secret("sonm_" + "ab" * 6 + "_" + "00" * 32)
    response = await raw.get("/wallet", headers={"Authorization": f"Bearer {forged.reveal()}"})
    assert response.status_code == 401
    assert await agent.tokens.all() == []


async def test_whatever_a_browser_marks_is_refused(
    raw: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    for header in (
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": "http://agent"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Mode": "no-cors"},
    ):
        for path in ("/state", "/health"):
            response = await raw.get(path, headers={**admin, **header})
            refused = (response.status_code, await code(response))
            assert refused == (403, "agent.from_a_page"), (header, path)


async def test_another_host_is_refused(raw: httpx.AsyncClient, admin: dict[str, str]) -> None:
    for host in ("example.org", "127.0.0.1", "agent.example.org", ""):
        response = await raw.get("/state", headers={**admin, "Host": host})
        assert (response.status_code, await code(response)) == (403, "agent.wrong_host"), host


async def test_a_preflight_gets_no_permission(raw: httpx.AsyncClient) -> None:
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    response = await raw.options("/plans", headers=headers)
    assert response.status_code == 403
    assert not [name for name in response.headers if name.startswith("access-control")]


async def test_a_body_that_says_it_is_too_large_is_not_read(
    raw: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    response = await raw.post("/plans", headers=admin, content=b" " * (LARGEST_BODY + 1))
    assert (response.status_code, await code(response)) == (413, "agent.too_large")


async def test_a_body_that_grows_too_large_is_cut_off(
    raw: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    async def endless() -> Any:
        for _ in range(LARGEST_BODY // 10_000 + 2):
            yield b" " * 10_000

    response = await raw.post("/plans", headers=admin, content=endless())
    assert (response.status_code, await code(response)) == (413, "agent.too_large")


async def test_only_the_owner_reaches_socket_and_token(
    agent: AgentClient, profile: Profile
) -> None:
    assert stat.S_IMODE(profile.socket.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(profile.socket.stat().st_mode) == 0o600
    assert stat.S_IMODE(profile.token_file.stat().st_mode) == 0o600


async def test_the_admin_token_is_new_with_each_start(profile: Profile) -> None:
    tokens = []
    for _ in range(2):
        async with agent_here(profile):
            tokens.append(profile.token_file.read_text("ascii"))
    assert tokens[0] != tokens[1]
