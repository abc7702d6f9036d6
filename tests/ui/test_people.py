"""People in the window: suppliers of offers, their ratings, and rating a rental that ended."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.plans import RateDeal
from sonm_desktop.api.schema.standing import Reputation, Supplier
from sonm_desktop.core.offer_order import SortKey
from sonm_desktop.ui.market.columns import MACHINE_COLUMN, RATING_COLUMN, SUPPLIER_COLUMN
from sonm_desktop.ui.market.offers import OffersList
from sonm_desktop.ui.people.phrases import (
    named,
    rating_line,
    rating_tip,
    supplier_facts,
    supplier_line,
    supplier_tip,
)
from sonm_desktop.ui.people.stars import StarChoice
from sonm_desktop.ui.widgets.table import RecordView
from tests.fakes.agent import FakeAgent
from tests.fakes.agent_standing import SUBJECT, rating_row, sample_ratings, sample_reputation
from tests.fakes.sample_state import DEAL, sample_state
from tests.ui.stage import opened, staged
from tests.ui.test_rentals_page import CLOSED

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_name_never_stands_without_its_address() -> None:
    account = "0x12345678901234567890123456789012345678ab"
    assert named("Ann", account).endswith(named("", account))
    assert named("", account) in named("Ann", account)
    supplier = Supplier(account=account, name="Ann", namesakes=2, level=0, apart=3)
    assert "2 other accounts use a name like this one" in supplier_tip(supplier)
    assert "nobody vouches" in supplier_tip(supplier)
    long = supplier.model_copy(update={"name": "x" * 32})
    assert supplier_line(long).startswith(named("", account))
    assert rating_line(supplier) == "—"
    assert rating_tip(supplier) == "No rating that counts. 3 more do not count."
    rated = supplier.model_copy(update={"stars": 450, "ratings": 2})
    assert rating_line(rated) == "4.5 (2)"


@staged()
async def test_the_market_shows_who_sells_and_how_it_is_rated() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        stage.window.resize(1700, 900)
        await stage.go("market")
        table = stage.seen(RecordView, "Offers")
        await stage.until(lambda: table.model().rowCount() > 0, "offers")
        await stage.calm()
        assert stage.reads("12 ratings (surely 3.6 to 4.7)")
        assert stage.reads("10 × Everything was as agreed.")
        assert stage.reads("“Practice validator”")
        header = table.horizontalHeader()
        assert not table.isColumnHidden(RATING_COLUMN)
        header.sectionClicked.emit(RATING_COLUMN)
        await stage.until(lambda: agent.told("open")[-1][1] is SortKey.RATING, "the order")
        toggles = {action.data(): action for action in header.actions()}
        toggles["rating"].trigger()
        assert table.isColumnHidden(RATING_COLUMN)
        again = OffersList(stage.face)
        (kept,) = again.findChildren(RecordView)
        again.resize(table.size())
        again.show()
        assert kept.isColumnHidden(RATING_COLUMN), "it is remembered"
        assert not kept.isColumnHidden(MACHINE_COLUMN)
        again.close()
        toggles["rating"].trigger()
        assert not table.isColumnHidden(RATING_COLUMN)
        stage.window.resize(1024, 640)
        await stage.calm()
        assert table.isColumnHidden(SUPPLIER_COLUMN)
        stage.window.resize(1280, 800)
        await stage.calm()
        assert header.length() <= table.viewport().width(), "nothing to scroll sideways for"


def with_ended_rental() -> FakeAgent:
    state = sample_state().model_dump(mode="json")
    return FakeAgent(sample_state(deals={DEAL: {**state["deals"][DEAL], **CLOSED}}))


@staged()
async def test_an_ended_rental_is_rated_with_the_keys_and_its_cost_shown() -> None:
    agent = with_ended_rental()
    async with opened(agent) as stage:
        await stage.go("rentals")
        await stage.until(lambda: stage.reads("How was the supplier"), "the question")
        assert stage.reads(named("Kite & Daughters", SUBJECT))
        stars = stage.seen(StarChoice, "Stars")
        first = stars.findChildren(type(stage._button("1 star")))[0]
        first.setFocus()
        QTest.keyClick(first, Qt.Key.Key_Space)
        for _ in range(3):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
        assert stars.stars == 4
        reasons = stage.seen(QComboBox, "Why it ended")
        reasons.setCurrentIndex(reasons.findData("machine_weak"))
        await stage.press("Rate…")
        await stage.until(lambda: stage._button("Rate for ever"), "the plan")
        wish = agent.told("plan")[-1]
        assert wish == RateDeal(account=SUBJECT, deal=DEAL, stars=4, reason="machine_weak")
        mine = rating_row(DEAL, by_consumer=True, stars=4)
        agent.standing.ratings = agent.standing.ratings.model_copy(
            update={"can": False, "mine": mine}
        )
        await stage.press("Rate for ever")
        await stage.until(lambda: stage.reads("You said: 4 of 5."), "what was said")
        assert not stage.reads("How was the supplier")


@staged()
async def test_a_supplier_rates_the_customer_of_a_deal_that_he_was_paid_for() -> None:
    agent = FakeAgent()
    agent.standing.ratings = sample_ratings(by_consumer=False)
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.press("Earnings")
        table = stage.seen(RecordView, "Earnings by deal")
        await stage.until(lambda: table.model().rowCount() > 0, "deals")
        table.selectRow(0)
        await stage.until(lambda: stage.reads("How was the customer"), "the question")
        await stage.press("1 star")
        reasons = stage.seen(QComboBox, "Why it ended")
        assert reasons.findData("machine_gone") == -1
        reasons.setCurrentIndex(reasons.findData("abuse"))
        await stage.press("Rate…")
        await stage.until(lambda: stage._button("Rate for ever"), "the plan")
        wish = agent.told("plan")[-1]
        assert (wish.stars, wish.reason) == (1, "abuse")


@staged()
async def test_who_does_not_want_to_rate_is_not_asked_again() -> None:
    agent = with_ended_rental()
    async with opened(agent) as stage:
        await stage.go("rentals")
        await stage.press("Don't ask again")
        await stage.until(lambda: not stage.reads("How was the supplier"), "silence")
        assert agent.told("skip") == [(DEAL, True)]


@staged()
async def test_a_profile_is_written_from_the_wallet() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("wallet")
        await stage.press("Profile")
        name = await stage.until(lambda: stage.seen(QLineEdit, "Name"), "the form")
        await stage.until(lambda: name.text() == "Kite & Daughters", "the name of now")
        assert stage.reads("12 ratings (surely 3.6 to 4.7)")
        await stage.write(QLineEdit, "Name", "Ann")
        await stage.press("Write…")
        await stage.until(lambda: stage._button("Write for ever"), "the plan")
        wish = agent.told("plan")[-1]
        assert (wish.kind, wish.name, wish.metadata) == ("profile", "Ann", "")
        await stage.press("Write for ever")
        await stage.until(lambda: len(agent.told("person")) > 1, "a new look")
        none = Worded.of("standing.no_profiles")
        agent.standing.none = none
        await stage.press("History")
        await stage.press("Profile")
        await stage.until(lambda: stage.reads(none.text), "that there is none")


def test_the_words_of_a_network_without_ratings() -> None:
    none = Worded.of("standing.no_reputation")
    ((_, said),) = supplier_facts(Reputation(account=SUBJECT, none=none))
    assert said == none.text
    assert dict(supplier_facts(sample_reputation(SUBJECT)))["Deals closed"] == "20"
