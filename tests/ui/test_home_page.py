"""Home: today's money, the one state, and the smallest window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from sonm_desktop.ui.home.money import MoneyPanel
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
