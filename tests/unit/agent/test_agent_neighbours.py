"""On a living practice network there is much to see, and some of it can be bought."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.market import Offer
from sonm_desktop.api.schema.plans import BuyOffer, CloseDeal, Deposit
from sonm_desktop.api.schema.tasks import RunTask
from sonm_desktop.chain.neighbourhood.history import RENTALS
from sonm_desktop.chain.neighbourhood.machines import LIVELY, MACHINES
from sonm_desktop.chain.neighbourhood.process import NeighbourPlace
from sonm_desktop.chain.practice.network import MOOD_VARIABLE
from sonm_desktop.core.paths import Profile, data_home
from tests.agent_parts import PASSWORD, agent_here
from tests.chain_fixtures import eventually
from tests.worker_fixtures import busybox_image, engine_url

__all__ = ["busybox_image", "engine_url"]

SNM = 10**18
STOP_LIMIT_S = 15


@pytest.fixture
def lively(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MOOD_VARIABLE, "lively")


@pytest.mark.timeout(180)
@pytest.mark.usefixtures("lively")
async def test_a_neighbour_sells_runs_a_job_and_settles(
    profile: Profile, busybox_image: str
) -> None:
    async with agent_here(profile) as agent:
        await agent.network.start_practice()
        account = (await agent.wallet.create(PASSWORD)).wallet.accounts[0].address
        offers = await _answering(agent)
        await _see_the_past(agent)
        await agent.wallet.fund(account)
        await _commit(agent, Deposit(account=account, amount=20 * SNM))
        await eventually(lambda: _ready(agent, account))

        wish = BuyOffer(
            account=account, offer=offers[0].id, duration=600, lease=600, max_total=2 * SNM
        )
        deal = await _commit(agent, wish)
        task = await agent.tasks.run(
            deal, RunTask(image=busybox_image, command=("echo", "from next door"))
        )
        said = [piece.content async for piece in agent.tasks.logs(deal, task.task, follow=True)]
        assert said == [b"from next door\n"]
        await _commit(agent, CloseDeal(deal=deal))
        assert (await agent.deals.show(deal)).phase == "closed"
        assert (await agent.market.prices()).deals == RENTALS + 1

        await _leave(agent)


async def _answering(agent: AgentClient) -> list[Offer]:
    """The offers that answer; all of them say that they are seeded."""
    found: list[Offer] = []

    async def all_answer() -> bool:
        view = await agent.market.open()
        offers = (await agent.market.rows(view.id, 0, 200)).rows
        await agent.market.probe([offer.id for offer in offers])
        found[:] = (await agent.market.rows(view.id, 0, 200)).rows
        return sum(offer.presence == "alive" for offer in found) == LIVELY

    await eventually(all_answer, limit_s=60, what="the neighbours")
    assert len(found) == MACHINES
    assert all(offer.seeded for offer in found)
    assert {offer.presence for offer in found} == {"alive", "silent"}
    return [offer for offer in found if offer.presence == "alive"]


async def _see_the_past(agent: AgentClient) -> None:
    prices = await agent.market.prices(buckets=15)
    assert (prices.deals, prices.seeded, prices.complete) == (RENTALS, RENTALS, True)
    assert sum(part.deals for part in prices.buckets) == RENTALS
    assert len(prices.buckets) > 10
    for part in prices.buckets:
        assert part.hour.low <= part.hour.median <= part.hour.high
        assert part.core_hour is not None


async def _leave(agent: AgentClient) -> None:
    """At once, and the neighbours with it."""
    place = NeighbourPlace(Path(data_home() / "practice"))
    neighbours = await asyncio.to_thread(place.process)
    assert neighbours is not None
    began = time.monotonic()
    await agent.network.stop_practice()
    assert time.monotonic() - began < STOP_LIMIT_S
    assert not neighbours.is_running() or neighbours.status() == "zombie"


async def _ready(agent: AgentClient, account: str) -> bool:
    return (await agent.wallet.operator(account)).ready


async def _commit(agent: AgentClient, request: BuyOffer | CloseDeal | Deposit) -> str:
    plan = await agent.plans.make(request)
    return (await agent.plans.commit(plan.id)).deal
