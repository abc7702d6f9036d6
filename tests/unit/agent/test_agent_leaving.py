"""Before the profile goes to another network it is told what its deals on this one are worth."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from sonm_desktop.agent.former.leaving import LeavingAnswers
from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address
from sonm_desktop.store.vouchers import VoucherRow
from sonm_desktop.wallet.messages import Voucher
from tests.chain_deals import bind_worker, fill_vault, fresh_quote, take
from tests.chain_fixtures import SNM, Anvil, Keys, keys, submit
from tests.rental_parts import Agent, agent, allow_operator

__all__ = ["keys"]


def _answers(one: Agent, account: Address, worker: Address, **changes: Any) -> LeavingAnswers:
    session = SimpleNamespace(
        network=dataclasses.replace(one.network, practice=False, **changes),
        indexer=one.index,
        reader=one.chain,
        acting=one.desk.keys,
    )
    return LeavingAnswers(
        networking=cast(Any, SimpleNamespace(held=lambda: session)),
        journal=one.journal,
        wallet=cast(Any, SimpleNamespace(accounts=lambda: [SimpleNamespace(address=account)])),
        local_worker=cast(Any, SimpleNamespace(address=worker)),
    )


async def test_a_supplier_hears_what_is_owed_until_when_and_whether_it_is_claimed(
    tmp_path: Path, rpc: Rpc, network: Network, reader: ChainReader, keys: Keys
) -> None:
    master = keys.master.address
    await bind_worker(rpc, network, keys.worker, keys.master)
    await fill_vault(rpc, network, keys.consumer.address)
    deal = await take(rpc, network, keys, await fresh_quote(rpc, network, keys))
    await submit(rpc, keys.consumer.address, MarketCalls(network).request_close(deal))
    state = await reader.deal(deal)
    assert state is not None
    async with agent(tmp_path, network, keys.master) as one:
        await one.index.refresh()
        signed = VoucherRow(deal, Wei(SNM // 4), state.end, state.end, b"")
        await one.supplier_desk.promises.add_vouchers([signed])
        answers = _answers(one, master, keys.worker.address)

        told = await answers.leaving()

        assert (told.selling, told.renting, told.serving) == (1, 0, 1)
        assert told.owed >= SNM // 4
        assert told.claim_by == state.end + 48 * 3600
        assert told.trouble is not None
        assert told.trouble.code == "market.operator_missing"

        await allow_operator(one, master)
        assert (await answers.leaving()).trouble is None


async def test_a_customer_hears_how_long_it_is_paid_and_what_waits_in_escrow(
    tmp_path: Path, rpc: Rpc, network: Network, reader: ChainReader, keys: Keys
) -> None:
    await bind_worker(rpc, network, keys.worker, keys.master)
    await fill_vault(rpc, network, keys.consumer.address)
    deal = await take(rpc, network, keys, await fresh_quote(rpc, network, keys))
    state = await reader.deal(deal)
    assert state is not None
    async with agent(tmp_path, network, keys.consumer) as one:
        await one.index.refresh()
        promise = Voucher(deal, 0, state.until - 3600, state.until + 60)
        row = VoucherRow(deal, Wei(promise.total), promise.at, promise.until, b"")
        await one.desk.promises.add_vouchers([row])

        told = await _answers(one, keys.consumer.address, keys.worker.address).leaving()

        assert (told.selling, told.renting, told.serving) == (0, 1, 0)
        assert told.paid_until == promise.until
        assert 0 < told.escrow <= SNM
        assert told.trouble is None


async def test_a_node_that_is_gone_keeps_nobody_from_leaving(
    tmp_path: Path, anvil: Anvil, rpc: Rpc, network: Network, keys: Keys
) -> None:
    """It may be why he leaves; he hears what the records know."""
    await bind_worker(rpc, network, keys.worker, keys.master)
    await fill_vault(rpc, network, keys.consumer.address)
    await take(rpc, network, keys, await fresh_quote(rpc, network, keys))
    async with agent(tmp_path, network, keys.master) as one:
        await one.index.refresh()
        anvil.kill()

        told = await _answers(one, keys.master.address, keys.worker.address).leaving()

        assert (told.selling, told.known, told.owed) == (1, False, 0)
