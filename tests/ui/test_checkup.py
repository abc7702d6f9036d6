"""The checkup of this PC as a person reads it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from tests.fakes.agent import FakeAgent
from tests.ui.stage import opened, staged

pytestmark = pytest.mark.usefixtures("qapp")


@staged()
async def test_what_could_be_better_comes_first_with_its_remedy() -> None:
    async with opened(FakeAgent()) as stage:
        await stage.go("settings")
        await stage.press("Check this PC")
        await stage.calm()
        assert stage.reads("1 thing could be better")
        screen = stage.screen()
        assert screen.index("version 1") < screen.index("Docker 28.2 answers.")
        assert stage.reads("systemd.unified_cgroup_hierarchy=1")
        await stage.press("Copy as text")
        assert "[In order] Docker 28.2 answers." in QGuiApplication.clipboard().text()


@staged()
async def test_what_is_in_the_way_is_counted_and_looked_at_again() -> None:
    agent = FakeAgent()
    agent.doctor.findings = [("engine", "bad", "worker.engine_stopped")]
    async with opened(agent) as stage:
        await stage.go("settings")
        await stage.press("Check this PC")
        await stage.calm()
        assert stage.reads("1 thing is in the way.")
        agent.doctor.findings = [("engine", "good", "doctor.engine_answers")]
        await stage.press("Check again")
        await stage.calm()
        assert stage.reads("This PC is fit to sell.")
        assert not stage.reads("Docker is not running")
