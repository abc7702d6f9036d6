"""Campaigns on the page of this PC: what is open, tickets put in, income brought home."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from sonm_desktop.api.schema.campaigns import JoinCampaign, RedeemCoupon, WithdrawCampaigns
from sonm_desktop.core.errors import UserError
from sonm_desktop.ui.campaigns.columns import campaign_columns, place_columns
from sonm_desktop.ui.models.table import RecordTable
from sonm_desktop.ui.widgets.address import AddressLabel
from sonm_desktop.ui.widgets.table import RecordView
from tests.fakes.agent import FakeAgent
from tests.fakes.agent_campaigns import SPONSORS, sample_campaign, sample_place
from tests.ui.stage import Stage, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")


async def at_campaigns(stage: Stage) -> None:
    await stage.go("machine")
    await stage.press("Campaigns")
    await stage.calm()


@staged()
async def test_a_place_is_taken_a_coupon_brought_in_and_the_money_home() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await at_campaigns(stage)
        me = agent.told("campaign_income")[-1]
        table = stage.seen(RecordView, "Open campaigns")
        assert [table.model().index(row, 1).data() for row in range(3)] == [
            *("50.00", "75.00", "100.00")
        ]
        assert not any(one.isVisible() for one in stage.window.findChildren(AddressLabel))
        table.selectRow(1)
        assert stage.reads("2500 SNM are left for new places")
        whom = next(one for one in stage.window.findChildren(AddressLabel) if one.isVisible())
        assert whom.toolTip() == SPONSORS[1]

        button = stage.seen(QPushButton, "Look at it")
        assert not button.isEnabled()
        field = stage.seen(QLineEdit, "Ticket of a sponsor")
        QTest.keyClicks(field, " sonmplace abc ")
        await stage.press("Look at it")
        await stage.until(lambda: stage.reads("This is a plan to campaign_join."), "the plan")
        assert agent.told("plan")[-1] == JoinCampaign(account=me, ticket="sonmplaceabc")
        assert not field.isEnabled()
        looks = len(agent.told("campaigns"))
        await stage.press("Do it")
        await stage.until(lambda: len(agent.told("campaigns")) > looks, "a new look")
        await stage.calm()
        assert (field.text(), field.isEnabled()) == ("", True)
        assert whom.isVisible(), "what was chosen stays chosen"
        assert whom.toolTip() == SPONSORS[1]

        QTest.keyClicks(field, "SONMCOUPONABC")
        await stage.press("Look at it")
        await stage.until(lambda: stage.reads("campaign_redeem"), "the coupon's plan")
        assert agent.told("plan")[-1] == RedeemCoupon(account=me, ticket="SONMCOUPONABC")
        await stage.press("Back")
        assert field.text() == "SONMCOUPONABC"

        await stage.press("Withdraw…")
        await stage.until(lambda: stage.reads("campaign_withdraw"), "the withdrawal's plan")
        assert agent.told("plan")[-1] == WithdrawCampaigns(account=me)
        await stage.press("Withdraw")
        await stage.until(lambda: len(agent.told("commit")) == 2, "the commit")


@staged()
async def test_a_newcomer_sees_no_empty_tables_and_a_bare_network_says_why() -> None:
    agent = FakeAgent()
    agent.campaigns.found, agent.campaigns.taken = [sample_campaign(phase="over")], False
    async with opened(agent) as stage:
        await at_campaigns(stage)
        assert stage.reads("Nobody pays for taking part now.")
        assert not stage.reads("What campaigns paid you")
        assert not stage.reads("Your places")
        agent.campaigns.none = UserError("campaign.no_contract")
        await stage.press("Machine")
        await stage.press("Campaigns")
        said = "This network has no contract of campaigns."
        await stage.until(lambda: stage.reads(said), "the reason")
        assert not stage.reads("Take part")


def test_the_tables_are_models_as_qt_wants_them() -> None:
    campaigns, places = RecordTable(campaign_columns()), RecordTable(place_columns())
    testers = [QAbstractItemModelTester(model) for model in (campaigns, places)]
    campaigns.show([sample_campaign(number, mine=number == 2) for number in range(3)])
    places.show([sample_place("0x" + "11" * 20, covered=2**53 - 1), sample_place("0x" + "11" * 20)])
    assert campaigns.index(2, 0).data() == "you"
    assert [places.index(row, 3).data() for row in range(2)] == ["any", "1 TB"]
    places.show([])
    assert places.rowCount() == 0
    assert len(testers) == 2
