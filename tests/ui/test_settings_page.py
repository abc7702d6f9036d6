"""Settings change the network, the lock and the look; secrets are there only while asked for."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QRadioButton

from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.memory import Memory
from sonm_desktop.ui.theme.theme import Look
from sonm_desktop.ui.widgets.file_field import FileField
from tests.fakes.agent import PHRASE, FakeAgent
from tests.ui.stage import opened, staged

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile("settings", tmp_path)


@staged()
async def test_the_look_is_worn_at_once_and_remembered(profile: Profile) -> None:
    assert Memory(profile).look() is Look.SYSTEM
    async with opened(FakeAgent(), profile=profile) as stage:
        await stage.go("settings")
        stage.seen(QRadioButton, "Dark").click()
        assert stage.face.theme.colours.dark
        assert Memory(profile).look() is Look.DARK
        file = profile.folder / "window.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.write_text("[]")
        assert Memory(profile).look() is Look.SYSTEM


@staged()
async def test_the_phrase_is_shown_for_its_password_and_gone_with_the_page() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("settings")
        await stage.write(QLineEdit, "Password for the phrase", "wrong")
        await stage.press("Show the recovery phrase")
        await stage.until(lambda: stage.reads("password"), "the refusal")
        assert PHRASE not in stage.screen()
        await stage.write(QLineEdit, "Password for the phrase", agent.password)
        QTest.keyClick(stage.seen(QLineEdit, "Password for the phrase"), Qt.Key.Key_Return)
        await stage.until(lambda: stage.reads(PHRASE), "the phrase")
        await stage.go("home")
        assert all(PHRASE not in one.text() for one in stage.window.findChildren(QLabel))


@staged()
async def test_the_network_is_stopped_started_and_changed(tmp_path: Path) -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("settings")
        await stage.press("Stop the practice network")
        await stage.calm()
        assert len(agent.told("stop_practice")) == 1
        network = agent.now.network.model_dump(mode="json")
        agent.put(network={**network, "ready": False})
        await stage.press("Start the practice network")
        await stage.calm()
        assert len(agent.told("start_practice")) == 1
        field = next(f for f in stage.window.findChildren(FileField) if f.isVisible())
        field.choose(str(tmp_path / "other.json"))
        await stage.calm()
        assert agent.told("use") == [tmp_path / "other.json"]


@staged()
async def test_diagnostics_name_versions_and_logs_and_are_copied(profile: Profile) -> None:
    async with opened(FakeAgent(), profile=profile) as stage:
        await stage.go("settings")
        await stage.until(lambda: stage.reads("0.1.0, process 7"), "the agent")
        await stage.press("Copy all")
        copied = QGuiApplication.clipboard().text()
        assert str(profile.agent_log) in copied
        assert str(profile.folder) in copied
