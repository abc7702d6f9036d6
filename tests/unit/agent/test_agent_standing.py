"""What the agent answers about people and ratings, and what its plans write: on a real node."""

from __future__ import annotations

import pytest

from sonm_desktop.api.schema.plans import Attest, RateDeal, RevokeAttestation, WriteProfile
from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.practice.deploy import unlocked_account
from sonm_desktop.chain.registries.calls import ProfileCalls, ReputationCalls
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from tests.chain_deals import bind_worker, fill_vault
from tests.chain_fixtures import COIN, SNM, give, pass_time, submit, test_key
from tests.market_asks import make_quote
from tests.unit.agent.conftest import Bench

WORKER, SUPPLIER, STRANGER = test_key(4), test_key(2), test_key(3)
RATE = WeiPerSecond(10**12)
FAR = 2**31


async def closed_deal(bench: Bench, rpc: Rpc, network: Network) -> DealId:
    """The bench's account pays ten minutes of SUPPLIER's machine, and closes."""
    await give(rpc, network, SUPPLIER.address, coin=Wei(COIN), snm=Wei(SNM))
    await bind_worker(rpc, network, WORKER, SUPPLIER)
    await fill_vault(rpc, network, bench.account)
    quote = make_quote(
        worker=WORKER.address,
        consumer=bench.account,
        nonce=1,
        rate=RATE,
        expiry=await bench.reader.pending_time() + 300,
    )
    calls = MarketCalls(network)
    signature = WORKER.sign(quote, network.domain)
    take = calls.take(quote, signature, escrow=Wei(SNM), lease=3600, max_rate=RATE)
    await submit(rpc, bench.account, take)
    await pass_time(rpc, 600)
    await submit(rpc, bench.account, calls.request_close(quote.deal_id))
    await pass_time(rpc, 1)
    await submit(rpc, SUPPLIER.address, calls.request_close(quote.deal_id))
    return quote.deal_id


async def test_a_name_is_written_attested_and_taken_back(
    bench: Bench, rpc: Rpc, network: Network
) -> None:
    agent, account = bench.agent, bench.account
    registrar = await unlocked_account(rpc)
    profiles = ProfileCalls(network)

    plan = await agent.plans.make(WriteProfile(account=account, name="Ann", metadata="hello"))
    assert plan.effects[0].code == "standing.effect_write"
    assert plan.fee > 0
    await agent.plans.commit(plan.id)
    await give(rpc, network, STRANGER.address, coin=Wei(COIN), snm=Wei(SNM))
    await submit(rpc, STRANGER.address, profiles.write("ＡＮＮ ", ""))
    with pytest.raises(UserError) as refused:
        await agent.plans.make(Attest(account=account, subject=SUPPLIER.address, level=2))
    assert refused.value.code == "standing.not_validator"
    await submit(rpc, registrar, profiles.set_validator(account, 3))
    await submit(rpc, registrar, profiles.set_validator(registrar, 4))
    await submit(rpc, registrar, profiles.attest(account, 2, FAR))
    attest = await agent.plans.make(Attest(account=account, subject=SUPPLIER.address, level=3))
    await agent.plans.commit(attest.id)

    sent = {record.what.code for record in await agent.wallet.transactions(account)}
    assert {"agent.tx_profile", "agent.tx_attest"} <= sent
    me = await agent.standing.person(account)
    assert (me.name, me.metadata, me.namesakes, me.level, me.mine) == ("Ann", "hello", 1, 2, True)
    assert (await agent.standing.person(SUPPLIER.address)).level == 3
    found = await agent.standing.validators()
    assert {one.account: one.level for one in found.validators} == {account: 3, registrar: 4}

    await agent.settings.change("trust.validators", account)
    assert (await agent.standing.person(account)).level == 0
    assert (await agent.standing.person(SUPPLIER.address)).level == 3
    with pytest.raises(UserError):
        await agent.settings.change("trust.validators", "nobody")
    await agent.settings.change("trust.validators", "")
    revoke = RevokeAttestation(account=account, subject=account, validator=registrar)
    await agent.plans.commit((await agent.plans.make(revoke)).id)
    assert (await agent.standing.person(account)).vouched == ()
    with pytest.raises(UserError) as odd:
        await agent.plans.make(WriteProfile(account=account, name="A\u202enn"))
    assert odd.value.code == "standing.odd_text"


async def test_a_closed_deal_is_rated_once_by_each_side_or_skipped(
    bench: Bench, rpc: Rpc, network: Network
) -> None:
    agent = bench.agent
    deal = await closed_deal(bench, rpc, network)
    before = await agent.standing.deal(deal)
    assert (before.can, before.account, before.subject) == (True, bench.account, SUPPLIER.address)
    skipped = await agent.standing.skip(deal)
    assert (skipped.can, skipped.state.code) == (True, "standing.skipped")
    assert (await agent.standing.skip(deal, skip=False)).state.code == "standing.rateable"

    wish = RateDeal(account=bench.account, deal=deal, stars=4, reason="machine_weak")
    plan = await agent.plans.make(wish)
    assert plan.deal == deal
    done = await agent.plans.commit(plan.id)
    assert done.done
    assert (await agent.plans.commit(plan.id)).transactions == done.transactions
    rating = ReputationCalls(network).rate(deal, 1, 6)
    await submit(rpc, SUPPLIER.address, rating)

    after = await agent.standing.deal(deal)
    assert after.mine is not None
    assert after.theirs is not None
    assert (after.can, after.mine.stars, after.theirs.stars) == (False, 4, 1)
    assert (after.mine.counts, after.theirs.counts) == (True, False)
    with pytest.raises(UserError) as again:
        await agent.plans.make(wish)
    assert again.value.code == "standing.rated_already"

    supplier = await agent.standing.reputation(SUPPLIER.address)
    counted = supplier.as_supplier.counted
    assert (counted.ratings, counted.stars, supplier.closed_as_supplier) == (1, 400, 1)
    assert counted.reasons[0].code == "standing.reason_machine_weak"
    assert counted.volume > 600 * RATE - 1
    me = await agent.standing.reputation(bench.account)
    assert (me.as_customer.counted.ratings, me.as_customer.apart.ratings) == (0, 1)
    assert (me.closed_as_supplier, me.closed_as_customer) == (0, 1)
    assert me.ratings[0].state.code == "standing.counts_not"
    await agent.settings.change("trust.accounts", SUPPLIER.address)
    me = await agent.standing.reputation(bench.account)
    assert (me.as_customer.counted.ratings, me.as_customer.apart.ratings) == (1, 0)


async def test_networks_without_registries_say_so(
    bench: Bench, network: Network, tmp_path: object
) -> None:
    from dataclasses import replace
    from pathlib import Path

    path = Path(str(tmp_path)) / "bare.json"
    replace(network, profiles=None, reputation=None).save(path)
    await bench.agent.network.use(path)
    standing = bench.agent.standing
    person = await standing.person(bench.account)
    assert person.none is not None
    assert person.none.code == "standing.no_profiles"
    reputation = await standing.reputation(bench.account)
    assert reputation.none is not None
    assert reputation.none.code == "standing.no_reputation"
    assert (await standing.validators()).none is not None
    with pytest.raises(UserError) as refused:
        await bench.agent.plans.make(WriteProfile(account=bench.account, name="Ann"))
    assert refused.value.code == "standing.no_profiles"
