"""Anything that a program may send gets an answer in the API's form, never a bug."""

from __future__ import annotations

import json
from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonm_desktop.api.client import AgentClient
from sonm_desktop.core.paths import Profile
from tests.unit.api.test_api_access import filled, routes

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from(["0x" + "11" * 20, "0x" + "22" * 32, "1", "\ud800", "\0", "../..", "/etc"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
FIELDS = [
    *("kind", "account", "amount", "to", "deal", "offer", "duration", "max_total", "image"),
    *("command", "env", "id", "master", "listen", "worker", "endpoint", "addresses", "filter"),
    *("password", "phrase", "words", "label", "key", "keystore", "name", "scope", "limit"),
    *("network", "rate", "folder", "wait_s", "offers", "budget_s", "finish", "force", "asset"),
]
KINDS = st.sampled_from(["buy", "top_up", "close", "deposit", "withdraw", "send", "grant"])
BODIES = st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6) | JSON


async def test_no_body_is_a_bug(
    agent: AgentClient, raw: httpx.AsyncClient, admin: dict[str, str], profile: Profile
) -> None:
    """One agent for all examples; ending it is left out."""
    found = [
        route for route in await routes(raw, admin) if route[1] not in ("/shutdown", "/events")
    ]
    sent: list[tuple[str, str, bytes]] = []

    @settings(max_examples=400, suppress_health_check=list(HealthCheck), database=None)
    @given(st.sampled_from(found), BODIES, KINDS)
    def collect(route: tuple[str, str], body: Any, kind: str) -> None:
        if isinstance(body, dict) and route[1] == "/plans":
            body["kind"] = kind
        sent.append((*route, json.dumps(body).encode()))

    collect()
    headers = {**admin, "Content-Type": "application/json"}
    for method, path, content in sent:
        response = await raw.request(method, filled(path), headers=headers, content=content)
        if response.status_code >= 400:
            assert response.status_code != 500, (method, path, content)
            assert {"kind", "code", "text"} <= set(response.json()), (method, path, content)
    assert (await agent.health()).profile == profile.name
