"""The frame around the places: who one acts as, keys, size and place, narrow and wide."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.frame import PLACES
from sonm_desktop.ui.memory import Memory
from sonm_desktop.ui.shell.shortcuts import ShortcutSheet
from sonm_desktop.ui.theme.tokens import RAIL_NARROW, RAIL_WIDTH
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import BUYS, SELLS
from tests.ui.stage import called, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")


@staged()
async def test_the_account_at_the_rails_foot_is_chosen_once_and_remembered(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    profile = Profile("chosen", tmp_path_factory.mktemp("chosen"))
    async with opened(FakeAgent(), profile=profile) as stage:
        button = stage.window.rail.account
        assert stage.face.live.account == SELLS
        assert called(button).startswith("Account: This PC (sells), 0x12AB")
        actions = button.findChild(QMenu).actions()
        assert [action.isChecked() for action in actions] == [True, False]
        actions[1].trigger()
        assert stage.face.live.account == BUYS
        assert called(button).startswith("Account: Me (buys)")
    async with opened(FakeAgent(), profile=profile) as stage:
        assert stage.face.live.account == BUYS


@staged()
async def test_the_rail_gives_up_its_words_below_1100_px_and_keeps_its_names() -> None:
    async with opened(FakeAgent()) as stage:
        rail = stage.window.rail
        stage.window.resize(1280, 800)
        await stage.calm()
        assert rail.width() == RAIL_WIDTH
        stage.window.resize(1024, 640)
        await stage.calm()
        assert rail.width() == RAIL_NARROW
        for child in rail.findChildren(QWidget):
            if child.isVisible() and child.focusPolicy() != Qt.FocusPolicy.NoFocus:
                assert called(child)
                assert child.toolTip()


@staged()
async def test_every_place_and_region_is_reached_by_keys_and_the_sheet_tells_them() -> None:
    async with opened(FakeAgent()) as stage:
        stage.window.activateWindow()
        for number, place in enumerate(PLACES, start=1):
            QTest.keyClick(
                stage.window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier
            )
            assert stage.window.place == place
        stage.window.show_place("market")
        seen = set()
        for _ in range(4):
            QTest.keyClick(stage.window, Qt.Key.Key_F6)
            focused = QApplication.focusWidget()
            assert focused is not None
            seen.add(stage.window.rail.isAncestorOf(focused))
        assert seen == {True, False}
        QTest.keyClick(stage.window, Qt.Key.Key_F1)
        await stage.calm()
        sheet = stage.window.findChild(ShortcutSheet)
        assert sheet.isVisible()
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert not sheet.isVisible()


@staged()
async def test_size_and_place_come_back_and_nonsense_is_passed_over(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    memory = Memory(Profile("shape", tmp_path_factory.mktemp("shape")))
    async with opened(FakeAgent()) as stage:
        stage.window.resize(900, 707)
        stage.window.show_place("wallet")
        memory.keep_window(
            place=stage.window.place, shape=bytes(stage.window.saveGeometry().data())
        )
    async with opened(FakeAgent()) as stage:
        stage.window.take_up(b"nonsense", "nowhere")
        assert stage.window.place == "home"
        stage.window.take_up(memory.shape(), memory.place())
        assert stage.window.place == "wallet"
        assert (stage.window.width(), stage.window.height()) == (900, 707)


@staged()
async def test_a_lost_agent_is_told_with_what_still_goes_on_and_the_strip_goes_again() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        agent.go_away()
        await stage.until(lambda: stage.reads("go on by themselves"), "the strip")
        agent.alive = True
        await stage.until(lambda: not stage.reads("go on by themselves"), "the agent")
