"""An agent of another version: replaced while it is idle, left alone while it works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sonm_desktop.api.client import starting
from sonm_desktop.api.schema.health import API_VERSION, Health
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.version import own_version
from tests.fakes.sample_state import sample_state


class _Agent:
    """Answers as the agent of *version* until it is shut down; a new one starts as our own."""

    def __init__(self, *, api: int, version: str, busy: bool) -> None:
        self.api, self.version = api, version
        quiet: dict[str, Any] = {"deals": {}, "supplied": {}, "tasks": {}, "worker_status": {}}
        self.now = sample_state() if busy else sample_state(**quiet)
        self.alive = True
        self.ended = 0

    def __call__(self, _profile: Profile, timeout_s: float) -> _Agent:
        return self

    async def __aenter__(self) -> _Agent:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    @property
    def state(self) -> _Agent:
        return self

    async def read(self) -> Any:
        return self.now

    async def health(self) -> Health:
        if not self.alive:
            raise RemoteError("agent.unreachable", log="")
        return Health(api=self.api, version=self.version, profile="p", run="r", pid=4, started=1)

    async def shut_down(self) -> None:
        self.ended += 1
        self.alive = False

    def start(self, _profile: Profile) -> Any:
        self.alive, self.api, self.version = True, API_VERSION, own_version()
        return _Process()


class _Process:
    def poll(self) -> None:
        return None


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = Profile("p", tmp_path)
    made.socket.parent.mkdir(parents=True)
    made.socket.touch()
    return made


def _stand_in(monkeypatch: pytest.MonkeyPatch, agent: _Agent) -> None:
    monkeypatch.setattr(starting, "AgentClient", agent)
    monkeypatch.setattr(starting, "start_agent", agent.start)


@pytest.mark.parametrize("api", [API_VERSION, API_VERSION + 1])
async def test_an_idle_one_is_replaced(
    profile: Profile, monkeypatch: pytest.MonkeyPatch, api: int
) -> None:
    agent = _Agent(api=api, version="0.0.1", busy=False)
    _stand_in(monkeypatch, agent)
    health = await starting.ensure_agent(profile)
    assert agent.ended == 1
    assert health.version == own_version()


async def test_a_busy_one_with_our_api_goes_on(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = _Agent(api=API_VERSION, version="0.0.1", busy=True)
    _stand_in(monkeypatch, agent)
    assert (await starting.ensure_agent(profile)).version == "0.0.1"
    assert agent.ended == 0


async def test_a_busy_one_with_another_api_is_refused_and_lives(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = _Agent(api=API_VERSION + 1, version="9", busy=True)
    _stand_in(monkeypatch, agent)
    with pytest.raises(UserError) as refused:
        await starting.ensure_agent(profile)
    assert refused.value.code == "agent.other_version"
    assert agent.ended == 0
