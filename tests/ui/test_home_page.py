"""Home: today's money, the one state, and the smallest window."""

from __future__ import annotations

import time

import pytest
from PySide6.QtWidgets import QLabel

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.state import State
from sonm_desktop.ui.home.money import MoneyPanel
from sonm_desktop.ui.widgets.chain_strip import ChainStrip
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import NOW, WORKER, sample_state
from tests.ui.stage import opened, staged

pytestmark = pytest.mark.usefixtures("qapp")


@staged()
async def test_home_tells_today_in_out_and_net() -> None:
    async with opened(FakeAgent()) as stage:
        for text in ("Net today, SNM", "0.1000", "0.1200", "0.0200", "0.1900", "0.6250"):
            assert stage.reads(text), text


@staged()
async def test_before_today_is_counted_nothing_is_claimed() -> None:
    async with opened(FakeAgent(sample_state(today=None))) as stage:
        panel = stage.window.findChildren(MoneyPanel)[0]
        texts = [shown.text() for shown in panel.findChildren(QLabel)]
        assert texts.count("—") == 4


@staged()
async def test_home_says_a_pause_in_the_words_of_the_agent() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        status = agent.now.worker_status[WORKER].model_dump(mode="json")
        pause = {"until": NOW + 60, "finish": False, "plan": status["plan"]}
        status |= {"plan": None, "paused": pause, "deals": 0}
        agent.put(worker_status={WORKER: status})
        await stage.until(lambda: stage.reads("Paused by you until "), "the pause")
        assert stage.reads("It resumes by itself, or resume now.")


@staged()
async def test_no_figure_is_cut_in_the_smallest_window() -> None:
    async with opened(FakeAgent()) as stage:
        stage.window.resize(1024, 640)
        await stage.calm()
        panel = stage.window.findChildren(MoneyPanel)[0]
        for shown in panel.findChildren(QLabel):
            assert shown.height() >= shown.minimumSizeHint().height(), shown.text()


@staged()
async def test_home_says_why_nothing_is_earned_and_leads_to_the_cause() -> None:
    agent = FakeAgent(_on_sale())
    async with opened(agent) as stage:
        await stage.press("Why am I not earning?")
        await stage.until(lambda: stage.reads("It costs 0.36 SNM an hour"), "the cause")
        assert stage.reads("Lower the price.")
        strip = stage.window.findChildren(ChainStrip)[0]
        assert "Priced: It costs 0.36 SNM an hour; the like 0.20." in strip.accessibleName()
        await stage.press("Close")
        assert not stage.reads("Lower the price.")
        await stage.press("Why am I not earning?")
        await stage.press("To this PC")
        await stage.until(lambda: stage.reads("Machine"), "its page")
        assert agent.told("why") == [WORKER, WORKER]


@staged()
async def test_a_cause_leads_to_the_part_of_the_page_where_it_is_mended() -> None:
    agent = FakeAgent(_on_sale())
    cause = Worded.of("why.costs_above_market", {"floor": "2 SNM", "market": "1 SNM"})
    agent.why = agent.why.model_copy(update={"cause": cause, "place": "machine"})
    async with opened(agent) as stage:
        await stage.press("Why am I not earning?")
        await stage.press("To what it costs")
        await stage.until(lambda: stage.reads("What it costs you"), "the costs")


@staged()
async def test_a_pc_that_sold_nothing_for_hours_is_asked_about_by_itself() -> None:
    agent = FakeAgent(_on_sale(since=1))
    async with opened(agent) as stage:
        await stage.until(lambda: stage.reads("It costs 0.36 SNM an hour"), "the cause")
        assert agent.told("why") == [WORKER]
        agent.put(worker_status=_status(deals=1))
        await stage.until(lambda: not stage.reads("Lower the price."), "the customer")


def _status(**changes: object) -> dict[str, object]:
    status = sample_state().worker_status[WORKER].model_dump(mode="json")
    return {WORKER: {**status, **changes}}


def _on_sale(since: int | None = None) -> State:
    """Nobody rents it, and nothing came today; since just now."""
    since = int(time.time()) if since is None else since
    state = sample_state(worker_status=_status(deals=0), today=None)
    said = {key: one.model_copy(update={"since": since}) for key, one in state.conditions.items()}
    return state.model_copy(update={"conditions": said})
