"""Addresses that are made to be mixed up are found, and nothing is sent to them by accident."""

from __future__ import annotations

import pytest
from eth_utils.address import to_checksum_address
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.agent.recipients import KnownAddresses, look_alike
from sonm_desktop.api.schema.plans import Deposit, Disallow, Send
from sonm_desktop.chain.market_calls import TokenCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from tests.agent_parts import PASSWORD
from tests.chain_fixtures import SNM, submit
from tests.unit.agent.conftest import Bench

FRIEND = Address(to_checksum_address("0x" + "ab12" + "0" * 32 + "9f3c"))
FALSE_FRIEND = Address(to_checksum_address("0x" + "ab12" + "7" * 32 + "9f3c"))
STRANGER = Address(to_checksum_address("0x" + "44" * 20))

_addresses = st.binary(min_size=20, max_size=20).map(lambda raw: Address(to_checksum_address(raw)))


@given(st.sets(_addresses, max_size=4), st.sets(_addresses, max_size=4), _addresses)
def test_a_known_address_is_never_suspicious(
    trusted: set[Address], seen: set[Address], address: Address
) -> None:
    known = KnownAddresses(frozenset(trusted | {address}), frozenset(seen))
    assert look_alike(address, known) is None


@given(_addresses, st.integers(0, 7), st.binary(min_size=20, max_size=20))
def test_seven_equal_digits_at_the_ends_are_a_resemblance(
    known: Address, first: int, middle: bytes
) -> None:
    last = 7 - first
    body = middle.hex()
    made = "0x" + known[2 : 2 + first] + body[first : 40 - last] + known[42 - last :]
    other = Address(to_checksum_address(made))
    held = KnownAddresses(frozenset({known}), frozenset())
    assert look_alike(other, held) == (None if other == known else known)


def test_who_only_paid_us_is_not_trusted_for_it() -> None:
    poisoned = KnownAddresses(frozenset({FRIEND}), frozenset({FALSE_FRIEND}))
    assert look_alike(FALSE_FRIEND, poisoned) == FRIEND
    assert look_alike(FRIEND, poisoned) is None
    assert look_alike(STRANGER, poisoned) is None


async def test_a_look_alike_of_a_paid_address_is_refused_until_it_is_meant(bench: Bench) -> None:
    agent, account = bench.agent, bench.account
    assert (await agent.wallet.recipient(account, FRIEND)).state.code == "agent.recipient_new"
    plan = await agent.plans.make(Send(account=account, to=FRIEND, amount=1))
    await agent.plans.commit(plan.id, password=PASSWORD)
    assert (await agent.wallet.recipient(account, FRIEND)).state.code == "agent.recipient_known"
    own = await agent.wallet.recipient(account, account.lower())
    assert (own.address, own.state.code) == (account, "agent.recipient_own")

    found = await agent.wallet.recipient(account, FALSE_FRIEND)
    assert (found.state.code, found.like) == ("agent.look_alike", FRIEND)
    with pytest.raises(UserError, match="begins and ends like"):
        await agent.plans.make(Send(account=account, to=FALSE_FRIEND, amount=1))
    meant = Send(account=account, to=FALSE_FRIEND, amount=1, alike_ok=True)
    assert (await agent.plans.make(meant)).total == 1


async def test_a_wrong_checksum_is_told(bench: Bench) -> None:
    wrong = FRIEND.swapcase().replace("X", "x", 1)
    for work in (
        bench.agent.wallet.recipient(bench.account, wrong),
        bench.agent.plans.make(Send(account=bench.account, to=wrong, amount=1)),
    ):
        with pytest.raises(UserError) as told:
            await work
        assert told.value.code == "wallet.bad_checksum"


@pytest.mark.parametrize("asset", ["snm", "coin"])
async def test_everything_is_sent_and_the_fee_is_kept(bench: Bench, asset: str) -> None:
    agent, account = bench.agent, bench.account
    before = await agent.wallet.balances(account)
    request = Send.model_validate(
        {"account": account, "to": STRANGER, "asset": asset, "speed": "slow"}
    )
    plan = await agent.plans.make(request)
    assert plan.speed == "slow"
    assert [choice.speed for choice in plan.speeds] == ["slow", "normal", "fast"]
    assert plan.fee == plan.speeds[0].fee >= plan.speeds[0].likely > 0
    await agent.plans.commit(plan.id, password=PASSWORD)
    after = await agent.wallet.balances(account)
    if asset == "snm":
        assert (after.token, plan.total) == (0, before.token)
        return
    assert after.coin < plan.fee
    assert await bench.reader.coin_balance(STRANGER) > before.coin - 2 * plan.fee


async def test_a_permission_to_take_is_shown_and_taken_back(
    bench: Bench, rpc: Rpc, network: Network
) -> None:
    agent, account = bench.agent, bench.account
    plan = await agent.plans.make(Deposit(account=account, amount=SNM))
    await agent.plans.commit(plan.id)
    assert await agent.wallet.allowances(account) == []
    await submit(rpc, account, TokenCalls(network).approve(FRIEND, Wei(7)))
    await agent.history.open(account)
    (found,) = await agent.wallet.allowances(account)
    assert (found.spender, found.amount, found.market) == (FRIEND, 7, False)
    plan = await agent.plans.make(Disallow(account=account, spender=FRIEND))
    await agent.plans.commit(plan.id)
    assert await agent.wallet.allowances(account) == []
