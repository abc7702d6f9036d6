"""The tray tells states by shape, sells and stops, and leaving asks what goes on."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QDialog, QMenu

from sonm_desktop.api.schema.condition import Mood
from sonm_desktop.api.schema.settings import Setting
from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.worker import PauseWorker
from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.desk import Desk
from sonm_desktop.ui.machine.rest import until_morning
from sonm_desktop.ui.single import FirstWindow, place_of, raise_first
from sonm_desktop.ui.tray.leaving import going_on
from sonm_desktop.ui.tray.marks import mark_pixmap, mood_of
from sonm_desktop.ui.tray.messages import wanted
from sonm_desktop.ui.tray.tray import Tray
from tests.fakes.agent import FakeAgent
from tests.fakes.agent_notices import notice
from tests.fakes.agent_settings import sample_settings
from tests.fakes.sample_state import WORKER, sample_state
from tests.ui.stage import Stage, opened, staged

pytestmark = [
    pytest.mark.usefixtures("qapp"),
    # The offscreen platform has neither a tray nor windows in an order.
    pytest.mark.qt_log_ignore("systemTrayWindowChanged", "does not support", extend=True),
]

_SIDE = 16
_LEAST_DIFFERENT = 12


@pytest.fixture
def profile() -> Iterator[Profile]:
    with tempfile.TemporaryDirectory(prefix="sonm-") as folder:
        yield Profile("first", Path(folder))


@pytest.mark.parametrize(("one", "other"), list(combinations(Mood, 2)))
def test_marks_differ_in_shape_at_the_smallest_size(one: Mood, other: Mood) -> None:
    first, second = (_shape(mark) for mark in (one, other))
    assert len(first ^ second) >= _LEAST_DIFFERENT


def test_the_mark_follows_the_one_state() -> None:
    earning = sample_state().conditions[""]
    assert mood_of(earning, connected=True) is Mood.EARNING
    assert mood_of(earning, connected=False) is Mood.LOST
    assert mood_of(None, connected=True) is Mood.BUSY
    hold = {"code": "heat", "params": {}, "until": None}
    for changes, mood in (
        ({"deals": 0}, Mood.READY),
        ({"deals": 0, "plan": None, "plans": []}, Mood.UNLISTED),
        ({"deals": 0, "holds": [hold]}, Mood.RESTING),
        ({"closing": True}, Mood.DRAINING),
        ({"engine_ready": False}, Mood.TROUBLE),
    ):
        assert mood_of(_state(**changes).conditions[""], connected=True) is mood


@staged()
async def test_this_pc_is_paused_and_resumed_from_the_tray_and_the_agent_remembers() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        desk = Desk(stage.face, stage.frame, tray=True)
        tray = desk.tray
        assert tray is not None
        assert "Earning: rented" in tray.icon.toolTip()
        assert "Today 0.1000 SNM net" in tray.icon.toolTip()
        assert "0.1900 SNM earned, not claimed yet" in tray.icon.toolTip()
        await _choose_rest(stage, tray, "Pause for 1 hour")
        await stage.until(lambda: "Resume selling" in _entries(desk), "the other way")
        assert agent.told("pause") == [PauseWorker(seconds=3600)]
        assert tray.mark is Mood.DRAINING
        await _choose_rest(stage, tray, "Finish running jobs, then pause")
        assert agent.told("pause")[1] == PauseWorker(finish=True)
        await _choose(stage, desk, "Resume selling")
        await stage.until(lambda: tray.mark is not Mood.DRAINING, "the end of the pause")
        assert agent.told("resume") == [WORKER]
        agent.go_away()
        await stage.until(lambda: tray.mark is Mood.LOST, "the cross")
        assert "Resume selling" not in _entries(desk)
        assert not tray._pause.menuAction().isVisible()
        desk.close()


@staged()
async def test_the_tray_says_how_this_pc_works_and_what_it_sells() -> None:
    gpu = {"id": "GPU-1", "name": "H200", "kind": "discrete"}
    soft = {"id": "soft", "name": "llvmpipe", "kind": "software"}
    hardware = sample_state().worker_status[WORKER].hardware
    agent = FakeAgent(_state(hardware={**hardware, "gpus": [gpu, soft]}))
    async with opened(agent) as stage:
        desk = Desk(stage.face, stage.frame, tray=True)
        assert desk.tray is not None
        assert "(≈ 0.005 USD)" in desk.tray.icon.toolTip()
        await _choose_in(stage, desk.tray, "While I use this PC", "Quiet")
        assert agent.told("set_guest")[0].preset == "quiet"
        await stage.until(
            lambda: _marked(desk.tray, "While I use this PC") == ["Quiet"], "the mark"
        )
        assert _marked(desk.tray, "Devices for rent") == ["H200"]
        await _choose_in(stage, desk.tray, "Devices for rent", "H200")
        assert agent.told("set_guest")[1].devices_off == ("GPU-1",)
        assert agent.told("set_guest")[1].preset == "quiet"
        await stage.until(lambda: _marked(desk.tray, "Devices for rent") == [], "the card kept")
        await _choose_in(stage, desk.tray, "Devices for rent", "H200")
        assert agent.told("set_guest")[2].devices_off == ()
        await _choose(stage, desk, "Measure this PC…")
        assert stage.window.place == "machine"
        assert stage.reads("Customers compare these results.")
        await _choose(stage, desk, "Wallet…")
        assert stage.window.place == "wallet"
        await _choose(stage, desk, "Settings…")
        assert stage.window.place == "settings"
        desk.close()


@staged()
async def test_a_message_tells_what_needs_somebody_and_leads_there() -> None:
    agent = FakeAgent(_state(deals=0))
    async with opened(agent) as stage:
        tray = Tray(stage.face)
        told: list[str] = []
        tray.icon.showMessage = lambda title, text: told.append(title)  # type: ignore[method-assign]
        places: list[str] = []
        tray.place_wanted.connect(places.append)
        settings = _settings(quiet_from="8")
        agent.put(settings=settings)
        agent.notices.put([notice(1, "state.engine_stopped")])
        await stage.until(lambda: told, "the message")
        assert told == ["Nothing can run: Docker does not answer."]
        tray.icon.messageClicked.emit()
        assert places == ["machine"]
        agent.notices.put([notice(2, "notice.rented"), *agent.notices.all])
        await stage.until(lambda: len(told) == 2, "the customer")
        assert told[1] == "A customer rents this PC."
        await agent.notices.read_up_to(2)
        agent.notices.put([notice(3, "notice.rented", read=True), *agent.notices.all])
        await stage.until(lambda: stage.face.live.state.notices.last.seq == 3, "the third")
        assert len(told) == 2, "what was looked at elsewhere is no message"


def test_hours_are_quiet_as_the_person_says() -> None:
    settings = {key: Setting.model_validate(one) for key, one in _settings().items()}
    for hour, told in ((23, False), (3, False), (8, True), (21, True)):
        assert wanted(settings, datetime(2026, 3, 4, hour, 30)) is told
    always = {key: Setting.model_validate(one) for key, one in _settings(quiet_from="8").items()}
    assert wanted(always, datetime(2026, 3, 4, 3, 0))
    off = {key: Setting.model_validate(one) for key, one in _settings(messages="off").items()}
    assert not wanted(off, datetime(2026, 3, 4, 12, 0))


def _changed(**changes: object) -> dict[str, object]:
    return {WORKER: {**sample_state().worker_status[WORKER].model_dump(mode="json"), **changes}}


def _settings(**values: str) -> dict[str, dict[str, object]]:
    found = sample_settings({})
    for name, value in values.items():
        key = f"window.{name}"
        found[key] = found[key].model_copy(update={"value": value})
    return {key: one.model_dump(mode="json") for key, one in found.items()}


def test_a_pause_until_tomorrow_ends_at_eight_in_the_morning() -> None:
    assert until_morning(datetime(2026, 3, 4, 22, 30)) == 9 * 3600 + 1800
    assert until_morning(datetime(2026, 3, 4, 7, 0)) == 25 * 3600


@staged()
async def test_the_window_hides_only_where_a_tray_exists() -> None:
    async with opened(FakeAgent()) as stage:
        desk = Desk(stage.face, stage.frame, tray=True)
        stage.window.close()
        assert not stage.window.isVisible()
        desk.raise_window()
        assert stage.window.isVisible()
        desk.close()
    async with opened(FakeAgent()) as stage:
        desk = Desk(stage.face, stage.frame, tray=False)
        stage.window.close()
        await desk.left()


@staged()
async def test_quitting_names_what_goes_on_and_stops_it() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        desk = Desk(stage.face, stage.frame, tray=False)
        desk.quit()
        assert stage.reads("This PC works for 1 customer.")
        assert stage.reads("1 rental runs, with 0.5300 SNM left in it.")
        await stage.press("Cancel")
        assert [d for d in stage.window.findChildren(QDialog) if d.isVisible()] == []
        desk.quit()
        await stage.press("Stop everything now")
        await desk.left()
        assert agent.told("stop_local") == [False]
        assert len(agent.told("shut_down")) == 1


@staged()
async def test_quitting_with_nothing_under_way_asks_nothing() -> None:
    state = _state(plan=None, deals=0).model_copy(update={"deals": {}})
    assert going_on(state) == []
    async with opened(FakeAgent(state)) as stage:
        desk = Desk(stage.face, stage.frame, tray=False)
        desk.quit()
        await desk.left()


@staged()
async def test_a_second_launch_raises_the_first(profile: Profile) -> None:
    assert not raise_first(profile)
    first = FirstWindow(profile)
    heard: list[bool] = []
    first.raised.connect(lambda: heard.append(True))
    assert stat.S_IMODE(place_of(profile).parent.stat().st_mode) == 0o700
    assert raise_first(profile)
    async with opened(FakeAgent()) as stage:
        await stage.until(lambda: heard, "the call")
    first.close()


def _shape(mark: Mood) -> set[tuple[int, int]]:
    """The pixels that *mark* covers by half."""
    picture: QImage = mark_pixmap(mark, "#000000", _SIDE).toImage()
    return {
        (x, y)
        for x in range(_SIDE)
        for y in range(_SIDE)
        if picture.pixelColor(x, y).alpha() >= 128
    }


def _state(**changes: object) -> State:
    status = sample_state().worker_status[WORKER].model_dump(mode="json")
    return sample_state(worker_status={WORKER: {**status, **changes}})


def _entries(desk: Desk) -> list[str]:
    assert desk.tray is not None
    return [action.text() for action in desk.tray.menu.actions() if action.isVisible()]


async def _choose(stage: Stage, desk: Desk, text: str) -> None:
    assert desk.tray is not None
    next(action for action in desk.tray.menu.actions() if action.text() == text).trigger()
    await stage.calm()


async def _choose_rest(stage: Stage, tray: Tray, text: str) -> None:
    await _choose_in(stage, tray, "Pause", text)


async def _choose_in(stage: Stage, tray: Tray, menu: str, text: str) -> None:
    """A line of the menu inside the menu; a menu tells its own choices by its signal."""
    next(action for action in _inside(tray, menu) if action.text() == text).trigger()
    await stage.calm()


def _marked(tray: Tray | None, menu: str) -> list[str]:
    assert tray is not None
    return [action.text() for action in _inside(tray, menu) if action.isChecked()]


def _inside(tray: Tray, text: str) -> list[QAction]:
    inner = next(action.menu() for action in tray.menu.actions() if action.text() == text)
    assert isinstance(inner, QMenu)
    return inner.actions()
