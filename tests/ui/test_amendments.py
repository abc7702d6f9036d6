"""Other terms in the window: asked for, offered, answered, and what became of them."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit

from sonm_desktop.api.schema.amendments import OfferTerms
from sonm_desktop.api.schema.plans import AmendDeal
from tests.fakes.agent import FakeAgent
from tests.fakes.agent_amendments import REQUEST, sample_amendment
from tests.fakes.sample_state import DEAL, NOW, sample_state
from tests.ui.stage import Stage, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")


def agent_with(*, fixed: bool = True, **amendments: Any) -> FakeAgent:
    state = sample_state().model_dump(mode="json")
    deal = {**state["deals"][DEAL], "notice": 600}
    if fixed:
        deal["end"] = NOW + 3600
    return FakeAgent(sample_state(deals={DEAL: deal}, amendments=amendments))


async def choose(stage: Stage, field: str, seconds: int) -> None:
    box = stage.seen(QComboBox, field)
    box.setCurrentIndex(box.findData(seconds))
    await stage.calm()


@staged()
async def test_a_rental_is_extended_by_a_plan() -> None:
    async with opened(agent_with()) as stage:
        agent = stage.face.agent
        assert isinstance(agent, FakeAgent)
        await stage.go("rentals")
        await stage.press("Extend or change")
        await stage.press("Review")
        await stage.calm()
        assert "Choose what should be other than now." in stage.screen()
        await choose(stage, "Runs longer by", 6 * 3600)
        await stage.press("Review")
        await stage.calm()
        (request,) = agent.told("plan")
        assert isinstance(request, AmendDeal)
        assert (request.longer_s, request.rate, request.notice) == (6 * 3600, None, None)
        deal = agent.now.deals[DEAL]
        assert request.max_total is not None
        assert request.max_total >= deal.spent + 6 * 3600 * deal.rate
        await stage.press("Ask for it")
        await stage.calm()
        assert len(agent.told("commit")) == 1


@staged()
async def test_a_spot_rental_has_no_end_to_move() -> None:
    async with opened(agent_with(fixed=False)) as stage:
        await stage.go("rentals")
        await stage.press("Change terms")
        assert "Runs longer by" not in stage.screen()
        await stage.write(QLineEdit, "SNM per hour", "0.05")
        await stage.press("Review")
        await stage.calm()
        agent = stage.face.agent
        assert isinstance(agent, FakeAgent)
        (request,) = agent.told("plan")
        assert request.rate is not None
        assert (request.longer_s, request.max_total) == (None, None)


@staged()
async def test_what_the_supplier_offers_is_shown_and_answered() -> None:
    async with opened(agent_with(**sample_amendment())) as stage:
        agent = stage.face.agent
        assert isinstance(agent, FakeAgent)
        await stage.go("rentals")
        said = stage.screen()
        assert "The supplier offers other terms" in said
        assert "0.36 SNM" in said
        assert "0.288 SNM" in said
        await stage.press("Look at it and accept")
        await stage.calm()
        (request,) = agent.told("plan")
        assert (request.deal, request.offer) == (DEAL, REQUEST)
        await stage.press("Back")
        await stage.press("Decline")
        await stage.calm()
        assert agent.told("drop_amendment") == [("renting", REQUEST)]


@staged()
async def test_who_takes_his_own_wish_back_is_told_how_long_it_may_still_hold() -> None:
    mine = sample_amendment("market.amend_asked", asker="me", waits_for_me=False)
    async with opened(agent_with(**mine)) as stage:
        agent = stage.face.agent
        assert isinstance(agent, FakeAgent)
        await stage.go("rentals")
        assert stage.reads("what you signed for it last may still hold for three minutes")
        await stage.press("Take it back")
        await stage.calm()
        assert agent.told("drop_amendment") == [("renting", REQUEST)]
        assert not stage.reads("may still hold")


@staged()
async def test_what_became_of_it_stands_with_the_facts() -> None:
    done = sample_amendment("market.amend_refused", phase="refused", asker="me", waits_for_me=False)
    async with opened(agent_with(**done)) as stage:
        await stage.go("rentals")
        await stage.press("Money and facts")
        said = stage.screen()
        assert "Changes of its terms" in said
        assert "The supplier does not agree." in said


@staged()
async def test_the_supplier_answers_a_customer() -> None:
    asked = sample_amendment("market.amend_cheaper", side="selling")
    async with opened(agent_with(**asked)) as stage:
        agent = stage.face.agent
        assert isinstance(agent, FakeAgent)
        await stage.go("machine")
        said = stage.screen()
        assert "The customer asks for other terms" in said
        assert "The customer wants to pay less." in said
        await stage.press("Agree")
        assert agent.told("answer_amendment") == []
        assert "From then on the customer pays 0.288 SNM per hour" in stage.screen()
        await stage.press("Agree now")
        await stage.calm()
        assert agent.told("answer_amendment") == [(REQUEST, True)]


@staged()
async def test_a_customer_is_refused() -> None:
    asked = sample_amendment("market.amend_cheaper", side="selling")
    async with opened(agent_with(**asked)) as stage:
        agent = stage.face.agent
        assert isinstance(agent, FakeAgent)
        await stage.go("machine")
        await stage.press("Agree")
        await stage.press("Back")
        await stage.press("Refuse")
        await stage.calm()
        assert agent.told("answer_amendment") == [(REQUEST, False)]


@staged()
async def test_the_supplier_sees_before_and_after_before_he_offers() -> None:
    async with opened(agent_with()) as stage:
        agent = stage.face.agent
        assert isinstance(agent, FakeAgent)
        await stage.go("machine")
        await stage.press("Offer other terms")
        rate = agent.now.supplied[DEAL].rate
        await stage.write(QLineEdit, "SNM per hour", "0.05")
        await stage.press("Review")
        await stage.calm()
        assert "holds at once" in stage.screen()
        await stage.press("Offer it")
        await stage.calm()
        (request,) = agent.told("offer_terms")
        assert isinstance(request, OfferTerms)
        assert request.rate is not None
        assert request.rate < rate
