"""The bell and what lies under it: a count, the newest first, and the way to each place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from sonm_desktop.ui.shell.message_sheet import MessageRow, MessageSheet
from tests.fakes.agent import FakeAgent
from tests.fakes.agent_notices import notice, sample_notices
from tests.ui.stage import Stage, called, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")


def _sheet(stage: Stage) -> MessageSheet:
    return stage.window.findChild(MessageSheet)  # type: ignore[no-any-return]


def _texts(stage: Stage) -> list[str]:
    rows = _sheet(stage).findChildren(MessageRow)
    return [called(row.findChild(QPushButton)) for row in rows if row.isVisible()]


@staged()
async def test_the_bell_counts_news_and_opening_it_makes_them_old() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        agent.notices.put(sample_notices())
        bell = stage.window.bell
        await stage.until(lambda: called(bell) == "Messages, 2 are new", "the count")
        QTest.mouseClick(bell, Qt.MouseButton.LeftButton)
        await stage.until(lambda: len(_texts(stage)) == 5, "the list")
        assert _texts(stage)[1] == "Open This PC: Nothing can run: Docker does not answer."
        assert agent.told("read") == [], "they are news while they are looked at"
        QTest.keyClick(_sheet(stage), Qt.Key.Key_Escape)
        await stage.until(lambda: called(bell) == "Messages", "no news")
        assert agent.told("read") == [5]


@staged()
async def test_a_message_leads_to_its_place_by_keys_alone() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        agent.notices.put(sample_notices())
        QTest.keyClick(stage.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        await stage.until(lambda: len(_texts(stage)) == 5, "the list")
        row = next(one for one in _sheet(stage).findChildren(MessageRow) if one.isVisible())
        way = row.findChild(QPushButton)
        assert way.focusPolicy() & Qt.FocusPolicy.TabFocus
        QTest.keyClick(way, Qt.Key.Key_Space)
        assert not _sheet(stage).isVisible()
        assert stage.window.place == "rentals"


@staged()
async def test_without_messages_a_sentence_says_so_and_a_lost_agent_is_named() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        QTest.mouseClick(stage.window.bell, Qt.MouseButton.LeftButton)
        await stage.until(lambda: agent.told("notices"), "the question")
        await stage.calm()
        assert stage.reads("Nothing has happened that you had to be told.")
        _sheet(stage).hide()
        agent.alive = False
        QTest.mouseClick(stage.window.bell, Qt.MouseButton.LeftButton)
        await stage.until(lambda: stage.reads("The background program"), "the reason")
        _sheet(stage).hide()


@staged()
async def test_what_comes_while_it_is_open_is_counted_and_foreign_words_stay_words() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        agent.notices.put([notice(1, "notice.job_done", place="rentals", name="<b>bold</b>")])
        QTest.mouseClick(stage.window.bell, Qt.MouseButton.LeftButton)
        await stage.until(lambda: len(_texts(stage)) == 1, "the list")
        assert stage.reads("The job “<b>bold</b>” is done.")
        agent.notices.put([notice(2, "notice.rented"), *agent.notices.all])
        _sheet(stage).hide()
        await stage.until(lambda: agent.told("read"), "the reading")
        assert agent.told("read") == [1], "only what was shown is read"
        await stage.until(lambda: called(stage.window.bell) == "Messages, 1 is new", "the news")
