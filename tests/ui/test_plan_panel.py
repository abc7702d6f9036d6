"""The plan panel: what is shown is what is done, once; clocks, refusals and locks in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.plans import BuyOffer, Plan, Send
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.actions import ActionRunner
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.live import LiveState
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.plans.summary import plan_effects, plan_rows
from sonm_desktop.ui.theme.theme import Look, Theme
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import BUYS, NOW, SELLS, worded
from tests.ui.stage import staged

pytestmark = pytest.mark.usefixtures("qapp")

BUY = BuyOffer(account=BUYS, offer="0x" + "11" * 32, duration=3600, max_total=10**17)
SEND = Send(account=BUYS, to=SELLS, amount=5)


class Hands:
    """A panel on the screen and what came of it."""

    def __init__(self, panel: PlanPanel, face: Face, agent: FakeAgent) -> None:
        self.panel, self.face, self.agent = panel, face, agent
        self.heard: list[str] = []
        self.done: list[Any] = []
        panel.opened.connect(lambda _plan: self.heard.append("opened"))
        panel.closed.connect(lambda: self.heard.append("closed"))
        panel.done.connect(self.done.append)

    async def calm(self) -> None:
        await self.face.actions.idle()
        await asyncio.sleep(0.02)

    async def review(self, request: Any) -> None:
        self.panel.review(request)
        await self.calm()

    def press(self, words: str) -> None:
        QTest.mouseClick(self.buttons()[words], Qt.MouseButton.LeftButton)

    def buttons(self) -> dict[str, QPushButton]:
        return {b.text(): b for b in self.panel.findChildren(QPushButton) if b.isVisible()}

    def reads(self, part: str) -> bool:
        shown = [text for text in self.panel.findChildren(QLabel) if text.isVisible()]
        return any(part in text.text() for text in shown)


@asynccontextmanager
async def panelled() -> AsyncIterator[Hands]:
    agent = FakeAgent()
    theme = Theme(QApplication.instance(), Look.LIGHT)
    face = Face(agent, LiveState(agent), ActionRunner(), theme, Profile("x", None))  # type: ignore[arg-type]
    panel = PlanPanel(face, "Rent now")
    hands = Hands(panel, face, agent)
    panel.show()
    try:
        yield hands
    finally:
        await face.actions.close()
        panel.deleteLater()
        theme.deleteLater()
        await asyncio.sleep(0.02)


@staged()
async def test_a_plan_is_shown_agreed_to_and_done_once() -> None:
    async with panelled() as hands:
        await hands.review(BUY)
        assert hands.reads("This is a plan to buy.")
        assert hands.reads("0.1 SNM")
        assert hands.reads("Held for 1 min.")
        hands.press("Rent now")
        hands.panel._do()
        await hands.calm()
        assert len(hands.agent.told("commit")) == 1
        assert hands.heard == ["opened", "closed"]
        assert hands.reads("It is done.")
        assert not hands.buttons()


@staged()
async def test_going_back_forgets_the_plan_and_a_late_one_is_not_shown() -> None:
    async with panelled() as hands:
        await hands.review(BUY)
        hands.press("Back")
        assert not hands.panel.isVisible()
        hands.panel.review(BUY)
        hands.panel.drop()
        await hands.calm()
        assert (hands.panel.plan, hands.heard) == (None, ["opened", "closed"])


@staged()
async def test_a_plan_that_has_run_out_is_looked_at_again() -> None:
    async with panelled() as hands:
        hands.agent.plans.valid_s = 0
        await hands.review(BUY)
        assert hands.reads("This plan has run out; nothing was done.")
        assert "Rent now" not in hands.buttons()
        hands.agent.plans.valid_s = 60
        hands.press("Look again")
        await hands.calm()
        assert "Rent now" in hands.buttons()


@staged()
async def test_a_refused_expiry_says_so_and_an_unknown_end_can_be_tried_again() -> None:
    async with panelled() as hands:
        hands.agent.plans.refuses = RemoteError("agent.unreachable", log="x")
        await hands.review(BUY)
        hands.press("Rent now")
        await hands.calm()
        hands.panel._sheet.countdown.over.emit()
        assert {"Rent now", "Back"} == set(hands.buttons())
        hands.agent.plans.refuses = UserError("rental.plan_expired")
        hands.press("Rent now")
        await hands.calm()
        assert {"Look again", "Back"} == set(hands.buttons())
        assert hands.reads("Make a new one.")
        assert hands.done == []


@staged()
async def test_a_send_wants_the_password_and_keeps_none() -> None:
    async with panelled() as hands:
        await hands.review(SEND)
        field = hands.panel.findChild(QLineEdit)
        hands.press("Rent now")
        assert hands.reads("Type the wallet's password.")
        QTest.keyClicks(field, "wrong")
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert field.text() == ""
        await hands.calm()
        assert hands.buttons()["Rent now"].isEnabled()
        QTest.keyClicks(field, hands.agent.password)
        QTest.keyClick(field, Qt.Key.Key_Return)
        await hands.calm()
        assert len(hands.done) == 1


def test_what_a_purchase_promises_stands_in_rows() -> None:
    effects = [
        worded("rental.effect_escrow", "0.1 SNM go."),
        {**worded("rental.effect_lease", "Promised."), "params": {"lease": 3600}},
        {**worded("rental.effect_spot", "Spot."), "params": {"notice": 600}},
        worded("rental.effect_fee", "A fee."),
    ]
    plan = Plan.model_validate(
        {
            "id": "p",
            "kind": "buy",
            "account": BUYS,
            "deal": "",
            "effects": effects,
            "total": str(10**17),
            "fee": str(21 * 10**13),
            "expires": NOW,
        }
    )
    assert [(row.name, row.value) for row in plan_rows(plan)] == [
        ("Total", "0.1 SNM"),
        ("Promised at a time", "1 h"),
        ("Notice", "10 min"),
        ("Network fee", "0.00021 of the coin at most"),
    ]
    assert plan_effects(plan) == ["0.1 SNM go.", "Promised.", "Spot."]
    free = [Worded.model_validate(worded("rental.effect_spot_free", "Spot."))]
    other = plan.model_copy(update={"kind": "top_up", "effects": (*free, plan.effects[-1])})
    assert [(row.name, row.value) for row in plan_rows(other)][:2] == [
        ("Paid in now", "0.1 SNM"),
        ("Notice", "none"),
    ]
