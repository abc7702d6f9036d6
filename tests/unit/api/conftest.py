"""An agent without a network, and raw requests to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from sonm_desktop.api.client import AgentClient
from sonm_desktop.core.paths import Profile
from tests.agent_parts import agent_here, home, profile

__all__ = ["home", "profile"]


@pytest.fixture
async def agent(profile: Profile) -> AsyncIterator[AgentClient]:
    async with agent_here(profile) as client:
        yield client


@pytest.fixture
async def raw(agent: AgentClient, profile: Profile) -> AsyncIterator[httpx.AsyncClient]:
    """Says nothing by itself, as curl would."""
    transport = httpx.AsyncHTTPTransport(uds=str(profile.socket))
    async with httpx.AsyncClient(transport=transport, base_url="http://agent") as client:
        yield client


@pytest.fixture
def admin(agent: AgentClient, profile: Profile) -> dict[str, str]:
    """Headers with the admin token."""
    return {"Authorization": f"Bearer {profile.token_file.read_text('ascii')}"}
