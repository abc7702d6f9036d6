"""A sponsor and two suppliers, each with an agent of his own, on one real node: nobody is paid
twice for one address, the budget is never overdrawn, everybody gets what was signed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sonm_desktop.agent.campaigns import answers
from sonm_desktop.agent.former.campaigns import in_campaigns
from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.campaigns import (
    CampaignPlan,
    CampaignReport,
    CloseCampaign,
    FundCampaign,
    JoinCampaign,
    OpenCampaign,
    RedeemCoupon,
    ReturnBudget,
    SignCoupon,
    SignPlace,
    UseCampaignKey,
    WithdrawCampaigns,
)
from sonm_desktop.api.schema.plans import Committed, Plan
from sonm_desktop.campaign.calls import CampaignCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.cli.app import app
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import CampaignId
from sonm_desktop.core.paths import Profile
from tests.agent_parts import agent_here
from tests.chain_fixtures import SNM, pass_time, submit, test_key
from tests.unit.agent.conftest import Bench, furnished

TB = 10**12
HOUR, DAY = 3600, 86_400
ADA, BOB = "9.9.9.9", "149.112.112.112"


@dataclass(frozen=True, slots=True)
class Town:
    """Who takes part; everybody begins with 1000 SNM."""

    sponsor: Bench
    supplier: Bench
    other: Bench
    rpc: Rpc
    network: Network


@pytest.fixture
async def town(
    home: Path, network_file: Path, network: Network, rpc: Rpc, reader: ChainReader
) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        people = []
        for name in ("sponsor", "supplier", "other"):
            profile = Profile.named(name)
            agent = await stack.enter_async_context(agent_here(profile))
            people.append(await furnished(agent, profile, network_file, network, rpc, reader))
        yield Town(*people, rpc, network)


async def done(who: Bench, request: CampaignPlan) -> tuple[Plan, Committed]:
    """The plan, carried out twice with one effect."""
    plan = await who.agent.plans.make(request)
    committed = await who.agent.plans.commit(plan.id)
    again = await who.agent.plans.commit(plan.id)
    assert again.transactions == committed.transactions
    return plan, committed


async def refused(who: Bench, request: CampaignPlan) -> str:
    with pytest.raises(UserError) as refusal:
        await who.agent.plans.make(request)
    return refusal.value.code


async def opened(town: Town, **terms: int) -> str:
    """A campaign of the sponsor with 200 SNM, 50 of bonus, 4 USD (80 SNM) for a TB."""
    wanted = {"budget": 200 * SNM, "bonus": 50 * SNM, "usd_price": 4 * SNM, **terms}
    plan, committed = await done(town.sponsor, OpenCampaign(account=town.sponsor.account, **wanted))
    assert committed.campaign == plan.campaign
    return plan.campaign


async def ticket_for(town: Town, campaign: str, who: Bench, address: str, traffic: int) -> str:
    wanted = SignPlace(account=who.account, address=address, traffic=traffic)
    return (await town.sponsor.agent.campaigns.sign_place(campaign, wanted)).ticket


async def joins(town: Town, campaign: str, who: Bench, address: str, traffic: int = 0) -> None:
    ticket = await ticket_for(town, campaign, who, address, traffic)
    await done(who, JoinCampaign(account=who.account, ticket=ticket))


async def coupon_for(town: Town, campaign: str, who: Bench, traffic: int) -> str:
    wanted = SignCoupon(account=who.account, traffic=traffic)
    return (await town.sponsor.agent.campaigns.sign_coupon(campaign, wanted)).ticket


async def report_of(agent: AgentClient, campaign: str) -> CampaignReport:
    return await agent.campaigns.report(campaign)


async def wallet_of(who: Bench) -> int:
    return (await who.agent.wallet.balances(who.account)).token


async def sonm(who: Bench, *command: str, code: int = 0) -> Any:
    """The document of ``sonm campaign`` in the terminal of *who*."""
    words = ["--profile", who.profile.name, "--json", "--yes", "campaign", *command]
    answer = await asyncio.to_thread(CliRunner().invoke, app, words)
    assert answer.exit_code == code, answer.output
    return json.loads(answer.stdout)


async def test_the_terminal_does_all_of_it(town: Town, tmp_path: Path) -> None:
    sponsor, ada = town.sponsor, town.supplier
    opening = ("open", "200", "--bonus", "50", "--price", "4usd", "--for", "2h", "--notice", "0")
    shown = await sonm(sponsor, *opening, "--dry-run")
    assert (shown["plan"]["total"], shown.get("committed")) == (str(200 * SNM), None)
    assert await sonm(ada, "list") == []
    campaign = (await sonm(sponsor, *opening))["committed"]["campaign"]
    for who in (ada, sponsor):
        assert [one["id"] for one in await sonm(who, "list")] == [campaign]
    left = await in_campaigns(sponsor.profile, town.rpc, town.network, [sponsor.account])
    assert left == [0, 200 * SNM], "what is told once the sponsor has gone to another network"
    signed = await sonm(
        *(sponsor, "place", campaign[:8], ada.account, "--address", ADA, "--traffic", "1TB")
    )
    ticket = tmp_path / "ticket"
    ticket.write_text(signed["ticket"] + "\n")
    joined = await sonm(ada, "join", str(ticket))
    assert joined["committed"]["campaign"] == campaign
    refusal = await sonm(sponsor, "place", campaign, sponsor.account, "--address", ADA, code=1)
    assert refusal["error"]["code"] == "campaign.address_taken"
    coupon = await sonm(sponsor, "coupon", campaign, ada.account, "--traffic", "500GB")
    await sonm(ada, "redeem", coupon["ticket"])
    income = await sonm(ada, "income")
    assert (income["bonus"], income["traffic"]) == (str(50 * SNM), str(40 * SNM))
    await sonm(ada, "withdraw", "60")
    assert await wallet_of(ada) == 1060 * SNM
    await sonm(sponsor, "fund", campaign, "1")
    await sonm(sponsor, "close", campaign)
    assert [one["phase"] for one in await sonm(sponsor, "list", "--mine")] == ["over"]
    await sonm(sponsor, "return", campaign)
    (place,) = (await sonm(sponsor, "report", campaign))["places"]
    assert (place["address"], place["paid"]) == (ADA, str(90 * SNM))
    assert (await sonm(ada, "show", campaign))["returned"] == str(71 * SNM)
    assert (await sonm(sponsor, "key", campaign, code=1))["error"][
        "code"
    ] == "campaign.key_is_yours"


async def test_a_campaign_from_its_opening_to_the_last_wei(town: Town) -> None:
    sponsor, ada, bob = town.sponsor, town.supplier, town.other
    campaign = await opened(town, lasting=2 * DAY, notice=HOUR, window=24)
    assert await wallet_of(sponsor) == 800 * SNM
    (listed,) = await ada.agent.campaigns.all()
    assert (listed.id, listed.mine, listed.signs, listed.phase) == (campaign, False, None, "open")
    assert (listed.bonus, listed.price, listed.usd_price) == (50 * SNM, 80 * SNM, 4 * SNM)
    assert (await report_of(sponsor.agent, campaign)).campaign.signs is True

    await joins(town, campaign, ada, ADA, TB // 2)
    with pytest.raises(UserError) as twice:
        await ticket_for(town, campaign, bob, f"::ffff:{ADA}", 0)
    assert twice.value.code == "campaign.address_taken"
    ticket = await ticket_for(town, campaign, bob, BOB, TB // 2)
    with pytest.raises(UserError) as promised:
        await ticket_for(town, campaign, ada, BOB, 0)
    assert promised.value.code == "campaign.address_offered"
    with pytest.raises(UserError) as overdrawn:
        await ticket_for(town, campaign, ada, "1.1.1.1", 0)
    assert overdrawn.value.code == "campaign.budget_promised"
    (stands, waits) = (await report_of(sponsor.agent, campaign)).places
    assert (stands.taken, stands.address, stands.most) == (True, ADA, 90 * SNM)
    assert (waits.taken, waits.address, waits.state.code) == (False, BOB, "campaign.place_offered")

    await done(bob, JoinCampaign(account=bob.account, ticket=ticket))
    again = JoinCampaign(account=bob.account, ticket=ticket)
    assert await refused(bob, again) == "campaign.place_taken"
    seen = await report_of(bob.agent, campaign)
    assert [place.address for place in seen.places] == ["", ""]
    assert (seen.campaign.free, seen.campaign.reserved) == (20 * SNM, 180 * SNM)

    first = await coupon_for(town, campaign, ada, TB // 4)
    plan, _ = await done(ada, RedeemCoupon(account=ada.account, ticket=first))
    assert plan.effects[0].params["amount"] == "70 SNM"
    paid = RedeemCoupon(account=ada.account, ticket=first)
    assert await refused(ada, paid) == "campaign.coupon_paid"
    with pytest.raises(UserError) as lower:
        await coupon_for(town, campaign, ada, TB // 5)
    assert lower.value.code == "campaign.coupon_lower"
    beyond = await sponsor.agent.campaigns.sign_coupon(
        campaign, SignCoupon(account=ada.account, traffic=TB, address=ADA)
    )
    assert (beyond.pays, beyond.beyond) == (20 * SNM, TB // 2)
    # Anybody may hand it in: the money goes to the place's account.
    plan, _ = await done(bob, RedeemCoupon(account=bob.account, ticket=beyond.ticket))
    assert [one.code for one in plan.effects][1] == "campaign.effect_for_others"
    income = await ada.agent.campaigns.income(ada.account)
    assert (income.paid, income.bonus, income.traffic) == (90 * SNM, 50 * SNM, 40 * SNM)
    assert (income.vault, income.ahead) == (90 * SNM, 0)
    assert [place.state.code for place in income.places] == ["campaign.place_paid"]
    await done(ada, WithdrawCampaigns(account=ada.account))
    assert await wallet_of(ada) == 1090 * SNM
    empty = WithdrawCampaigns(account=ada.account)
    assert await refused(ada, empty) == "campaign.vault_empty"

    back = ReturnBudget(account=sponsor.account, campaign=campaign)
    assert await refused(sponsor, back) == "campaign.nothing_to_return"
    await done(sponsor, CloseCampaign(campaign=campaign))
    assert (await report_of(ada.agent, campaign)).campaign.phase == "ending"
    await pass_time(town.rpc, HOUR + 1)
    with pytest.raises(UserError) as late:
        await ticket_for(town, campaign, ada, "1.1.1.1", 0)
    assert late.value.code == "campaign.over"
    await done(sponsor, back)
    last = await coupon_for(town, campaign, bob, 0)
    await done(bob, RedeemCoupon(account=bob.account, ticket=last))
    await pass_time(town.rpc, 24 * HOUR)
    await done(sponsor, back)
    assert await refused(sponsor, back) == "campaign.empty"
    end = (await report_of(sponsor.agent, campaign)).campaign
    assert (end.phase, end.paid, end.returned) == ("empty", 140 * SNM, 60 * SNM)
    await done(sponsor, WithdrawCampaigns(account=sponsor.account, amount=60 * SNM))
    await done(bob, WithdrawCampaigns(account=bob.account))
    assert (await wallet_of(sponsor), await wallet_of(bob)) == (860 * SNM, 1050 * SNM)
    history = await ada.agent.history.all(ada.account)
    assert [row.wallet for row in history if row.kind == "from_campaigns"] == [90 * SNM]
    sent = {record.what.code for record in await sponsor.agent.wallet.transactions(sponsor.account)}
    assert {"agent.tx_campaign_close", "agent.tx_campaign_return", "agent.tx_several"} <= sent


async def test_a_lost_key_is_replaced_and_what_cannot_be_is_refused_by_its_reason(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sponsor, ada, bob = town.sponsor, town.supplier, town.other
    campaign = await opened(town, budget=50 * SNM, usd_price=0)
    await joins(town, campaign, ada, ADA)
    with pytest.raises(UserError) as poor:
        await ticket_for(town, campaign, bob, BOB, 0)
    assert poor.value.code == "campaign.budget_promised"
    plan, _ = await done(bob, FundCampaign(account=bob.account, campaign=campaign, amount=60 * SNM))
    assert [one.code for one in plan.effects][1] == "campaign.effect_given_away"
    with pytest.raises(UserError) as same:
        await ticket_for(town, campaign, ada, ADA, 0)
    assert same.value.code == "campaign.place_large_enough"

    stolen = CampaignCalls(town.network).set_signer(CampaignId(campaign), test_key(9).address)
    ticket = await ticket_for(town, campaign, bob, BOB, 0)
    await submit(town.rpc, sponsor.account, stolen)
    joining = JoinCampaign(account=bob.account, ticket=ticket)
    assert await refused(bob, joining) == "campaign.not_signed"
    with pytest.raises(UserError) as other_key:
        await coupon_for(town, campaign, ada, 0)
    assert other_key.value.code == "campaign.other_key"
    assert await refused(ada, UseCampaignKey(campaign=campaign)) == "campaign.not_sponsor"
    assert (await report_of(sponsor.agent, campaign)).campaign.signs is False
    await done(sponsor, UseCampaignKey(campaign=campaign))
    await done(bob, joining)
    coupon = await coupon_for(town, campaign, ada, 0)
    redeeming = RedeemCoupon(account=ada.account, ticket=f" {coupon[:80].upper()}\n{coupon[80:]}")
    mixed_up = JoinCampaign(account=ada.account, ticket=coupon)
    assert await refused(ada, mixed_up) == "campaign.no_place_ticket"
    wrong = RedeemCoupon(account=ada.account, ticket=coupon.replace(coupon[60], "1"))
    assert await refused(ada, wrong) == "campaign.bad_ticket"
    await done(ada, redeeming)
    assert (await ada.agent.campaigns.income(ada.account)).vault == 50 * SNM

    with pytest.raises(UserError) as private:
        await ticket_for(town, campaign, ada, "192.168.1.7", 0)
    assert private.value.code == "campaign.not_public"
    with pytest.raises(UserError) as stranger:
        await ada.agent.campaigns.sign_place(campaign, SignPlace(account=ada.account, address=BOB))
    assert stranger.value.code == "campaign.not_sponsor"
    dear = OpenCampaign(
        account=sponsor.account, budget=SNM, usd_price=SNM, lowest=1, highest=19 * SNM
    )
    assert await refused(sponsor, dear) == "campaign.price_out_of_bounds"
    nothing = OpenCampaign(account=sponsor.account, budget=SNM)
    assert await refused(sponsor, nothing) == "campaign.pays_nothing"

    second = await opened(town)
    monkeypatch.setattr(answers, "MOST_LISTED", 1)
    for who in (sponsor, ada):
        listed = [one.id for one in await who.agent.campaigns.all()]
        assert listed == [second, campaign], "newer ones of strangers hide none that is one's own"
    await ticket_for(town, second, ada, ADA, TB)
    await ticket_for(town, second, ada, ADA, 0)
    with pytest.raises(UserError) as promised:
        await ticket_for(town, second, bob, BOB, TB // 2)
    assert promised.value.code == "campaign.budget_promised", "the larger ticket can still be used"

    bare = tmp_path / "bare.json"
    replace(town.network, campaigns=None).save(bare)
    await ada.agent.network.use(bare)
    with pytest.raises(UserError) as bare_list:
        await ada.agent.campaigns.all()
    assert bare_list.value.code == "campaign.no_contract"
    opening = OpenCampaign(account=ada.account, budget=SNM, bonus=SNM)
    assert await refused(ada, opening) == "campaign.no_contract"
