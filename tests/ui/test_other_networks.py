"""What was left on networks of before, and contracts that are not ours, as the window says it."""

from __future__ import annotations

import pytest

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.network import KnownNetwork, Leaving, NetworkStatus
from sonm_desktop.core.errors import UserError
from sonm_desktop.ui.words import amount, moment
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import NOW, sample_state
from tests.ui.stage import opened, staged

pytestmark = pytest.mark.usefixtures("qapp")

OLD = KnownNetwork(
    identity="a1" * 8,
    name="sonm of May",
    chain_id=100,
    market="0x" + "ab" * 20,
    deals=2,
    held=153 * 10**17,
    answers=True,
)
EMPTY = KnownNetwork(
    identity="b2" * 8, name="a test", chain_id=5, market="0x" + "cd" * 20, answers=True
)


def _agent(*others: KnownNetwork) -> FakeAgent:
    network = sample_state().network.model_copy(update={"others": others})
    return FakeAgent(sample_state(network=network.model_dump(mode="json")))


@staged()
async def test_money_on_former_contracts_is_told_where_money_and_deals_are() -> None:
    agent = _agent(OLD, EMPTY)
    held = amount(OLD.held)
    told = f"On the contracts of “sonm of May” you still have 2 open deals and {held} SNM."
    async with opened(agent) as stage:
        for place in ("rentals", "wallet"):
            await stage.go(place)
            assert stage.reads(told)
            assert not stage.reads("a test")
        await stage.press("Go to sonm of May")
        await stage.until(lambda: agent.told("use_known") == [OLD.identity], "the way there")
        await stage.until(lambda: not stage.reads(told), "the end of the note")


@staged()
async def test_the_settings_lead_to_every_network_of_before() -> None:
    agent = _agent(OLD, EMPTY)
    async with opened(agent) as stage:
        await stage.go("settings")
        assert stage.reads("“a test”: nothing of yours is left there.")
        await stage.press("Go to a test")
        await stage.until(lambda: agent.told("use_known") == [EMPTY.identity], "the way there")


@staged()
async def test_what_cannot_be_claimed_from_here_is_told_before_everything_else() -> None:
    refusal = UserError("market.operator_missing")
    late = OLD.model_copy(
        update={
            "identity": "c3" * 8,
            "name": "sonm of June",
            "held": 2 * 10**18,
            "owed": 10**18,
            "claim_by": NOW + 3600,
            "trouble": Worded.of_error(refusal),
        }
    )
    async with opened(_agent(OLD, late)) as stage:
        await stage.go("wallet")
        assert stage.reads("1.0000 SNM of it cannot be claimed from here:")
        assert stage.reads(f"After {moment(NOW + 3600)} they may be lost.")
        assert not stage.reads("sonm of May")


@staged()
async def test_nobody_goes_elsewhere_without_knowing_what_is_at_stake() -> None:
    agent = _agent(OLD)
    agent.leaving = Leaving(
        name="sonm",
        selling=2,
        owed=3 * 10**18,
        claim_by=NOW + 3600,
        renting=1,
        escrow=10**18,
        paid_until=NOW + 60,
        serving=1,
        trouble=Worded.of_error(UserError("market.operator_no_gas", operator="0x" + "11" * 20)),
    )
    async with opened(agent) as stage:
        await stage.go("settings")
        await stage.press("Go to sonm of May")
        await stage.until(lambda: stage.reads("Leave “sonm”?"), "the question")
        for part in (
            "2 open deals here pay you. 3.0000 SNM are earned and not claimed yet.",
            f"After {moment(NOW + 3600)} they may be lost.",
            "The job of 1 customer on this PC ends at once.",
            "You have 1 open rental here, and nobody promises it more time.",
        ):
            assert stage.reads(part)
        await stage.press("Cancel")
        assert agent.told("use_known") == []
        await stage.press("Go to sonm of May")
        await stage.until(lambda: stage.reads("Leave “sonm”?"), "the question again")
        await stage.press("Leave this network")
        await stage.until(lambda: agent.told("use_known") == [OLD.identity], "the way there")


@staged()
async def test_contracts_that_are_not_ours_are_told_on_every_page() -> None:
    refusal = UserError("chain.foreign_code", contract="market", network="sonm")
    network = sample_state().network.model_copy(
        update={"state": Worded.of_error(refusal), "ready": False, "practice": False}
    )
    agent = FakeAgent(sample_state(network=network.model_dump(mode="json")))
    async with opened(agent) as stage:
        for place in ("home", "market", "wallet"):
            await stage.go(place)
            assert stage.reads("is not one that this program was built for")
            assert stage.reads("Until then, use another network.")


@staged()
async def test_a_practice_network_of_another_version_can_be_reset() -> None:
    refusal = UserError("chain.foreign_practice", contract="market", network="practice")
    network = sample_state().network.model_copy(
        update={"state": Worded.of_error(refusal), "ready": False}
    )
    agent = FakeAgent(sample_state(network=network.model_dump(mode="json")))
    async with opened(agent) as stage:
        await stage.go("settings")
        assert stage.reads("Reset the practice network in the settings")
        await stage.press("Reset the practice network…")
        await stage.press("Yes, begin anew")
        await stage.until(lambda: agent.told("reset_practice"), "the reset")


@staged()
async def test_whoever_is_on_no_network_can_begin_the_practice_anew() -> None:
    """His practice network may be that of another version, which he is told when he starts it."""
    state = UserError("chain.no_network")
    network = NetworkStatus(state=Worded.of_error(state), ready=False, configured=False)
    agent = FakeAgent(sample_state(network=network.model_dump(mode="json")))
    async with opened(agent) as stage:
        await stage.press("Look around first")
        await stage.go("settings")
        await stage.press("Reset the practice network…")
        await stage.press("Yes, begin anew")
        await stage.until(lambda: agent.told("reset_practice"), "the reset")
