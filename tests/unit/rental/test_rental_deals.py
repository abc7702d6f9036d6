"""Deals over their life: promised, topped up, left by one side, found again after a stop."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from sonm_desktop.chain.sending.transactions import Transactions
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.supplier.claim_rule import ClaimPolicy
from sonm_desktop.market.supplier.claiming import Claiming
from sonm_desktop.market.supplier.records import AskPlan
from sonm_desktop.rental.records import Phase, RentedDeal, Who
from sonm_desktop.rental.watch import TOP_UP_S
from tests.chain_fixtures import SNM, eventually, pass_time
from tests.rental_parts import DAY, agent
from tests.unit.rental.conftest import PLAN, RATE, Street


async def reaches(street: Street, deal: DealId, phase: Phase, limit_s: float = 40) -> RentedDeal:
    async def is_there() -> bool:
        return (await street.customer.rental.deal(deal)).phase is phase

    await eventually(is_there, limit_s=limit_s, what=phase)
    return await street.customer.rental.deal(deal)


async def test_a_purchase_without_a_limit_is_refused_until_a_standing_one_is_set(
    street: Street,
) -> None:
    await street.list()
    wish = street.wish(await street.offer(), max_total=None)
    rental = street.customer.rental
    with pytest.raises(UserError, match="needs a limit"):
        await rental.plan_purchase(wish)
    await rental.set_standing_limit(wish.account, Wei(600 * RATE - 1))
    with pytest.raises(UserError, match="your limit allows"):
        await rental.plan_purchase(wish)
    await rental.set_standing_limit(wish.account, Wei(600 * RATE))
    assert (await rental.plan_purchase(wish)).total == 600 * RATE


async def test_a_plan_commits_once_and_says_what_it_does(street: Street) -> None:
    await street.list()
    rental = street.customer.rental
    plan = await rental.plan_purchase(street.wish(await street.offer()))
    assert "rental.effect_escrow" in [effect.code for effect in plan.effects]
    first, second = await asyncio.gather(rental.commit(plan.id), rental.commit(plan.id))
    assert first == second
    (deal,) = await rental.deals(street.keys.consumer.address)
    assert (deal.id, deal.phase, deal.mine) == (plan.deal, Phase.RUNNING, True)
    assert deal.then == "rental.then_app_closes"


async def test_a_second_plan_for_the_same_slice_cannot_be_committed(street: Street) -> None:
    await street.list()
    rental = street.customer.rental
    wish = street.wish(await street.offer())
    plans = [await rental.plan_purchase(wish) for _ in range(2)]
    assert plans[0].deal == plans[1].deal
    await rental.commit(plans[0].id)
    again = await rental.commit(plans[1].id)
    assert again.deal == plans[0].deal
    assert len(await rental.deals(wish.account)) == 1


async def test_a_plan_that_has_run_out_buys_nothing(street: Street) -> None:
    await street.list()
    rental = street.customer.rental
    plan = await rental.plan_purchase(street.wish(await street.offer()))
    await pass_time(street.rpc, 700)
    with pytest.raises(UserError, match="run out"):
        await rental.commit(plan.id)
    assert await street.customer.chain.deal(plan.deal) is None


async def test_what_was_committed_before_a_crash_is_done_after_it(
    street: Street, tmp_path: Path
) -> None:
    await street.list()
    plan = await street.customer.rental.plan_purchase(street.wish(await street.offer()))
    await street.customer.loops.close()
    desk = street.customer.desk
    row = await desk.plans.get(plan.id)
    assert row is not None
    purchases = street.customer.rental._purchases
    await purchases._begin(row)  # killed here, before the transaction

    async with agent(tmp_path / "customer", street.network, street.keys.consumer) as reborn:
        reborn.ring.operators = street.customer.ring.operators
        reborn.begin(customer=True)

        async def running() -> bool:
            return (await reborn.rental.deal(plan.deal)).phase is Phase.RUNNING

        await eventually(running, what="the deal")


async def test_promises_go_on_while_the_worker_is_alive_and_outlive_a_restart(
    street: Street, tmp_path: Path
) -> None:
    await street.list()
    deal = await street.buy(duration=3600, lease=60)
    first = (await street.customer.rental.deal(deal)).lease_until
    await pass_time(street.rpc, 40)

    async def extended() -> bool:
        return (await street.customer.rental.deal(deal)).lease_until > first + 30

    await eventually(extended, what="a longer promise")
    kept = await street.customer.desk.promises.vouchers(deal)
    await street.customer.loops.close()

    async with agent(tmp_path / "customer", street.network, street.keys.consumer) as reborn:
        reborn.ring.operators = street.customer.ring.operators
        assert await reborn.desk.promises.vouchers(deal) == kept
        reborn.begin(customer=True)
        await pass_time(street.rpc, 40)

        async def again() -> bool:
            return len(await reborn.desk.promises.vouchers(deal)) > len(kept)

        await eventually(again, what="another promise")

    async def copied() -> bool:
        return (
            len(await street.supplier.supplier_desk.vouchers(deal, street.keys.consumer.address))
            > 0
        )

    await eventually(copied, what="the supplier's copy")
    (shown,) = await street.supplier.supplier.deals(street.keys.master.address)
    assert shown.until > first, "a promise counts before it is claimed"


async def test_a_top_up_prolongs_the_paid_time_within_the_limit(street: Street) -> None:
    await street.list()
    deal = await street.buy(max_total=Wei(900 * RATE))
    rental = street.customer.rental
    before = await rental.deal(deal)
    with pytest.raises(UserError, match="above your limit"):
        await rental.plan_top_up(deal, Wei(301 * RATE))
    plan = await rental.plan_top_up(deal, Wei(300 * RATE))
    await rental.commit(plan.id)
    await rental.commit(plan.id)
    after = await rental.deal(deal)
    assert after.paid_until == before.paid_until + 300


async def test_when_the_money_is_used_up_the_app_settles_by_itself(street: Street) -> None:
    await street.list()
    deal = await street.buy(duration=60)
    await pass_time(street.rpc, 61)
    await reaches(street, deal, Phase.PAUSED)
    await pass_time(street.rpc, TOP_UP_S)
    seen = await reaches(street, deal, Phase.CLOSED)
    assert seen.outcome is not None
    assert (seen.outcome.who, seen.outcome.code) == (Who.APP, "rental.escrow_used_up")
    assert seen.paid == 60 * RATE


async def test_a_dead_worker_gets_no_promise_and_the_rest_comes_back(street: Street) -> None:
    await street.list(PLAN)
    deal = await street.buy(duration=3600, lease=60, dead_after_s=1)
    await street.supplier.loops.close()
    street.worker.kill()
    before = len(await street.customer.desk.promises.vouchers(deal))
    seen = await reaches(street, deal, Phase.ENDING, 60)
    assert seen.outcome is not None
    assert (seen.outcome.who, seen.outcome.code) == (Who.APP, "rental.worker_dead")
    await pass_time(street.rpc, 2 * DAY + 10)
    seen = await reaches(street, deal, Phase.CLOSED, 60)
    assert len(await street.customer.desk.promises.vouchers(deal)) == before
    assert seen.paid <= 120 * RATE
    vault = await street.customer.chain.vault(street.keys.consumer.address)
    assert vault == 100 * SNM - seen.paid


async def test_a_supplier_closes_a_deal_that_its_customer_left(street: Street) -> None:
    await street.list()
    deal = await street.buy(duration=3600, lease=60)
    await street.customer.loops.close()
    await pass_time(street.rpc, 200)

    async def over() -> bool:
        state = await street.supplier.chain.deal(deal)
        return state is not None and not state.open

    await eventually(over, what="the supplier's closing")
    state = await street.supplier.chain.deal(deal)
    assert state is not None
    assert 60 * RATE <= state.paid < 120 * RATE
    seen = await street.customer.rental.deal(deal)
    assert seen.outcome is not None
    assert seen.outcome.who is Who.SUPPLIER


async def test_leaving_a_fixed_deal_early_pays_through_the_notice(street: Street) -> None:
    await street.list(
        AskPlan(
            rate=WeiPerSecond(RATE),
            duration=7200,
            notice=300,
            ram_bytes=64 << 20,
            storage_bytes=32 << 20,
        )
    )
    deal = await street.buy(duration=3600)
    plan = await street.customer.rental.plan_close(deal, "rental.closed_slow")
    done = await street.customer.rental.commit(plan.id)
    assert done.code == "rental.closed_together"
    seen = await street.customer.rental.deal(deal)
    assert seen.outcome is not None
    assert seen.outcome.code == "rental.closed_slow"
    assert 300 * RATE <= seen.paid < 330 * RATE
    assert plan.effects[-1].code == "rental.effect_fee"
    sender = street.customer.desk.sender
    assert isinstance(sender, Transactions)
    settled = await sender.find(f"settle:{deal}:{seen.paid}")
    assert settled.fee is not None
    assert settled.most == plan.fee // 2
    assert 0 < settled.fee <= plan.fee // 2


async def test_claims_bring_what_is_owed_to_the_vault(street: Street) -> None:
    await street.list()
    await street.buy(duration=3600)
    await pass_time(street.rpc, 100)
    supplier, master = street.supplier.supplier, street.keys.master.address

    async def owing() -> bool:
        return (await supplier.earnings(master)).claimable >= 100 * RATE

    await eventually(owing, what="the index")
    found = await supplier.claim_outlook(master)
    assert (found.claimable.deals, len(found.calls), found.verdict.due) == (1, 1, False)
    assert found.verdict.code == "market.claim_waits_for_more"
    await Claiming(street.supplier.supplier_desk, ClaimPolicy(least=Wei(1), every_s=0)).look(master)
    paid = await street.supplier.chain.vault(master)
    assert paid >= found.claimable.amount >= 100 * RATE
    assert (await supplier.earnings(master)).paid == paid
