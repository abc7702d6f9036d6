"""Whom the owner of an agent deals with no more: in private, on the chain, by a list that he
follows; what the market shows then, and what a worker would be told. On a real node."""

from __future__ import annotations

import pytest

from sonm_desktop.api.schema.market import OfferFilter
from sonm_desktop.api.schema.plans import BlockAccounts, BuyOffer, FollowList, PlanRequest
from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.registries.blacklist_calls import BlacklistCalls
from sonm_desktop.chain.registries.lists import ListReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from tests.chain_deals import bind_worker
from tests.chain_fixtures import COIN, SNM, give, submit, test_key
from tests.market_asks import make_ask
from tests.unit.agent.conftest import Bench

WORKER, SUPPLIER, WATCHDOG = test_key(4), test_key(2), test_key(3)


async def offered(bench: Bench, rpc: Rpc, network: Network) -> str:
    """An offer of SUPPLIER's machine; its id."""
    await give(rpc, network, SUPPLIER.address, coin=Wei(COIN), snm=Wei(SNM))
    await give(rpc, network, WATCHDOG.address, coin=Wei(COIN), snm=Wei(SNM))
    await bind_worker(rpc, network, WORKER, SUPPLIER)
    now = await bench.reader.pending_time()
    ask = make_ask(worker=WORKER.address, issued=now - 1, expiry=now + 3600)
    signature = WORKER.sign(ask, network.domain)
    await submit(rpc, bench.account, MarketCalls(network).announce(ask, signature))
    return ask.digest(network.domain)


async def carried_out(bench: Bench, request: PlanRequest) -> list[str]:
    """The codes of what the plan said that it does; it is done."""
    plan = await bench.agent.plans.make(request)
    assert plan.fee > 0
    assert plan.total == 0
    await bench.agent.plans.commit(plan.id)
    return [effect.code for effect in plan.effects]


async def shown(bench: Bench) -> tuple[int, int]:
    """Offers that the market lists, and those that it hides."""
    view = await bench.agent.market.open()
    return view.count, view.blocked


async def test_a_private_block_hides_the_offers_of_all_machines_and_is_undone(
    bench: Bench, rpc: Rpc, network: Network
) -> None:
    offer = await offered(bench, rpc, network)
    blacklist, market = bench.agent.blacklist, bench.agent.market
    assert await shown(bench) == (1, 0)

    verdict = await blacklist.keep(WORKER.address, "never\ncame  back")
    assert (verdict.account, verdict.asked) == (SUPPLIER.address, WORKER.address)
    assert verdict.because[0].said.text == "Blocked on this PC only: “never came back”"
    assert await shown(bench) == (0, 1)
    all_of_them = await market.open(show_blocked=True)
    assert (all_of_them.count, all_of_them.blocked) == (1, 1)
    (row,) = (await market.rows(all_of_them.id)).rows
    assert [why.code for why in row.mismatches] == ["market.supplier_blocked"]
    (why,) = await market.why_nothing(OfferFilter())
    assert (why.reason.params["constraint"], why.relaxed) == ("market.supplier_blocked", None)
    with pytest.raises(UserError) as refused:
        await bench.agent.plans.make(
            BuyOffer(account=bench.account, offer=offer, duration=600, max_total=SNM)
        )
    assert refused.value.code == "market.supplier_blocked"
    (entry,) = (await blacklist.show()).blocked
    assert (entry.account, entry.machines, entry.because.where) == (SUPPLIER.address, 1, "private")
    assert await ListReader(rpc, network).refuses(bench.account, SUPPLIER.address) is False

    assert not (await blacklist.forget(SUPPLIER.address)).refused
    assert await shown(bench) == (1, 0)
    with pytest.raises(UserError) as own:
        await blacklist.keep(bench.account)
    assert own.value.code == "blacklist.own_account"


async def test_a_public_list_and_a_followed_one_refuse_and_say_whose_word_it_is(
    bench: Bench, rpc: Rpc, network: Network
) -> None:
    await offered(bench, rpc, network)
    chain, worker_side = BlacklistCalls(network), ListReader(rpc, network)
    listing = BlockAccounts(
        account=bench.account, accounts=(WORKER.address,), reason="broke a promise"
    )
    codes = await carried_out(bench, listing)
    assert codes[:2] == ["blacklist.effect_block_because", "blacklist.effect_public"]
    assert await shown(bench) == (0, 1)
    assert await worker_side.refuses(bench.account, SUPPLIER.address)
    with pytest.raises(UserError) as again:
        await bench.agent.plans.make(listing)
    assert again.value.code == "blacklist.as_it_is"
    await carried_out(bench, listing.model_copy(update={"on": False, "reason": ""}))
    assert await shown(bench) == (1, 0)
    assert not await worker_side.refuses(bench.account, SUPPLIER.address)

    await submit(
        rpc, WATCHDOG.address, chain.listed([SUPPLIER.address], on=True, reason="\u202eliar")
    )
    assert await shown(bench) == (1, 0)
    await carried_out(bench, FollowList(account=bench.account, owner=WATCHDOG.address))
    assert await shown(bench) == (0, 1)
    assert await worker_side.refuses(bench.account, SUPPLIER.address)
    (because,) = (await bench.agent.blacklist.check(WORKER.address)).because
    assert (because.where, because.owner) == ("followed", WATCHDOG.address)
    said = f"Blocked because the list of {WATCHDOG.address} says: “liar”"
    assert because.said.text == said
    (followed,) = (await bench.agent.blacklist.show()).followed
    assert (followed.owner, followed.entries) == (WATCHDOG.address, 1)
    await carried_out(bench, FollowList(account=bench.account, owner=WATCHDOG.address, on=False))
    assert await shown(bench) == (1, 0)


async def test_a_supplier_who_refuses_the_customer_is_seen_before_he_is_asked(
    bench: Bench, rpc: Rpc, network: Network
) -> None:
    await offered(bench, rpc, network)
    chain = BlacklistCalls(network)
    await submit(rpc, WATCHDOG.address, chain.listed([bench.account], on=True, reason=""))
    await submit(rpc, SUPPLIER.address, chain.follow(WATCHDOG.address, on=True))
    assert await ListReader(rpc, network).refuses(SUPPLIER.address, bench.account)
    assert await shown(bench) == (0, 0)
    (why,) = await bench.agent.market.why_nothing(OfferFilter())
    assert why.reason.params["constraint"] == "market.customer_not_served"
    verdict = await bench.agent.blacklist.check(SUPPLIER.address)
    assert (verdict.refused, verdict.refuses) == (False, (bench.account,))
    follower = await bench.agent.blacklist.check(WATCHDOG.address)
    assert follower.refuses == (bench.account,)


async def test_what_the_chain_takes_back_blocks_nobody(
    bench: Bench, rpc: Rpc, network: Network
) -> None:
    await offered(bench, rpc, network)
    before = await rpc.call("evm_snapshot", [])
    await carried_out(bench, BlockAccounts(account=bench.account, accounts=(SUPPLIER.address,)))
    assert await shown(bench) == (0, 1)
    await rpc.call("evm_revert", [before])
    await rpc.call("anvil_mine", ["0x2"])
    assert await shown(bench) == (1, 0)
    assert (await bench.agent.blacklist.show()).blocked == ()
