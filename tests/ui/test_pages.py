"""Every page over the sample state: what it shows, what its buttons ask for, what comes of it."""

from __future__ import annotations

import inspect

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QScrollArea,
)

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.client.market import MarketCalls
from sonm_desktop.api.client.network import NetworkCalls
from sonm_desktop.api.client.plans import PlanCalls
from sonm_desktop.api.client.state import StateCalls
from sonm_desktop.api.client.tasks import TaskCalls
from sonm_desktop.api.client.wallet import WalletCalls
from sonm_desktop.api.client.workers import WorkerCalls
from sonm_desktop.ui.market.inspector import OfferInspector
from sonm_desktop.ui.market.page import MarketPage
from sonm_desktop.ui.widgets.table import RecordView
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import BUYS, SELLS, WORKER, sample_offers, sample_state, worded
from tests.ui.stage import Stage, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")

REAL = {
    "market": MarketCalls,
    "network": NetworkCalls,
    "plans": PlanCalls,
    "state": StateCalls,
    "tasks": TaskCalls,
    "wallet": WalletCalls,
    "workers": WorkerCalls,
}


@pytest.mark.parametrize("idea", sorted(REAL))
def test_the_fake_agent_has_the_calls_of_the_real_one(idea: str) -> None:
    fake, real = getattr(FakeAgent(), idea), REAL[idea]
    for name, call in inspect.getmembers(type(fake), inspect.isfunction):
        if not name.startswith("_"):
            ours = list(inspect.signature(call).parameters)
            assert ours == list(inspect.signature(getattr(real, name)).parameters), name
    assert AgentClient is not None


@staged()
async def test_home_shows_state_money_rental_and_last_job() -> None:
    async with opened(FakeAgent()) as stage:
        for part in ("Earning: rented, and no job runs now.", "0.6250", "Rental from 0x77aa…aaaa"):
            assert stage.reads(part), part
        table = stage.seen(RecordView, "Last jobs")
        assert table.model().index(0, 3).data() == "done"
        assert stage.reads("1 customer now")


@staged()
async def test_home_without_anything_leads_on() -> None:
    state = sample_state(
        deals={},
        tasks={},
        worker_status={},
        workers={},
        local_worker={"state": worded("agent.worker_none", "No worker."), "ready": False},
    )
    async with opened(FakeAgent(state)) as stage:
        await stage.press("To the market")
        assert stage.window.windowTitle() == "SONM"
        assert stage.seen(RecordView, "Offers")
        await stage.go("home")
        await stage.press("Offer this PC")
        assert stage.reads("This PC is not for rent")


@staged()
async def test_an_offer_is_rented_in_two_clicks_and_shown() -> None:
    agent = FakeAgent(offers=sample_offers(3))
    agent.offers = [o.model_copy(update={"total": 10**17}) for o in agent.offers]
    async with opened(agent) as stage:
        await stage.go("market")
        await stage.press("Review and rent")
        await stage.until(lambda: stage.reads("This is a plan to buy."), "the plan")
        await stage.press("Rent now")
        await stage.until(lambda: stage.reads("Rentals"), "the rentals")
        request = agent.told("plan")[0]
        assert (request.offer, request.max_total) == (agent.offers[0].id, 10**17)
        assert len(agent.told("commit")) == 1
        await stage.until(lambda: stage.seen(RecordView, "Rentals"), "the rentals")


@staged()
async def test_what_rents_an_offer_is_in_sight_in_a_low_window() -> None:
    async with opened(FakeAgent(offers=sample_offers(3))) as stage:
        stage.window.resize(1280, 640)
        await stage.go("market")
        assert in_sight(stage.seen(QPushButton, "Review and rent"))
        await stage.press("Review and rent")
        await stage.until(lambda: stage.reads("This is a plan to buy."), "the plan")
        assert in_sight(stage.seen(QPushButton, "Rent now"))
        (scroll,) = stage.window.findChild(OfferInspector).findChildren(QScrollArea)
        bar = scroll.verticalScrollBar()
        bar.setValue(bar.maximum())
        assert in_sight(stage.seen(QPushButton, "Rent now"))
        await stage.press("Back")
        assert bar.value() == 0


def in_sight(button: QPushButton) -> bool:
    return bool(button.visibleRegion().boundingRect() == button.rect())


@staged()
async def test_the_own_machine_is_rented_by_another_account() -> None:
    own = sample_offers(1)[0].model_copy(update={"worker": WORKER, "total": 10**17})
    agent = FakeAgent(offers=[own])
    async with opened(agent) as stage:
        await stage.go("market")
        box = stage.seen(QComboBox, "Account that pays")
        assert box.currentData() == BUYS
        box.setCurrentIndex(box.findData(SELLS))
        assert stage.reads("Let another account pay.")
        assert not stage.seen(QPushButton, "Review and rent").isEnabled()


@staged()
async def test_who_cannot_pay_is_told_why() -> None:
    dear = sample_offers(1)[0].model_copy(update={"total": 10**20})
    async with opened(FakeAgent(offers=[dear])) as stage:
        await stage.go("market")
        assert stage.reads("has 25.3125 SNM, and the rental takes 100.0000 SNM")
        assert not stage.seen(QPushButton, "Review and rent").isEnabled()


@staged()
async def test_offers_in_sight_are_asked_for_life_once() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("market")
        await stage.until(lambda: agent.told("probe"), "a probe")
        await stage.calm()
        table = stage.seen(RecordView, "Offers")
        await stage.until(lambda: table.model().index(0, 9).data() == "no answer", "the answer")
        assert 5 < len(agent.told("probe")[0]) < 60


@staged()
async def test_a_list_that_changes_keeps_choice_and_place() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("market")
        table = stage.seen(RecordView, "Offers")
        table.selectRow(30)
        table.verticalScrollBar().setValue(500)
        chosen = agent.offers[30].id
        agent.offers.insert(0, sample_offers(61)[60].model_copy(update={"id": "0x" + "ee" * 32}))
        page = stage.window.findChild(MarketPage)
        stage.face.live.changed.emit("network")
        await stage.until(lambda: table.model().rowCount() == 61, "the new offer")
        await stage.calm()
        assert table.currentIndex().row() == 31
        assert table.verticalScrollBar().value() == 500
        assert table.model().record(31).id == chosen
        assert page.note() == "61 offers"


@staged()
async def test_no_offer_that_meets_the_wishes_says_why_and_forgets_them() -> None:
    agent = FakeAgent(offers=[o for o in sample_offers(20) if o.cpu_percent < 3200])
    async with opened(agent) as stage:
        await stage.go("market")
        box = stage.seen(QComboBox, "Least cores")
        box.setCurrentIndex(box.count() - 1)
        await stage.until(lambda: stage.reads("No offer meets these wishes"), "the reason")
        assert stage.reads("offers fall out")
        await stage.press("Forget all wishes")
        await stage.until(lambda: stage.seen(RecordView, "Offers"), "the offers")


@staged()
async def test_in_a_narrow_window_the_inspector_comes_on_demand() -> None:
    async with opened(FakeAgent()) as stage:
        stage.window.resize(1024, 640)
        await stage.go("market")
        assert not stage.reads("Paid by")
        table = stage.seen(RecordView, "Offers")
        spot = table.visualRect(table.model().index(2, 3)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        await stage.until(lambda: stage.reads("Paid by"), "the inspector")
        await stage.press("Close")
        assert not stage.reads("Paid by")
        for box in stage.window.findChildren(QComboBox):
            if box.isVisible():
                assert box.mapTo(stage.window, box.rect().topRight()).x() <= 1024


@staged()
async def test_this_pc_is_put_on_sale_at_an_exact_price() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.press("Edit main")
        await stage.write(QLineEdit, "Price per hour", "abc")
        await stage.press("Change what is on sale")
        assert stage.reads("is not an amount")
        await stage.write(QLineEdit, "Price per hour", "0.000000000000003601")
        await stage.press("Change what is on sale")
        await stage.calm()
        (put,) = agent.told("change_plans")[0].put
        assert (put.name, put.plan.rate) == ("main", 1)


@staged()
async def test_the_wallet_is_locked_and_unlocked_in_place() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("wallet")
        await stage.press("Lock")
        await stage.until(lambda: stage.reads("The wallet is locked."), "the lock")
        assert "sonm wallet" not in stage.screen()
        await stage.write(QLineEdit, "Password", "wrong")
        await stage.press("Unlock")
        await stage.until(lambda: stage.reads("password"), "the refusal")
        await stage.write(QLineEdit, "Password", "correct horse")
        QTest.keyClick(stage.seen(QLineEdit, "Password"), Qt.Key.Key_Return)
        await stage.until(lambda: agent.now.wallet.locked is False, "the key")


@staged()
async def test_a_deposit_is_exact_to_the_last_wei() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("wallet")
        await stage.press("Market vault")
        await stage.write(QLineEdit, "SNM to move", "1.000000000000000001")
        await stage.press("Review")
        await stage.until(lambda: stage.reads("This is a plan to deposit."), "the plan")
        assert agent.told("plan")[0].amount == 10**18 + 1


@staged()
async def test_a_lost_agent_is_shown_and_its_return_too() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        agent.go_away()
        await stage.until(lambda: stage.reads("does not answer"), "the strip")
        agent.alive = True
        await stage.until(lambda: not stage.reads("does not answer"), "the recovery")


@staged()
async def test_places_are_reached_by_keys() -> None:
    async with opened(FakeAgent()) as stage:
        stage.window.activateWindow()
        for number, words in ((2, "Offers"), (3, "Rentals")):
            key = getattr(Qt.Key, f"Key_{number}")
            QTest.keyClick(stage.window, key, Qt.KeyboardModifier.ControlModifier)
            await stage.until(lambda words=words: _has_table(stage, words), words)


def _has_table(stage: Stage, name: str) -> bool:
    tables = stage.window.findChildren(RecordView)
    return any(table.isVisible() and table.accessibleName() == name for table in tables)


def test_no_button_is_left_over() -> None:
    """Windows of earlier tests are gone: nothing of them listens."""
    QApplication.processEvents()
    assert [w for w in QApplication.topLevelWidgets() if w.findChildren(QAbstractButton)] == []
