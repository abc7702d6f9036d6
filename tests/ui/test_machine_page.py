"""The page of this PC: the rack tells who has what, measuring is cancelled, pauses, earnings."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QMenu, QProgressBar, QPushButton, QSlider, QSpinBox

from sonm_desktop.api.schema.income import IncomeLine
from sonm_desktop.api.schema.worker import PauseWorker, WorkerStatus
from sonm_desktop.ui.machine.earnings import EarningsPanel, earning_bars
from sonm_desktop.ui.machine.rack_rows import rack_rows
from sonm_desktop.ui.machine.working import deals_of
from sonm_desktop.ui.models.table import RecordTable
from sonm_desktop.ui.widgets.rack import CellState, Rack
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import WORKER, sample_state, worded
from tests.ui.stage import Stage, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")


def _with(agent: FakeAgent, **changes: object) -> None:
    known = agent.now.worker_status[WORKER].model_dump(mode="json")
    agent.put(worker_status={WORKER: known | changes})


def _choose(stage: Stage, button: str, line: str) -> None:
    menu = stage.seen(QPushButton, button).menu()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == line).trigger()


def test_the_rack_says_of_every_cell_whose_it_is() -> None:
    state = sample_state()
    status = state.worker_status[WORKER]
    cores, ram = rack_rows(status, deals_of(state, WORKER))
    assert [cell.state for cell in cores.cells] == [CellState.RENTED] * 4 + [CellState.FREE] * 4
    assert cores.cells[0].what == "Core 1: rented by 0xFe19…7731"
    assert cores.cells[7].what == "Core 8: yours, not for rent"
    assert len(ram.cells) == 8
    waiting = status.model_copy(update={"deals": 0, "plans": ()})
    assert rack_rows(waiting)[0].cells[0].what == "Core 1: on sale, free now"


@staged()
async def test_the_arrow_keys_walk_through_the_rack() -> None:
    async with opened(FakeAgent()) as stage:
        await stage.go("machine")
        rack = next(rack for rack in stage.window.findChildren(Rack) if rack.isVisible())
        said: list[str] = []
        rack.pointed.connect(said.append)
        rack.setFocus()
        await stage.calm()
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
            QTest.keyClick(rack, key)
        assert said == [
            "Core 1: rented by 0xFe19…7731",
            "Core 2: rented by 0xFe19…7731",
            "RAM 2: rented by 0xFe19…7731",
        ]
        assert rack.accessibleDescription() == said[-1]


@staged()
async def test_measuring_tells_its_step_and_is_cancelled() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("machine")
        run = {"running": True, "progress": 0.4, "test": "CPU, all cores"}
        _with(agent, benchmarking={**run, "step": 5, "steps": 10, "left_s": 12})
        await stage.until(lambda: stage.reads("test 5 of 10, about 12 s left"), "the step")
        assert stage.seen(QProgressBar, "Measuring").value() == 40
        await stage.press("Cancel measuring")
        await stage.until(lambda: stage.reads("Measure again"), "the end")
        assert agent.told("cancel_benchmark") == [WORKER]
        assert stage.reads("3,776 events in 10 s")


@staged()
async def test_this_pc_is_paused_resumed_and_stopped_here() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("machine")
        _choose(stage, "Pause", "Pause for 1 hour")
        said = "Finishing what runs; then paused until"
        await stage.until(lambda: stage.reads(said), "the pause")
        assert agent.told("pause") == [PauseWorker(seconds=3600)]
        await stage.press("Resume")
        await stage.until(lambda: stage.reads("Earning: rented, and no job runs now."), "the end")
        _choose(stage, "Stop", "Finish running jobs, then stop")
        await stage.calm()
        assert agent.told("stop_local") == [True]
        _choose(stage, "Stop", "Stop now: running jobs end and earn no more")
        await stage.press("Cancel")
        assert agent.told("stop_local") == [True], "nothing was lost by a slip"
        _choose(stage, "Stop", "Stop now: running jobs end and earn no more")
        await stage.press("Stop now")
        await stage.until(lambda: agent.told("stop_local") == [True, False], "the stop")


@staged()
async def test_a_share_is_set_by_keys_and_never_above_the_machine() -> None:
    async with opened(FakeAgent()) as stage:
        await stage.go("machine")
        await stage.press("Edit main")
        slider, number = stage.seen(QSlider, "Cores"), stage.seen(QSpinBox, "Cores")
        assert (slider.value(), number.value(), number.maximum()) == (4, 4, 8)
        QTest.keyClick(slider, Qt.Key.Key_End)
        assert number.value() == 8
        QTest.keyClick(number, Qt.Key.Key_Down)
        assert slider.value() == 7
        assert stage.reads("8.6400 SNM for a whole day")


@staged()
async def test_without_a_worker_three_steps_tell_what_will_happen() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("machine")
        state = worded("agent.worker_none", "No worker runs on this machine.")
        agent.put(local_worker={"state": state, "ready": False}, worker_status={})
        await stage.until(lambda: stage.reads("You say what is for rent"), "the steps")
        await stage.press("Start earning with this PC")
        await stage.calm()
        assert len(agent.told("start_local")) == 1


@staged()
async def test_an_engine_that_is_away_is_said_and_looked_at_again() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("machine")
        reason = worded("worker.engine_absent", "There is no Docker here.", "Install Docker.")
        _with(agent, engine_ready=False, engine=reason)
        await stage.until(lambda: stage.reads("Nothing can run: there is no Docker."), "the reason")
        assert stage.reads("Install Docker on that machine")
        await stage.press("Check again")
        await stage.calm()
        assert agent.told("status") == [WORKER]


@staged()
async def test_earnings_are_shown_claimed_and_exported(tmp_path: Path) -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.press("Earnings")
        await stage.calm()
        assert stage.reads("5.5000")
        assert {by for by, *_ in agent.told("income")} == {"day", "deal"}
        assert stage.reads("0.19 SNM to claim; it happens by itself from 1 SNM on")
        assert stage.reads("At the latest it happens when a deal ends")
        await stage.press("Claim now")
        await stage.until(lambda: stage.reads("This is what happens"), "the plan")
        await stage.press("Claim")
        await stage.until(lambda: len(agent.told("claimable")) == 2, "another look")
        (wish,) = agent.told("plan")
        assert wish.kind == "claim"
        panel = stage.window.findChildren(EarningsPanel)[0]
        panel.write(tmp_path / "e.csv")
        assert len((tmp_path / "e.csv").read_text().splitlines()) == 31
        panel.write(tmp_path / "none" / "e.csv")
        assert stage.reads("could not be written")
        for model in stage.window.findChildren(RecordTable):
            QAbstractItemModelTester(
                model, QAbstractItemModelTester.FailureReportingMode.Fatal
            ).deleteLater()


def test_what_is_not_claimed_yet_is_an_estimate() -> None:
    first, last = earning_bars(
        [IncomeLine(key="a", claimed=5), IncomeLine(key="b", claimed=1, accrued=2)]
    )
    assert not first.estimated
    assert last.estimated
    assert [part.value for part in last.parts] == [1, 2]


def test_a_status_of_an_older_worker_has_no_sentence() -> None:
    status = sample_state().worker_status[WORKER].model_dump(mode="json")
    for name in ("state", "paused"):
        status.pop(name)
    assert WorkerStatus.model_validate(status).state is None


@staged()
async def test_a_plan_that_was_made_elsewhere_is_shown() -> None:
    agent = FakeAgent()
    (known,) = agent.now.worker_status[WORKER].model_dump(mode="json")["plans"]
    _with(agent, plan=None, plans=[])
    async with opened(agent) as stage:
        await stage.go("machine")
        assert stage.reads("Put on sale")
        _with(agent, plans=[known | {"plan": known["plan"] | {"ram_bytes": 3 << 30}}])
        await stage.until(lambda: stage.reads("3.0 GiB RAM"), "the plan's memory")
