"""The worker of this machine, kept by the agent; and a deal with it through the API alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

import psutil
import pytest

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.market import OfferFilter
from sonm_desktop.api.schema.plans import AmendDeal, BuyOffer, CloseDeal, Deposit
from sonm_desktop.api.schema.pricing import PriceRule
from sonm_desktop.api.schema.tasks import RunTask
from sonm_desktop.api.schema.tokens import NewToken, Scope
from sonm_desktop.api.schema.worker import LocalWorker, PauseWorker, SellPlan, StartLocalWorker
from sonm_desktop.chain.practice.network import PracticeNetwork
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.paths import Profile, data_home
from tests.agent_parts import PASSWORD, agent_here, processes_of
from tests.chain_fixtures import SNM, eventually
from tests.worker_fixtures import busybox_image, engine_url

__all__ = ["busybox_image", "engine_url"]

PLAN = SellPlan(rate=10**14, ram_bytes=64 << 20, storage_bytes=32 << 20)


@dataclass(frozen=True, slots=True)
class Practice:
    """An agent on the practice network, with a buying and a selling account."""

    agent: AgentClient
    buyer: str
    seller: str


async def settled(agent: AgentClient) -> Practice:
    await agent.network.start_practice()
    created = await agent.wallet.create(PASSWORD)
    buyer = created.wallet.accounts[0].address
    seller = (await agent.wallet.new_account("seller")).address
    for account in (buyer, seller):
        await agent.wallet.fund(account)
    return Practice(agent, buyer, seller)


@pytest.fixture
async def practice(profile: Profile) -> AsyncIterator[Practice]:
    async with agent_here(profile) as agent:
        yield await settled(agent)
        await agent.workers.stop_local()
        await agent.network.stop_practice()


async def serving(agent: AgentClient, *, not_pid: int | None = None) -> LocalWorker:
    async def ready() -> bool:
        local = await agent.workers.local()
        return local.ready and local.pid != not_pid

    await eventually(ready, limit_s=30)
    return await agent.workers.local()


async def test_the_worker_is_started_enrolled_and_started_again(practice: Practice) -> None:
    agent = practice.agent
    request = StartLocalWorker(master=practice.seller)
    first = await agent.workers.start_local(request)
    assert (first.ready, first.master) == (True, practice.seller)
    assert await agent.workers.start_local(request) == first
    (enrolled,) = await agent.workers.all()
    assert (enrolled.worker, enrolled.local, enrolled.bound) == (first.worker, True, True)

    assert first.pid is not None
    psutil.Process(first.pid).kill()
    second = await serving(agent, not_pid=first.pid)
    assert second.worker == first.worker
    status = await agent.workers.status(str(second.worker))
    assert status.engine_ready

    stopped = await agent.workers.stop_local()
    assert stopped.state.code == "agent.worker_none"
    assert second.pid is not None
    assert not psutil.pid_exists(second.pid)


async def test_the_worker_outlives_the_agent_and_is_found_again(profile: Profile) -> None:
    async with agent_here(profile) as agent:
        practice = await settled(agent)
        first = await agent.workers.start_local(StartLocalWorker(master=practice.seller))
    assert first.pid is not None
    assert psutil.pid_exists(first.pid)
    async with agent_here(profile) as agent:
        assert (await agent.wallet.status()).locked
        assert (await serving(agent)).pid == first.pid
        await agent.workers.status(str(first.worker))
        await agent.workers.stop_local()
    await PracticeNetwork(data_home() / "practice").stop()


async def test_a_start_that_is_refused_leaves_nothing_behind(practice: Practice) -> None:
    agent = practice.agent
    await agent.wallet.lock()
    with pytest.raises(UserError) as refused:
        await agent.workers.start_local(StartLocalWorker(master=practice.seller))
    assert refused.value.code == "wallet.locked"
    assert (await agent.workers.local()).state.code == "agent.worker_none"
    with pytest.raises(UserError) as refused:
        await agent.workers.start_local(StartLocalWorker(master="0x" + "11" * 20))
    assert refused.value.code == "wallet.no_account"


async def offer_of(agent: AgentClient) -> str:
    async def listed() -> bool:
        return (await agent.market.open()).count > 0

    await eventually(listed)
    view = await agent.market.open(OfferFilter(duration=600))
    (offer,) = (await agent.market.rows(view.id)).rows
    assert offer.total == 600 * PLAN.rate
    return offer.id


async def bought(agent: AgentClient, buyer: str, offer: str) -> Deal:
    plan = await agent.plans.make(BuyOffer(account=buyer, offer=offer, duration=600, max_total=SNM))
    committed = await agent.plans.commit(plan.id)
    assert (await agent.plans.commit(plan.id)) == committed
    return await agent.deals.show(committed.deal)


async def test_a_token_for_trade_buys_up_to_its_limit_and_runs_a_job(
    practice: Practice, profile: Profile, busybox_image: str
) -> None:
    agent, buyer, seller = practice.agent, practice.buyer, practice.seller
    local = await agent.workers.start_local(StartLocalWorker(master=seller))
    await agent.workers.set_plan(str(local.worker), PLAN)
    deposit = await agent.plans.make(Deposit(account=buyer, amount=10 * SNM))
    await agent.plans.commit(deposit.id)
    offer = await offer_of(agent)
    await agent.wallet.lock()
    price = 600 * PLAN.rate
    issued = await agent.tokens.issue(
        NewToken(name="script", scope=Scope.TRADE, limit=price + price // 2)
    )
    async with AgentClient(profile, token=issued.secret) as script:
        deal = await bought(script, buyer, offer)
        assert deal.phase == "running"
        dearer = AmendDeal(deal=deal.id, rate=PLAN.rate + PLAN.rate // 5, max_total=SNM)
        with pytest.raises(UserError) as refused:
            await script.plans.commit((await script.plans.make(dearer)).id)
        assert refused.value.code == "agent.over_limit"
        request = RunTask(
            image=busybox_image, command=("sh", "-c", "echo hello; echo x > /output/y")
        )
        task = await script.tasks.run(deal.id, request)
        assert await output_of(script, deal.id, task.task) == b"hello\n"
        fetched = await script.tasks.fetch(deal.id, task.task)
        assert [(file.path, file.size) for file in fetched.files] == [("y", 2)]
        closing = await script.plans.make(CloseDeal(deal=deal.id))
        await script.plans.commit(closing.id)
        with pytest.raises(UserError) as refused:
            await script.tasks.fetch(deal.id, task.task, profile.folder / "elsewhere")
        assert refused.value.code == "agent.scope"
        second = await second_plan(script, agent, buyer)
        with pytest.raises(UserError) as refused:
            await script.plans.commit(second)
        assert refused.value.code == "agent.over_limit"
    (token,) = await agent.tokens.all()
    assert token.spent == price
    await money_adds_up(practice, deal.id)


async def output_of(agent: AgentClient, deal: str, task: str) -> bytes:
    async with asyncio.timeout(100), aclosing(agent.tasks.logs(deal, task, follow=True)) as pieces:
        return b"".join([piece.content async for piece in pieces])


async def second_plan(script: AgentClient, agent: AgentClient, buyer: str) -> str:
    async def planned() -> str | None:
        offer = await offer_of(agent)
        try:
            request = BuyOffer(account=buyer, offer=offer, duration=600, max_total=SNM)
            return (await script.plans.make(request)).id
        except UserError:
            return None

    found: list[str] = []

    async def possible() -> bool:
        plan = await planned()
        found.extend([plan] if plan else [])
        return plan is not None

    await eventually(possible)
    return found[0]


async def money_adds_up(practice: Practice, deal: str) -> None:
    agent = practice.agent

    async def closed() -> bool:
        return (await agent.deals.show(deal)).phase == "closed"

    await eventually(closed)
    shown = await agent.deals.show(deal)
    buyer = await agent.wallet.balances(practice.buyer)
    seller = await agent.wallet.balances(practice.seller)
    assert 0 < shown.paid <= 600 * PLAN.rate
    assert (buyer.vault, seller.vault) == (10 * SNM - shown.paid, shown.paid)
    (supplied,) = await agent.workers.deals(practice.seller)
    assert (supplied.paid, supplied.open) == (shown.paid, False)


async def test_stopping_the_practice_network_leaves_no_process(
    home: object, profile: Profile
) -> None:
    async with agent_here(profile) as agent:
        await agent.network.start_practice()
        await agent.network.stop_practice()
        assert (await agent.network.status()).state.code == "chain.no_network"
    assert processes_of(profile.folder.parents[1]) == []


async def its_price_follows_a_rule(agent: AgentClient, worker: str) -> None:
    least = 50 * PLAN.rate
    rule = PriceRule(automatic=True, minimum=least)
    pricing = await agent.pricing.rule(worker, "main", rule)
    assert (pricing.plans[0].rule, pricing.watts > 0) == (rule, True)

    async def follows() -> bool:
        known = (await agent.state.read()).worker_status[worker]
        return known.plans[0].plan.rate >= least

    await eventually(follows)
    (change, *_) = await agent.pricing.log(worker)
    assert (change.before, change.why.code) == (PLAN.rate, "agent.price_below_floor")


async def test_a_pause_ends_by_itself_and_a_measurement_is_cancelled(practice: Practice) -> None:
    agent = practice.agent
    local = await agent.workers.start_local(StartLocalWorker(master=practice.seller))
    worker = local.worker or ""
    await agent.workers.set_plan(worker, PLAN)
    paused = await agent.workers.pause(worker, PauseWorker(seconds=2))
    assert paused.plan is None
    assert paused.paused is not None
    assert paused.paused.plan == PLAN

    async def sells_again() -> bool:
        known = (await agent.state.read()).worker_status[worker]
        return known.plan == PLAN and known.paused is None

    await eventually(sells_again)
    await its_price_follows_a_rule(agent, worker)
    await agent.workers.benchmark(worker, force=True)
    cancelled = await agent.workers.cancel_benchmark(worker)
    assert cancelled.benchmarking is None
    income = await agent.workers.income(practice.seller)
    balances = await agent.wallet.balances(practice.seller)
    assert income.total.net == balances.token + balances.vault
    today = (await agent.state.read()).today
    assert today is not None
    with pytest.raises(UserError) as refused:
        await agent.workers.resume(worker)
    assert refused.value.code == "agent.not_paused"
