"""Plans on a real node: shown, committed once, by whoever and however often it is asked."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.plans import AskFaucet, Deposit, GrantOperator, Send, Withdraw
from sonm_desktop.api.schema.tokens import NewToken, Scope
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.secret import Secret
from tests.agent_parts import PASSWORD, agent_here
from tests.chain_fixtures import COIN, SNM, pass_time
from tests.unit.agent.conftest import Bench, furnished

STRANGER = Address("0x" + "11" * 20)


async def refusal_of(work: object) -> str:
    with pytest.raises(UserError) as refused:
        await work  # type: ignore[misc]
    return refused.value.code


async def test_a_plan_shows_what_it_does_and_does_nothing(bench: Bench) -> None:
    plan = await bench.agent.plans.make(Deposit(account=bench.account, amount=5 * SNM))
    assert plan.total == 5 * SNM
    assert plan.fee > 0
    assert plan.effects[0].text == "5 SNM go from the wallet into the market's vault."
    assert plan.valid_s is not None
    assert 0 < plan.valid_s <= plan.expires
    again = await bench.agent.plans.get(plan.id)
    assert again == plan.model_copy(update={"valid_s": None})
    assert (await bench.agent.wallet.balances(bench.account)).vault == 0


async def test_committing_twice_is_the_same_as_once(bench: Bench) -> None:
    plan = await bench.agent.plans.make(Deposit(account=bench.account, amount=5 * SNM))
    first = await bench.agent.plans.commit(plan.id)
    assert await bench.agent.plans.commit(plan.id) == first
    balances = await bench.agent.wallet.balances(bench.account)
    assert (balances.vault, balances.token) == (5 * SNM, 995 * SNM)
    assert first.outcome.text == "5 SNM are in the market's vault."


async def test_ten_at_once_are_the_same_as_one(bench: Bench) -> None:
    plan = await bench.agent.plans.make(Deposit(account=bench.account, amount=5 * SNM))
    commits = [bench.agent.plans.commit(plan.id) for _ in range(10)]
    outcomes = await asyncio.gather(*commits)
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert (await bench.agent.wallet.balances(bench.account)).vault == 5 * SNM


async def test_a_committed_plan_is_known_after_a_restart(
    profile: Profile, network_file: Path, network: Network, rpc: Rpc, reader: ChainReader
) -> None:
    async with agent_here(profile) as agent:
        bench = await furnished(agent, profile, network_file, network, rpc, reader)
        plan = await agent.plans.make(Deposit(account=bench.account, amount=5 * SNM))
        first = await agent.plans.commit(plan.id)
    async with agent_here(profile) as agent:
        assert (await agent.wallet.status()).locked
        assert await agent.plans.commit(plan.id) == first
    assert await reader.vault(bench.account) == 5 * SNM


async def test_money_comes_back_from_the_vault(bench: Bench) -> None:
    for request in (
        Deposit(account=bench.account, amount=5 * SNM),
        Withdraw(account=bench.account, amount=2 * SNM),
    ):
        plan = await bench.agent.plans.make(request)
        await bench.agent.plans.commit(plan.id)
    assert (await bench.agent.wallet.balances(bench.account)).vault == 3 * SNM


async def test_every_transaction_shows_with_its_gas(bench: Bench) -> None:
    plan = await bench.agent.plans.make(Deposit(account=bench.account, amount=SNM))
    await bench.agent.plans.commit(plan.id)
    sent = await bench.agent.wallet.transactions(bench.account)
    assert [entry.what.code for entry in sent] == ["agent.tx_deposit", "agent.tx_approve"]
    assert all(entry.gas_used and entry.fee for entry in sent)
    spent = sum(entry.fee or 0 for entry in sent)
    assert (await bench.agent.wallet.balances(bench.account)).coin == 10 * COIN - spent


async def test_sending_wants_the_password(bench: Bench) -> None:
    request = Send(account=bench.account, to=STRANGER, amount=7 * SNM)
    plan = await bench.agent.plans.make(request)
    assert plan.password
    commit = bench.agent.plans.commit
    assert await refusal_of(commit(plan.id)) == "agent.password_needed"
    assert await refusal_of(commit(plan.id, password=Secret("no"))) == "wallet.wrong_password"
    assert await bench.reader.token_balance(STRANGER) == 0
    await commit(plan.id, password=PASSWORD)
    assert await bench.reader.token_balance(STRANGER) == 7 * SNM


async def test_coin_is_sent_too(bench: Bench) -> None:
    request = Send(account=bench.account, to=STRANGER, amount=COIN, asset="coin")
    plan = await bench.agent.plans.make(request)
    await bench.agent.plans.commit(plan.id, password=PASSWORD)
    assert await bench.reader.coin_balance(STRANGER) == COIN


async def test_the_faucet_gives_test_money_and_no_more_than_it_may(bench: Bench) -> None:
    make = bench.agent.plans.make
    plan = await make(AskFaucet(account=bench.account, amount=SNM))
    await bench.agent.plans.commit(plan.id)
    assert await bench.reader.token_balance(bench.account) == 1001 * SNM
    too_much = make(AskFaucet(account=bench.account, amount=10**9 * SNM))
    assert await refusal_of(too_much) == "chain.drip_limit"


async def test_what_cannot_be_done_is_refused_when_it_is_planned(bench: Bench) -> None:
    make = bench.agent.plans.make
    account = bench.account
    too_much = 2000 * SNM
    assert await refusal_of(make(Deposit(account=account, amount=too_much))) == (
        "chain.token_too_low"
    )
    assert await refusal_of(make(Withdraw(account=account, amount=SNM))) == "chain.vault_too_low"
    assert await refusal_of(make(Deposit(account=STRANGER, amount=1))) in (
        "wallet.no_account",
        "chain.token_too_low",
    )
    crooked = "0x52908400098527886E0F7030069857D2E4169Ee7"
    assert await refusal_of(make(Send(account=account, to=crooked, amount=1))) == (
        "wallet.bad_checksum"
    )
    assert await refusal_of(
        make(Send(account=account, to=STRANGER, amount=10 * COIN, asset="coin"))
    ) in ("chain.no_gas_money", "chain.refused")


async def test_a_locked_wallet_moves_nothing_and_may_try_again(bench: Bench) -> None:
    plan = await bench.agent.plans.make(Deposit(account=bench.account, amount=SNM))
    await bench.agent.wallet.lock()
    assert await refusal_of(bench.agent.plans.commit(plan.id)) == "wallet.locked"
    await bench.agent.wallet.unlock(PASSWORD)
    await bench.agent.plans.commit(plan.id)
    assert await bench.reader.vault(bench.account) == SNM


async def test_an_old_plan_is_not_committed(bench: Bench, rpc: Rpc) -> None:
    plan = await bench.agent.plans.make(Deposit(account=bench.account, amount=SNM))
    await pass_time(rpc, 3600)
    assert await refusal_of(bench.agent.plans.commit(plan.id)) == "agent.plan_expired"
    assert await bench.reader.vault(bench.account) == 0


async def test_an_unknown_plan_is_said(bench: Bench) -> None:
    assert await refusal_of(bench.agent.plans.commit("nonsense")) == "rental.no_plan"


async def test_the_operator_is_granted_and_revoked(bench: Bench) -> None:
    for duration, ready in ((86_400, True), (0, False)):
        request = GrantOperator(
            account=bench.account, daily_limit=10 * SNM, duration=duration, gas=COIN // 100
        )
        plan = await bench.agent.plans.make(request)
        await bench.agent.plans.commit(plan.id)
        status = await bench.agent.wallet.operator(bench.account)
        assert status.ready is ready
    assert await bench.reader.coin_balance(Address(status.operator)) == 2 * COIN // 100


async def test_a_token_for_trade_moves_no_money_of_the_wallet(bench: Bench) -> None:
    issued = await bench.agent.tokens.issue(
        NewToken(name="buys", scope=Scope.TRADE, limit=100 * SNM)
    )
    plan = await bench.agent.plans.make(Deposit(account=bench.account, amount=SNM))
    async with AgentClient(bench.profile, token=issued.secret) as trader:
        made = trader.plans.make(Deposit(account=bench.account, amount=SNM))
        assert await refusal_of(made) == "agent.scope"
        assert await refusal_of(trader.plans.commit(plan.id)) == "agent.scope"
    assert await bench.reader.vault(bench.account) == 0
