"""What the reader says beside what the contract did."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.chain.network import Network, load_network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.chain.sending.permit import permit_digest
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import BadReply, UserError
from sonm_desktop.core.ids import ZERO_ADDRESS, Address, ChainId, DealId
from sonm_desktop.wallet.messages import Operator
from tests.chain_deals import RATE, bind_worker, fill_vault, fresh_quote, take
from tests.chain_fixtures import SNM, Keys, mine, pass_time, submit

NEVER = DealId("0x" + "99" * 32)


async def test_this_network_is_recognised(reader: ChainReader) -> None:
    await reader.check_network()


@pytest.mark.parametrize(
    "change",
    [
        {"chain_id": ChainId(1)},
        {"market": Address("0x" + "11" * 20)},
        {"deployment_hash": "0x" + "22" * 32},
        {"deployed_block": 10**6},
    ],
)
async def test_any_other_network_is_refused(
    rpc: Rpc, network: Network, change: dict[str, Any]
) -> None:
    with pytest.raises(UserError) as caught:
        await ChainReader(rpc, replace(network, **change)).check_network()

    assert caught.value.code == "chain.wrong_network"


async def test_a_deal_is_read_with_all_its_fields(
    rpc: Rpc, network: Network, keys: Keys, reader: ChainReader
) -> None:
    await bind_worker(rpc, network, keys.worker, keys.master)
    await fill_vault(rpc, network, keys.consumer.address)
    quote = await fresh_quote(rpc, network, keys, minimum=60)
    assert await reader.deal(quote.deal_id) is None

    await take(rpc, network, keys, quote, escrow=SNM)

    opened = (await reader.head()).time
    assert await reader.deal(quote.deal_id) == DealState(
        consumer=keys.consumer.address,
        payee=keys.master.address,
        rate=RATE,
        seq=0,
        paid=Wei(60 * RATE),
        escrow=Wei(SNM - 60 * RATE),
        last=opened + 60,
        end=NO_END,
        until=opened + 3600,
        floor=0,
        notice=0,
        window=48,
    )
    assert await reader.vault(keys.master.address) == 60 * RATE
    await pass_time(rpc, 660)
    owed = await reader.owed(quote.deal_id)
    assert 600 * RATE <= owed <= 602 * RATE


async def test_a_closed_deal_leaves_its_tombstone(
    rpc: Rpc, network: Network, keys: Keys, reader: ChainReader
) -> None:
    await bind_worker(rpc, network, keys.worker, keys.master)
    await fill_vault(rpc, network, keys.consumer.address)
    deal_id = await take(rpc, network, keys, await fresh_quote(rpc, network, keys))
    call = MarketCalls(network).request_close(deal_id)
    await submit(rpc, keys.master.address, call)

    state = await reader.deal(deal_id)

    assert state is not None
    assert not state.open
    assert state.consumer == keys.consumer.address


async def test_a_deal_counts_as_confirmed_under_enough_blocks(
    rpc: Rpc, network: Network, keys: Keys, reader: ChainReader
) -> None:
    await bind_worker(rpc, network, keys.worker, keys.master)
    await fill_vault(rpc, network, keys.consumer.address)
    deal_id = await take(rpc, network, keys, await fresh_quote(rpc, network, keys))

    assert await reader.confirmed_deal(deal_id, 0) is not None
    assert await reader.confirmed_deal(deal_id, 3) is None
    await mine(rpc, 2)
    assert await reader.confirmed_deal(deal_id, 3) is None
    await mine(rpc)
    assert await reader.confirmed_deal(deal_id, 3) is not None
    assert await reader.confirmed_deal(deal_id, 10**6) is None


async def test_bindings_are_read(
    rpc: Rpc, network: Network, keys: Keys, reader: ChainReader
) -> None:
    worker = keys.worker.address
    assert await reader.binding(worker) is None

    await bind_worker(rpc, network, keys.worker, keys.master)
    binding = await reader.binding(worker)
    assert binding is not None
    assert (binding.master, binding.nonce) == (keys.master.address, 1)

    await submit(rpc, keys.master.address, MarketCalls(network).unbind(worker))
    binding = await reader.binding(worker)
    assert binding is not None
    assert (binding.master, binding.nonce) == (ZERO_ADDRESS, 2)


async def test_operators_are_read(
    rpc: Rpc, network: Network, keys: Keys, reader: ChainReader
) -> None:
    account, operator = keys.consumer, keys.stranger.address
    assert (await reader.operator(account.address, operator)).expiry == 0
    expiry = await reader.pending_time() + 1000
    grant = Operator(
        account.address, operator, SNM, expiry, await reader.operator_nonce(account.address)
    )
    call = MarketCalls(network).set_operator_for(grant, account.sign(grant, network.domain))

    await submit(rpc, keys.master.address, call)

    read = await reader.operator(account.address, operator)
    assert (read.expiry, read.daily_limit, read.spent) == (expiry, SNM, 0)
    assert await reader.operator_nonce(account.address) == 1


async def test_balances_are_read(
    rpc: Rpc, network: Network, keys: Keys, reader: ChainReader
) -> None:
    account = keys.consumer.address
    assert await reader.token_balance(account) == 10_000 * SNM
    assert await reader.coin_balance(account) == 100 * 10**18
    assert await reader.allowance(account) == 0

    await fill_vault(rpc, network, account, 3 * SNM)

    assert await reader.vault(account) == 3 * SNM
    assert await reader.token_balance(account) == 9_997 * SNM


async def test_chain_time_passes_while_the_head_stands_still(rpc: Rpc, reader: ChainReader) -> None:
    head = await reader.head()
    await rpc.call("evm_increaseTime", [hex(1000)])

    assert await reader.pending_time() >= head.time + 1000
    assert (await reader.head()) == head
    seen, now = await reader.head_and_time()
    assert seen == head
    assert now >= head.time + 1000


async def test_a_contract_that_answers_nothing_is_a_bad_reply(rpc: Rpc, network: Network) -> None:
    nobody = Address("0x" + "33" * 20)
    reader = ChainReader(rpc, replace(network, market=nobody, token=nobody))

    for question in (reader.deal(NEVER), reader.vault(nobody), reader.token_balance(nobody)):
        with pytest.raises(BadReply):
            await question


async def test_a_file_from_before_the_registries_says_that_there_are_none(
    network: Network, tmp_path: Any
) -> None:
    added = ("profiles", "blacklists", "reputation", "feed")
    path = tmp_path / "network.json"
    network.save(path)
    fields = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({key: fields[key] for key in fields if key not in added}), "utf-8")

    loaded = load_network(path)

    assert [getattr(loaded, name) for name in added] == [None] * 4
    assert loaded.identity == network.identity


def test_a_network_file_is_read_as_it_was_written(network: Network, tmp_path: Any) -> None:
    network.save(tmp_path / "network.json")

    assert load_network(tmp_path / "network.json") == network


@pytest.mark.parametrize("content", ["", "{}", "[]", "null", '{"rpc_urls": 5, "relays": []}'])
async def test_a_damaged_network_file_is_refused(tmp_path: Any, content: str) -> None:
    (tmp_path / "network.json").write_text(content)

    with pytest.raises(UserError) as caught:
        load_network(tmp_path / "network.json")

    assert caught.value.code == "chain.bad_network_file"


async def test_a_signed_permit_deposits_in_one_transaction(
    rpc: Rpc, network: Network, keys: Keys, reader: ChainReader
) -> None:
    owner = keys.consumer
    deadline = await reader.pending_time() + 600
    nonce = await reader.permit_nonce(owner.address)
    digest = permit_digest(
        network, owner=owner.address, amount=Wei(SNM), nonce=nonce, deadline=deadline
    )
    calls = MarketCalls(network)

    deposit = calls.deposit_permit(Wei(SNM), deadline, owner.sign_digest(digest))
    await submit(rpc, owner.address, calls.multicall([deposit]))

    assert await reader.vault(owner.address) == SNM
    assert await reader.permit_nonce(owner.address) == nonce + 1
