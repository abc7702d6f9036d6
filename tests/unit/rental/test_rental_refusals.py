"""What a purchase refuses: workers that lie, and customers who cannot pay. Nothing is lost."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from sonm_desktop.chain.network import Network
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import BadReply, CodedError, RemoteError, UserError
from sonm_desktop.core.ids import Digest
from sonm_desktop.core.secret import Secret
from sonm_desktop.market.offers.offer import Presence
from sonm_desktop.p2p.node import PeerNode
from sonm_desktop.rental.wishes import PurchaseWish
from tests.chain_deals import RATE, bind_worker, fill_vault
from tests.chain_fixtures import SNM, Keys
from tests.fakes.one_offer_worker import OneOfferWorker
from tests.rental_parts import Agent, agent, allow_operator


@dataclass(slots=True)
class Stall:
    """A customer before one offer."""

    customer: Agent
    worker: OneOfferWorker
    keys: Keys
    offer: Digest

    def wish(self, **changes: Any) -> PurchaseWish:
        wish = PurchaseWish(
            account=self.keys.consumer.address,
            offer=self.offer,
            duration=600,
            max_total=Wei(SNM),
        )
        return replace(wish, **changes)

    async def refused(self, **changes: Any) -> str:
        """The code of why the offer cannot be bought; the vault is as it was."""
        before = await self.customer.chain.vault(self.keys.consumer.address)
        with pytest.raises(CodedError) as raised:
            await self.customer.rental.plan_purchase(self.wish(**changes))
        assert await self.customer.chain.vault(self.keys.consumer.address) == before
        return raised.value.code


@pytest.fixture
async def worker_node(network: Network, keys: Keys) -> AsyncIterator[PeerNode]:
    node = PeerNode(
        endpoint_key=Secret(secrets.token_bytes(32)),
        role="worker",
        signer=keys.worker,
        domain=network.domain,
        clock=SystemClock(),
    )
    await node.start()
    yield node
    await node.close()


@pytest.fixture
async def stall(
    tmp_path: Path, rpc: Rpc, network: Network, keys: Keys, worker_node: PeerNode
) -> AsyncIterator[Stall]:
    async with agent(tmp_path / "customer", network, keys.consumer) as customer:
        now = await customer.chain.pending_time()
        worker = OneOfferWorker(keys.worker, network.domain, worker_node, now)
        await worker_node.serve(worker)
        await bind_worker(rpc, network, keys.worker, keys.master)
        await fill_vault(rpc, network, keys.consumer.address)
        offer = customer.market.learn(worker.ask, worker.ask_signature)
        yield Stall(customer, worker, keys, offer.id)


async def test_an_honest_worker_is_bought_from(stall: Stall) -> None:
    plan = await stall.customer.rental.plan_purchase(stall.wish())
    assert plan.total == 600 * RATE
    done = await stall.customer.rental.commit(plan.id)
    assert (await stall.customer.chain.deal(done.deal)) is not None


async def test_each_lie_in_a_quote_is_refused_by_name(stall: Stall) -> None:
    lies: dict[str, dict[str, Any]] = {
        "market.quote_for_another": {"consumer": stall.keys.stranger.address},
        "market.quote_too_expensive": {"rate": RATE + 1},
        "market.quote_of_another_offer": {"ask": "0x" + "77" * 32},
        "market.quote_expired": {"expiry": 1},
        "market.quote_minimum": {"minimum": 60},
        "market.quote_notice": {"notice": 100_000},
        "market.quote_has_extras": {"item": 1},
    }
    for code, changes in lies.items():
        stall.worker.changes = changes
        assert await stall.refused() == code
    stall.worker.changes = {}
    stall.worker.signer = stall.keys.stranger
    assert await stall.refused() == "market.quote_forged"


async def test_garbage_instead_of_an_answer_is_named_and_nothing_happens(stall: Stall) -> None:
    garbage: list[tuple[str, Any]] = [
        ("quote", {}),
        ("quote", {"quote": [1, 2], "signature": b"x" * 65}),
        ("quote", {"quote": {"rate": -1}, "signature": "text"}),
        ("asks", {"asks": "none"}),
        ("asks", {"asks": [{"ask": {}, "signature": b""}]}),
        ("asks", {"asks": [7]}),
    ]
    for method, answer in garbage:
        stall.worker.answers = {method: answer}
        with pytest.raises(BadReply):
            await stall.customer.rental.plan_purchase(stall.wish())


async def test_a_worker_of_another_network_or_a_busy_one_is_not_asked_further(
    stall: Stall,
) -> None:
    chain, market = stall.customer.network.chain_id, stall.customer.network.market
    stall.worker.answers = {"probe": {"chain_id": 1, "market": market, "accepting": True}}
    assert await stall.refused() == "market.worker_on_other_network"
    stall.worker.answers = {"probe": {"chain_id": chain, "market": market, "accepting": False}}
    assert await stall.refused() == "market.worker_busy"
    stall.worker.answers = {"asks": {"asks": []}}
    assert await stall.refused() == "market.offer_withdrawn"


async def test_an_offer_that_became_worse_is_not_bought(stall: Stall) -> None:
    stall.worker.ask = replace(stall.worker.ask, cpu_percent=1, issued=stall.worker.ask.issued + 1)
    assert await stall.refused() == "market.too_little_cpu"


async def test_a_worker_that_serves_nobody_is_not_bought_from(
    stall: Stall, worker_node: PeerNode
) -> None:
    other = replace(stall.worker.ask, worker=stall.keys.stranger.address)
    signature = stall.keys.stranger.sign(other, stall.customer.network.domain)
    found = stall.customer.market.learn(other, signature)
    assert await stall.refused(offer=found.id) == "market.worker_not_bound"


async def test_limits_and_times_that_make_no_sense_are_refused(stall: Stall) -> None:
    assert await stall.refused(duration=0) == "rental.bad_duration"
    assert await stall.refused(lease=0) == "rental.bad_lease"
    assert await stall.refused(max_total=Wei(600 * RATE - 1)) == "market.too_expensive"
    assert await stall.refused(max_total=None) == "rental.needs_limit"
    assert await stall.refused(offer=Digest("0x" + "00" * 32)) == "market.no_offer"


async def test_one_may_not_buy_from_oneself(stall: Stall) -> None:
    assert await stall.refused(account=stall.keys.master.address) == "market.own_offer"


async def test_who_rents_his_own_pc_by_another_account_is_told_first_and_may(stall: Stall) -> None:
    rental, ring = stall.customer.rental, stall.customer.ring
    plan = await rental.plan_purchase(stall.wish())
    assert "rental.effect_own" not in [effect.code for effect in plan.effects]
    ring.keys[stall.keys.master.address] = stall.keys.master
    plan = await rental.plan_purchase(stall.wish())
    assert plan.effects[0].code == "rental.effect_own"
    assert (await rental.commit(plan.id)).code == "rental.bought"


async def test_too_little_snm_is_said_with_what_is_missing(stall: Stall) -> None:
    duration = 360 * 86_400
    limit = Wei(10**6 * SNM)
    stall.worker.ask = replace(stall.worker.ask, rate=10**15, issued=stall.worker.ask.issued + 1)
    offer = stall.customer.market.learn(stall.worker.ask, stall.worker.ask_signature)
    code = await stall.refused(offer=offer.id, duration=duration, max_total=limit)
    assert code == "rental.too_little_snm"


async def test_what_the_vault_lacks_comes_from_the_unlocked_wallet(stall: Stall) -> None:
    stall.worker.ask = replace(stall.worker.ask, rate=SNM, issued=stall.worker.ask.issued + 1)
    offer = stall.customer.market.learn(stall.worker.ask, stall.worker.ask_signature)
    wish = stall.wish(offer=offer.id, duration=150, max_total=Wei(150 * SNM))
    plan = await stall.customer.rental.plan_purchase(wish)
    assert plan.effects[0].code == "rental.effect_deposit"
    await stall.customer.rental.commit(plan.id)
    assert await stall.customer.chain.vault(wish.account) == 0
    state = await stall.customer.chain.deal(plan.deal)
    assert state is not None
    assert state.paid + state.escrow == 150 * SNM


async def test_a_locked_wallet_pays_by_its_operator_or_says_what_to_do(stall: Stall) -> None:
    stall.customer.ring.locked = True
    with pytest.raises(UserError) as raised:
        await stall.customer.rental.plan_purchase(stall.wish())
    assert raised.value.code == "market.operator_missing"
    stall.customer.ring.locked = False
    await allow_operator(stall.customer, stall.keys.consumer.address, limit=600 * RATE)
    stall.customer.ring.locked = True
    with pytest.raises(UserError) as raised:
        await stall.customer.rental.plan_purchase(stall.wish(duration=601))
    assert raised.value.code == "market.operator_limit"
    plan = await stall.customer.rental.plan_purchase(stall.wish())
    await stall.customer.rental.commit(plan.id)


async def test_a_worker_that_is_away_is_silent_and_cannot_be_bought_from(
    stall: Stall, worker_node: PeerNode
) -> None:
    account = stall.keys.consumer.address
    market = stall.customer.market
    assert await market.probe(account, [stall.offer]) == {stall.offer: Presence.ALIVE}
    dead = replace(stall.worker.ask, addresses=("127.0.0.1:9",), issued=stall.worker.ask.issued + 1)
    await worker_node.close()
    found = market.learn(dead, stall.keys.worker.sign(dead, stall.customer.network.domain))
    with pytest.raises(RemoteError):
        await stall.customer.rental.plan_purchase(stall.wish(offer=found.id))
