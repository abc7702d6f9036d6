"""Over a real agent, worker and engine: one cause moves one sentence in every face."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta

import pytest

from sonm_desktop.api.client import AgentClient, ensure_agent
from sonm_desktop.api.schema.guest import Drain, GuestRules, Window
from sonm_desktop.api.schema.worker import PauseWorker, SellPlan, StartLocalWorker
from sonm_desktop.core.paths import HOME_VARIABLE
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.desk import Desk
from sonm_desktop.ui.tray.tray import Tray
from tests.end2end.terminal import PASSWORD, Home, new_home
from tests.ui.stage import Stage, opened, staged
from tests.worker_fixtures import engine_url

__all__ = ["engine_url"]

pytestmark = [
    pytest.mark.usefixtures("qapp", "engine_url"),
    pytest.mark.qt_log_ignore("systemTrayWindowChanged", "does not support", extend=True),
]

_PLAN = SellPlan(rate=10**14, ram_bytes=64 << 20, storage_bytes=32 << 20)
_SLOW_S = 60.0


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    with new_home() as home:
        monkeypatch.setenv(HOME_VARIABLE, str(home.folder))
        monkeypatch.setenv("DOCKER_HOST", home.environment()["DOCKER_HOST"])
        yield home


class _Faces:
    """The window, the tray and the API of one agent, and how long each cause took to reach all."""

    def __init__(self, stage: Stage, tray: Tray, agent: AgentClient) -> None:
        self._stage, self._tray, self._agent = stage, tray, agent
        self.took: list[tuple[str, float]] = []

    async def say(self, code: str) -> str:
        """Wait until all of them say the one sentence of *code*, and it."""
        began = time.monotonic()
        await self._stage.until(lambda: self._agreed(code), code, _SLOW_S)
        self.took.append((code, round(time.monotonic() - began, 2)))
        answered = (await self._agent.state.read()).conditions[""]
        assert answered.code == f"state.{code}"
        return answered.text

    def _agreed(self, code: str) -> bool:
        state = self._stage.face.live.state
        said = state.conditions.get("") if state else None
        if said is None or said.code != f"state.{code}":
            return False
        pill = self._stage.window.rail.pill.accessibleName()
        return all(
            said.text in shown for shown in (self._stage.screen(), self._tray.icon.toolTip(), pill)
        )


@pytest.mark.timeout(240)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # agents live on
@staged(limit_s=220)
async def test_a_cause_reaches_window_tray_api_terminal_and_log_in_the_same_words(
    home: Home,
) -> None:
    await ensure_agent(home.profile)
    async with AgentClient(home.profile) as agent:
        await agent.network.start_practice()
        created = await agent.wallet.create(Secret(PASSWORD))
        master = created.wallet.accounts[0].address
        await agent.wallet.fund(master)
        async with opened(agent) as stage:
            desk = Desk(stage.face, stage.frame, tray=True)
            assert desk.tray is not None
            stage.frame._enter("home")
            await _causes(_Faces(stage, desk.tray, agent), agent, home, master)
            desk.close()


async def _causes(faces: _Faces, agent: AgentClient, home: Home, master: str) -> None:
    await faces.say("not_enrolled")
    worker = (await agent.workers.start_local(StartLocalWorker(master=master))).worker or ""
    await faces.say("not_measured")
    await agent.workers.set_plan(worker, _PLAN)
    await faces.say("listed_unmeasured")
    _terminal_says_why(home)
    for cause, code, end in _PAIRS:
        await cause(agent, worker)
        sentence = await faces.say(code)
        if code == "paused_until":
            _terminal_and_log_say(home, sentence)
        await end(agent, worker)
        await faces.say("listed_unmeasured")
    home.disconnect_engine()
    await faces.say("engine_stopped")
    home.connect_engine()
    await faces.say("listed_unmeasured")
    home.kill("worker")
    await faces.say("restarting")
    await faces.say("listed_unmeasured")
    print("seconds from cause to all faces:", faces.took)


def _terminal_and_log_say(home: Home, sentence: str) -> None:
    state = home.done("status")
    assert state["conditions"][""]["text"] == sentence
    log = home.profile.folder / "agent.log"
    assert sentence in log.read_text()


def _terminal_says_why(home: Home) -> None:
    found = home.done("worker", "why")
    assert (found["broken"], found["cause"]["code"]) == ("matched", "state.listed_unmeasured")
    assert [link["holds"] for link in found["links"]] == [True, True, False, *[None] * 4]


Cause = Callable[[AgentClient, str], Awaitable[object]]


async def _pause(agent: AgentClient, worker: str) -> object:
    return await agent.workers.pause(worker, PauseWorker(seconds=3600))


async def _resume(agent: AgentClient, worker: str) -> object:
    return await agent.workers.resume(worker)


async def _close_the_hours(agent: AgentClient, worker: str) -> object:
    """Open for an hour, tomorrow."""
    tomorrow = (datetime.now() + timedelta(days=1)).weekday()
    opening = Window(days=(tomorrow,), begin=720, end=780)
    return await agent.workers.set_guest(worker, GuestRules(windows=(opening,)))


async def _open_the_hours(agent: AgentClient, worker: str) -> object:
    return await agent.workers.set_guest(worker, GuestRules())


async def _drain(agent: AgentClient, worker: str) -> object:
    return await agent.workers.drain(worker, Drain())


async def _take_again(agent: AgentClient, worker: str) -> object:
    return await agent.workers.drain(worker, Drain(then=""))


async def _pause_the_plan(agent: AgentClient, worker: str) -> object:
    return await agent.workers.set_plan(worker, None)


async def _sell(agent: AgentClient, worker: str) -> object:
    return await agent.workers.set_plan(worker, _PLAN)


_PAIRS: list[tuple[Cause, str, Cause]] = [
    (_pause, "paused_until", _resume),
    (_close_the_hours, "schedule_until", _open_the_hours),
    (_drain, "drain", _take_again),
    (_pause_the_plan, "not_measured", _sell),
]
