"""Blocking in the window: from a row of the market, seen as a count, and taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QRadioButton

from sonm_desktop.api.schema.blacklist import FollowedList
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.plans import BlockAccounts, FollowList
from sonm_desktop.ui.blocking.dialog import BlockDialog
from sonm_desktop.ui.machine.jobs_panel import JobCard
from sonm_desktop.ui.settings.blocked import BlockedPanel
from sonm_desktop.ui.widgets.table import RecordView
from tests.fakes.agent import FakeAgent
from tests.fakes.agent_blacklist import ME, WATCHDOG, reason
from tests.ui.stage import Stage, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")


async def asked_by_menu(stage: Stage, place: object, at: QPoint, words: str) -> None:
    """Right click, and the one thing that the menu offers."""
    place.customContextMenuRequested.emit(at)  # type: ignore[attr-defined]
    menu = next(m for m in stage.window.findChildren(QMenu) if m.isVisible())
    (action,) = menu.actions()
    assert action.text() == words
    menu.close()
    action.trigger()
    await stage.until(lambda: stage.window.findChildren(BlockDialog), "the dialog")
    await stage.calm()


@staged(60)
async def test_a_supplier_is_blocked_from_its_row_counted_and_unblocked() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("market")
        table = stage.seen(RecordView, "Offers")
        await stage.until(lambda: table.model().rowCount() == 60, "the offers")
        worker = agent.offers[0].worker
        mine = sum(offer.worker == worker for offer in agent.offers)
        at = table.visualRect(table.model().index(0, 1)).center()
        await asked_by_menu(stage, table, at, "Block this supplier…")
        await stage.until(lambda: stage.reads("Block this supplier?"), "the question")
        await stage.write(QLineEdit, "Reason", "never answered")
        await stage.press("Block")
        await stage.until(lambda: table.model().rowCount() == 60 - mine, "a shorter list")
        assert agent.told("keep") == [(worker, "never answered")]
        hidden = "offer hidden" if mine == 1 else "offers hidden"
        await stage.until(lambda: stage.reads(f"{mine} {hidden} by your lists"), "how many")

        await stage.press("Your lists…")
        way = await stage.until(lambda: stage.seen(QPushButton, "Go to Blocked"), "the settings")
        assert stage.window.focusWidget() is way
        (lists,) = stage.window.findChildren(BlockedPanel)
        inside = lists.parentWidget()
        await stage.until(lambda: lists.y() + inside.y() < inside.parentWidget().height(), "them")
        await stage.go("market")
        await stage.press("Show them")
        await stage.until(lambda: table.model().rowCount() == 60, "all offers")
        table.selectRow(0)
        await stage.until(
            lambda: stage.reads("Blocked on this PC only: “never answered”"), "the reason"
        )
        await stage.press("Unblock…")
        await stage.press("Unblock")
        await stage.until(lambda: agent.told("forget") == [worker], "that it is unblocked")
        await stage.press("Close")
        await stage.until(lambda: not stage.reads("by your lists"), "no blocked offers")


@staged(60)
async def test_a_public_block_is_a_plan_with_its_cost_before_it_is_signed() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("settings")
        await stage.press("Go to Blocked")
        await stage.write(QLineEdit, "Address to block or to follow", "nonsense")
        await stage.press("Block…")
        assert stage.reads("An address is 0x and 40 hex digits.")
        await stage.write(QLineEdit, "Address to block or to follow", WATCHDOG)
        await stage.press("Block…")
        await stage.until(lambda: stage.reads("Block this supplier?"), "the dialog")
        QTest.mouseClick(stage.seen(QRadioButton, "On your public list"), Qt.MouseButton.LeftButton)
        stage.seen(QLineEdit, "Reason").setText("é" * 17)
        await stage.press("See what it costs")
        assert stage.reads("A public reason has 32 bytes at most.")
        await stage.write(QLineEdit, "Reason", "broke a promise")
        await stage.press("See what it costs")
        await stage.press("Sign and publish")
        await stage.until(lambda: agent.told("commit"), "the commit")
        (request,) = agent.told("plan")
        assert isinstance(request, BlockAccounts)
        assert (request.accounts, request.reason, request.on) == (
            (WATCHDOG,),
            "broke a promise",
            True,
        )


@staged(60)
async def test_the_settings_show_whose_word_counts_and_follow_and_unfollow() -> None:
    agent = FakeAgent()
    lists = agent.blacklist
    lists.because = {
        "0x" + "11" * 20: [reason("private", "", "never paid")],
        "0x" + "22" * 20: [reason("own", ME, "")],
    }
    lists.followed = [FollowedList(reader=ME, owner=WATCHDOG, entries=12, since=None)]
    async with opened(agent) as stage:
        await stage.go("settings")
        await stage.press("Go to Blocked")
        await stage.until(lambda: stage.reads("12 accounts, followed as"), "the lists")
        assert stage.reads("only on this PC · “never paid”")
        assert stage.reads("public, as")
        await stage.press("Unfollow 0xDaDa…DaDa…")
        await stage.until(lambda: agent.told("plan"), "a plan")
        assert agent.told("plan") == [FollowList(account=ME, owner=WATCHDOG, on=False)]
        lists.because["0x" + "33" * 20] = [reason("followed", WATCHDOG, "liar")]
        lists.public = Worded.of("blacklist.no_registry")
        await stage.press("Back")
        await stage.write(QLineEdit, "Address to block or to follow", "0x" + "33" * 20)
        await stage.press("Block…")
        said = f"Blocked because the list of {WATCHDOG} says: “liar”"
        await stage.until(lambda: stage.reads(said), "whose word it is")
        await stage.press("Stop following…")
        await stage.until(lambda: len(agent.told("plan")) == 2, "another plan")


@staged(60)
async def test_a_customer_is_blocked_from_his_job() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.until(lambda: _cards(stage), "a job")
        card = _cards(stage)[0]
        await asked_by_menu(stage, card, QPoint(4, 4), "Block this customer…")
        await stage.until(lambda: stage.reads("Block this customer?"), "the question")
        assert stage.reads("Only on this PC")


def _cards(stage: Stage) -> list[JobCard]:
    return [card for card in stage.window.findChildren(JobCard) if card.isVisible()]
