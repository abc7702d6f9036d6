"""A network of one's own: deployed by a plain account, gone on with after kill -9, and used."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from sonm_desktop.api.client import AgentClient, wait_for_agent
from sonm_desktop.api.schema.deployment import Deployment, DeployNetwork
from sonm_desktop.api.schema.network import KnownNetwork
from sonm_desktop.api.schema.plans import CloseDeal, Deposit, Withdraw
from sonm_desktop.chain import wire
from sonm_desktop.chain.market_calls import Call, MarketCalls
from sonm_desktop.chain.network import Network, load_network
from sonm_desktop.chain.reader import ChainReader, network_rpc
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.chain.sending.transactions import Transactions
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.secret import Secret
from sonm_desktop.store.database import Database
from sonm_desktop.wallet.messages import Bind
from sonm_desktop.wallet.signer import KeySigner
from tests.agent_parts import PASSWORD, agent_here, agent_program
from tests.chain_fixtures import COIN, SNM, Anvil, eventually, test_key
from tests.market_asks import make_quote
from tests.unit.agent.stalling_node import stalling

OWNER, MASTER, WORKER = test_key(21), test_key(22), test_key(23)
PARTS = ["token", "faucet", "feed", "market", "profiles", "blacklists", "reputation", "campaigns"]
_DAY = 86_400


def _wish(url: str, **changes: Any) -> DeployNetwork:
    fields: dict[str, Any] = {
        "name": "of one's own",
        "node": url,
        "account": OWNER.address,
        "practice_price": 5_000_000,
        "faucet": True,
    }
    return DeployNetwork(**(fields | changes))


async def _furnished(agent: AgentClient, rpc: Rpc) -> None:
    """A wallet with the owner's key; the account has coin, and the node has no key of it."""
    await agent.wallet.create(PASSWORD)
    key = "0x" + OWNER._key.reveal().hex()
    await agent.wallet.import_key(Secret(key), PASSWORD, "Owner")
    for account in (OWNER, MASTER):
        await rpc.call("anvil_setBalance", [account.address, hex(10 * COIN)])


@asynccontextmanager
async def _killed_when_held(profile: Profile, held: asyncio.Event) -> AsyncIterator[AgentClient]:
    """An agent that is killed once *held* is set, with what it does then cut off."""
    with agent_program(profile) as process:
        await wait_for_agent(profile)
        async with AgentClient(profile) as agent:
            yield agent
            await asyncio.wait_for(held.wait(), 30)
            process.kill()
            process.wait()


async def test_a_deployment_that_is_killed_makes_each_contract_once(
    profile: Profile, anvil: Anvil, rpc: Rpc, tmp_path: Path
) -> None:
    async with stalling(anvil.url) as (stalls, url):
        stalls.hold_before = 4
        async with _killed_when_held(profile, stalls.held) as agent:
            await _furnished(agent, rpc)
            planned = await agent.deployments.plan(_wish(url))
            cut_off = asyncio.create_task(agent.deployments.commit(planned.id, PASSWORD))
        await asyncio.wait({cut_off})
        assert cut_off.exception() is not None

        stalls.hold_before = 0
        async with agent_here(profile) as agent:
            await agent.wallet.unlock(PASSWORD)
            again = await agent.deployments.plan(_wish(url))
            assert (again.id, again.begun, again.done) == (planned.id, True, False)
            assert [one.state for one in again.contracts][:3] == ["done", "done", "sent"]
            done = await agent.deployments.commit(planned.id, PASSWORD)
            assert await agent.deployments.commit(planned.id, PASSWORD) == done
            fresh = await agent.deployments.plan(_wish(url))
            assert fresh.id != planned.id
            assert [one.id for one in await agent.deployments.all()] == [planned.id]

    sent = await rpc.call("eth_getTransactionCount", [OWNER.address, "latest"])
    assert int(sent, 16) == len(PARTS) + 1
    assert [one.part for one in done.contracts] == PARTS
    assert [one.address for one in done.contracts] == [one.address for one in planned.contracts]
    network = _network_of(done, tmp_path)
    await ChainReader(rpc, network).check_network()
    assert set(network.codes) == set(PARTS)


async def test_what_cannot_be_deployed_is_said_before_anything_is_sent(
    profile: Profile, anvil: Anvil, rpc: Rpc
) -> None:
    plain = test_key(30).address
    async with agent_here(profile) as agent:
        await _furnished(agent, rpc)

        async def refusal(**changes: Any) -> str:
            with pytest.raises(UserError) as caught:
                await agent.deployments.plan(_wish(anvil.url, **changes))
            return caught.value.code

        assert await refusal(token=plain, faucet=False) == "chain.token_no_contract"
        assert await refusal(token=plain) == "agent.faucet_of_foreign_token"
        assert await refusal(feed=plain) == "agent.two_feeds"
        assert await refusal(feed=plain, practice_price=None) == "chain.no_feed_there"
        assert await refusal(account=plain) == "wallet.no_account"
        await rpc.call("anvil_setBalance", [OWNER.address, hex(10**15)])
        assert await refusal() == "chain.no_gas_money"
        await rpc.call("anvil_setChainId", [10])
        assert await refusal() == "chain.not_a_test_chain"
    assert await rpc.call("eth_blockNumber") == "0x0"


async def test_a_deployment_costs_no_more_than_was_shown_and_goes_on_at_fees_shown_anew(
    profile: Profile, anvil: Anvil, rpc: Rpc
) -> None:
    async with agent_here(profile) as agent:
        await _furnished(agent, rpc)
        planned = await agent.deployments.plan(_wish(anvil.url))
        dear = 20 * planned.fee // planned.gas
        await rpc.call("anvil_setNextBlockBaseFeePerGas", [hex(dear)])
        await rpc.call("evm_mine")

        with pytest.raises(UserError) as caught:
            await agent.deployments.commit(planned.id, PASSWORD)
        assert caught.value.code == "chain.fee_risen"
        assert await rpc.call("eth_getTransactionCount", [OWNER.address, "latest"]) == "0x0"

        again = await agent.deployments.plan(_wish(anvil.url))
        assert (again.id, again.begun) == (planned.id, True)
        assert again.fee > planned.fee
        assert (await agent.deployments.commit(again.id, PASSWORD)).done
    left = wire.quantity(await rpc.call("eth_getBalance", [OWNER.address, "latest"]), "coin")
    assert 10 * COIN - left <= again.fee


def _network_of(done: Deployment, folder: Path) -> Network:
    """The network, by way of its file."""
    file = folder / "network.json"
    file.write_text(json.dumps(done.network), "utf-8")
    network = load_network(file)
    assert json.loads(json.dumps(asdict(network))) == done.network
    return network


async def _deployed_and_bought(
    agent: AgentClient, anvil: Anvil, folder: Path
) -> tuple[Network, DealId]:
    """A network in use, with a deal of the owner."""
    planned = await agent.deployments.plan(_wish(anvil.url))
    with pytest.raises(UserError) as caught:
        await agent.deployments.commit(planned.id, Secret("something else"))
    assert caught.value.code == "wallet.wrong_password"
    done = await agent.deployments.commit(planned.id, PASSWORD)
    network = _network_of(done, folder)
    status = await agent.network.use(folder / "network.json")
    assert (status.ready, status.practice) == (True, False)
    sources = (await agent.deployments.sources(planned.id)).files
    _require_description(json.loads(sources["deployment.json"]), network, done)
    deal = await _bought(agent, network, folder)
    await eventually(lambda: _has(agent, deal))
    return network, deal


async def _bought(agent: AgentClient, network: Network, folder: Path) -> DealId:
    deposit = Deposit(account=OWNER.address, amount=100 * SNM)
    await agent.plans.commit((await agent.plans.make(deposit)).id)
    return await _buy(network, folder)


async def _has(agent: AgentClient, deal: DealId) -> bool:
    """Whether the agent knows of *deal*."""
    return any(one.id == deal for one in await agent.deals.all())


async def _left_behind(agent: AgentClient) -> KnownNetwork:
    """What the state says of the only other network, once it was looked at."""

    async def looked() -> bool:
        others = (await agent.network.status()).others
        return bool(others) and others[0].answers

    await eventually(looked)
    (only,) = (await agent.network.status()).others
    return only


async def _buy(network: Network, folder: Path) -> DealId:
    """A deal of the owner with a worker, by transactions that they sign themselves."""
    rpc = network_rpc(network)
    database = Database(folder / "buyer.sqlite", "agent")
    await database.open()
    sender, calls = Transactions(rpc, database, network, SystemClock()), MarketCalls(network)
    now = await ChainReader(rpc, network).pending_time()
    wish = Bind(WORKER.address, MASTER.address, 30 * _DAY, 0, now + 365 * _DAY)
    quote = make_quote(
        worker=WORKER.address,
        consumer=OWNER.address,
        nonce=1,
        rate=10**12,
        expiry=now + 300,
    )
    taken = calls.take(
        quote,
        WORKER.sign(quote, network.domain),
        escrow=Wei(SNM),
        lease=3600,
        max_rate=WeiPerSecond(quote.rate),
    )
    bound = calls.bind(wish, *(who.sign(wish, network.domain) for who in (WORKER, MASTER)))
    await _send(sender, "bind", MASTER, bound)
    await _send(sender, "take", OWNER, taken)
    await database.close()
    await rpc.close()
    return quote.deal_id


async def _send(sender: Transactions, intent: str, signer: KeySigner, call: Call) -> None:
    assert (await sender.send(intent, signer, call)).succeeded


def _require_description(told: dict[str, Any], network: Network, done: Deployment) -> None:
    """It names each contract, its transaction and its hash, and the arguments of the market."""
    assert (told["chainId"], set(told["contracts"])) == (network.chain_id, set(PARTS))
    for one in done.contracts:
        entry = told["contracts"][one.part]
        assert (entry["address"], entry["transaction"]) == (one.address, one.transaction)
        assert entry["codeHash"] == network.codes[one.part]
    raw = bytes.fromhex(told["contracts"]["market"]["constructorArguments"][2:])
    token, feed, age = wire.words(raw, 3, "arguments")
    assert wire.address_word(token, "a token") == network.token
    assert wire.address_word(feed, "a feed") == network.feed
    assert age == 3600


async def test_what_is_left_on_the_former_contracts_is_told_and_can_be_fetched(
    profile: Profile, anvil: Anvil, rpc: Rpc, tmp_path: Path
) -> None:
    """After a redeployment the old market's deals are closed, and its money comes back."""
    async with agent_here(profile) as agent:
        await _furnished(agent, rpc)
        former, deal = await _deployed_and_bought(agent, anvil, tmp_path)
        state = await ChainReader(rpc, former).deal(deal)
        assert state is not None
        assert (state.consumer, state.payee) == (OWNER.address, MASTER.address)
        next_one = _wish(anvil.url, name="the next", token=former.token, faucet=False)
        second = await agent.deployments.plan(next_one)
        _network_of(await agent.deployments.commit(second.id, PASSWORD), tmp_path)
        await agent.network.use(tmp_path / "network.json")

        left = await _left_behind(agent)
        assert (left.identity, left.deals, left.answers) == (former.identity, 1, True)
        assert 99 * SNM < left.held <= 100 * SNM

        status = await agent.network.use_known(left.identity)
        assert (status.market, status.ready) == (former.market, True)
        await eventually(lambda: _has(agent, deal))
        close = await agent.plans.make(CloseDeal(deal=deal))
        assert (await agent.plans.commit(close.id)).done
        withdraw = Withdraw(account=OWNER.address, amount=99 * SNM)
        await agent.plans.commit((await agent.plans.make(withdraw)).id)
        assert [one.name for one in (await agent.network.status()).others] == ["the next"]
