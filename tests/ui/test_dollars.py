"""USD in the window: plans and offers that are priced in it, and what SNM is worth beside it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit

from sonm_desktop.api.schema.plans import BuyOffer
from sonm_desktop.api.schema.state import Event, Topic
from sonm_desktop.core.dollars import highest_rate, usd_rate_per_hour
from sonm_desktop.ui.dollars import beside, dollars, source, told
from sonm_desktop.ui.market.columns import offer_columns
from sonm_desktop.ui.market.slippage import Slippage
from sonm_desktop.ui.widgets.table import RecordView
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import sample_offers, sample_state, sample_usd, worded
from tests.ui.stage import opened, staged
from tests.ui.test_machine_plans import plan, with_plans

pytestmark = pytest.mark.usefixtures("qapp")

CENTS = usd_rate_per_hour("0.02")


def stale() -> dict[str, Any]:
    reason = worded("chain.feed_stale", "The USD price of SNM is too old.")
    return sample_usd() | {"usable": False, "state": reason}


@staged()
async def test_a_plan_is_priced_in_usd_with_what_it_comes_to_beside_it() -> None:
    agent = with_plans(plan("day", cpu_percent=200))
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.press("Add a plan")
        assert stage.reads("8.6400 SNM for a whole day, 0.432 USD now")
        stage.seen(QComboBox, "Currency of the price").setCurrentIndex(1)
        await stage.write(QLineEdit, "Price per hour", "0.02")
        assert stage.reads("0.4000 SNM per hour now. Fixed in SNM each time")
        await stage.press("Put on sale")
        await stage.until(lambda: agent.told("change_plans"), "the plan")
    (change,) = agent.told("change_plans")
    assert (change.put[0].plan.rate, change.put[0].plan.usd_rate) == (0, CENTS)


@staged()
async def test_a_feed_that_cannot_be_used_says_so_where_a_price_in_usd_is_made() -> None:
    agent = with_plans(plan("day", rate="0", usd_rate=str(CENTS)))
    async with opened(agent) as stage:
        agent.put(usd=stale())
        await stage.go("machine")
        assert stage.reads("0.02 USD/h")
        await stage.press("Edit day")
        assert stage.seen(QLineEdit, "Price per hour").text() == "0.02"
        await stage.until(
            lambda: stage.reads("Nobody can rent it now. The USD price of SNM is too old."),
            "the reason",
        )


def test_a_row_in_usd_is_marked_as_one_that_moves() -> None:
    offer = next(one for one in sample_offers(8) if one.usd_rate)
    total, hour = offer_columns(lambda _worker: False)[2:4]
    assert total.text(offer).startswith("≈ ")
    assert hour.text(offer).startswith("≈ ")
    assert "Fixed in SNM when you buy" in total.tip(offer)
    lost = offer.model_copy(update={"rate": 0, "total": None, "per_hour": None})
    assert total.text(lost) == "—"
    assert "cannot be converted now" in total.tip(lost)


def test_a_purchase_may_cost_what_the_price_may_move() -> None:
    chosen = Slippage()
    assert chosen.parts == 200
    assert chosen.most(10_000) == 10_405
    assert chosen.most(2 * 10**24) == 2_080_800 * 10**18 + 1
    assert BuyOffer(account="0x" + "1" * 40, offer="0x" + "2" * 64, duration=1).slippage == 200


def test_an_amount_is_worth_something_only_by_a_price_that_counts() -> None:
    state = sample_state()
    assert beside(10**18, state) == "≈ 0.05 USD"
    assert beside(-3 * 10**18, state) == "≈ -0.15 USD"
    assert beside(10**12, state) == "≈ 0.00000005 USD"
    assert dollars(1_234_567 * 10**16) == "12,345.67"
    shown = (0, 18 * 10**15, 2745 * 10**14, -(10**17), 999_999 * 10**12, 1_265 * 10**15)
    assert [dollars(value) for value in shown] == ["0", "0.018", "0.275", "-0.1", "1", "1.27"]
    assert "0.05 USD" in told(10**18, state)
    assert state.usd is not None
    assert "(40 s old)" in source(state.usd)
    for usd in (None, stale()):
        without = sample_state(usd=usd)
        assert beside(10**18, without) == ""
        assert told(10**18, without) == "1 SNM"


@staged()
async def test_wallet_and_home_show_what_snm_is_worth_and_follow_the_feed() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("wallet")
        assert stage.reads("≈ 1.27 USD")
        assert stage.reads("by the market's feed")
        moved = Event(run="r", seq=99, topic=Topic.USD, value=sample_usd("10000000"))
        agent.waiting.put_nowait(moved)
        await stage.until(lambda: stage.reads("≈ 2.53 USD"), "the moved price")
        await stage.go("home")
        texts = [one.text() for one in stage.window.findChildren(QLabel) if one.isVisible()]
        assert any(text.startswith("≈ ") and text.endswith(" USD") for text in texts)


@staged()
async def test_a_limit_may_be_in_usd_and_a_purchase_says_how_far_the_price_may_move() -> None:
    offers = sorted(sample_offers(8), key=lambda one: not one.usd_rate)
    agent = FakeAgent(offers=offers)
    async with opened(agent) as stage:
        await stage.go("market")
        await stage.press("More filters")
        await stage.write(QLineEdit, "Highest price per hour in USD", "0.02")
        await stage.until(lambda: stage.reads("At most 0.02 USD per hour"), "the wish")
        await stage.until(lambda: _asked(agent) == CENTS, "the new list")
        assert stage.reads("Offers in SNM are compared by what they come to in USD now.")
        await stage.press("More filters")
        await stage.until(lambda: stage.window.findChildren(RecordView), "the offers")
        listed = next(one for one in stage.window.findChildren(RecordView) if one.isVisible())
        listed.setCurrentIndex(listed.model().index(0, 0))
        await stage.calm()
        assert stage.reads("The price is in USD: its rate in SNM is fixed for good when you buy.")
        assert stage.reads("now, moves until you buy")
        stage.seen(QComboBox, "How far the price may move").setCurrentIndex(3)
        await stage.press("Review and rent")
        await stage.until(lambda: agent.told("plan"), "the plan")
    (request,) = agent.told("plan")
    total = offers[0].total or 0
    assert request.slippage == 500
    assert request.max_total == highest_rate(highest_rate(total, 500), 500) + 1


def _asked(agent: FakeAgent) -> int | None:
    wanted = agent.told("open")[-1][0]
    return wanted.max_usd_rate if wanted else None
