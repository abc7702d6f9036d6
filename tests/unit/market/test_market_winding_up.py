"""A supplier who has gone to another network is paid for what he did before, and begins nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sonm_desktop.chain.events import PlacedEvent
from sonm_desktop.chain.index.records import IndexedDeal
from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market.held import NEVER_HELD, Held
from sonm_desktop.market.supplier.claim_rule import ClaimPolicy
from sonm_desktop.market.supplier.claiming import Claiming
from sonm_desktop.market.supplier.supply import SupplierService
from sonm_desktop.market.supplier.winding_up import WindingUp
from sonm_desktop.store.supplier_workers import SupplierWorkerRow
from sonm_desktop.store.vouchers import VoucherRow
from sonm_desktop.wallet.messages import Voucher
from tests.chain_deals import RATE, bind_worker, fill_vault, fresh_quote, take
from tests.chain_fixtures import SNM, Keys, eventually, pass_time, submit
from tests.rental_parts import Agent, agent


async def test_a_voucher_is_claimed_before_the_customer_can_close_without_it(
    tmp_path: Path, network: Network, reader: ChainReader, keys: Keys
) -> None:
    """The deal's own line is worth a thousandth of what the customer has promised."""
    master = keys.master.address
    async with agent(tmp_path, network, keys.master) as one:
        deal = await _ending_with_a_voucher(one, keys)
        await one.index.refresh()
        winding_up = WindingUp(one.supplier_desk, ClaimPolicy(grace_s=60))

        await winding_up.once([master])
        await winding_up.once([master])

        state = await reader.deal(deal)
        assert state is not None
        assert not state.open
        assert await reader.vault(master) >= SNM // 2
        sent = [entry.intent for entry in await one.supplier_desk.sender.history(master)]  # type: ignore[attr-defined]
        assert sent == [f"supplier_close:{deal}"]


async def _ending_with_a_voucher(one: Agent, keys: Keys) -> DealId:
    """A deal that its customer has begun to close; only we know how much he had promised."""
    rpc, network = one.rpc, one.network
    await bind_worker(rpc, network, keys.worker, keys.master)
    await fill_vault(rpc, network, keys.consumer.address)
    deal = await take(rpc, network, keys, await fresh_quote(rpc, network, keys))
    now = await one.chain.pending_time()
    voucher = Voucher(deal=deal, total=SNM // 2, at=now, until=now + 3600)
    signed = keys.consumer.sign(voucher, network.domain)
    await one.supplier_desk.promises.add_vouchers(
        [VoucherRow(deal, Wei(voucher.total), voucher.at, voucher.until, signed)]
    )
    await submit(rpc, keys.consumer.address, MarketCalls(network).request_close(deal))
    await pass_time(rpc, 300)
    return deal


class _Blind:
    """An index whose node left every deal out of its logs."""

    async def deals(self, _account: Address) -> list[IndexedDeal]:
        return []

    async def deal(self, _deal: DealId) -> IndexedDeal | None:
        return None

    async def events(self, after: int = 0, *, limit: int = 1000) -> list[PlacedEvent]:
        del after, limit
        return []


async def test_a_deal_that_a_node_hides_is_claimed_by_the_voucher_that_we_hold(
    tmp_path: Path, network: Network, reader: ChainReader, keys: Keys
) -> None:
    """Else a customer with a friend among the nodes would finish it without what he promised."""
    master = keys.master.address
    async with agent(tmp_path, network, keys.master) as one:
        await _ending_with_a_voucher(one, keys)
        blind = replace(one.supplier_desk, index=_Blind())

        await Claiming(blind, ClaimPolicy(grace_s=60)).look(master)

        assert await reader.vault(master) >= SNM // 2


class _Knows(_Blind):
    """An index that has one deal, of which only its worker counts."""

    def __init__(self, deal: DealId, worker: Address) -> None:
        self._deals = [SimpleNamespace(deal=deal, worker=worker, payee="", open=False)]

    async def deals(self, _account: Address) -> list[Any]:
        return list(self._deals)


class _Line:
    """To a worker that has one thing to say, and to nobody else."""

    def __init__(self, held: dict[str, Any]) -> None:
        self._held = held

    async def reach(self, _role: str, _account: Address, _row: SupplierWorkerRow) -> _Line:
        return self

    async def call(self, method: str, _body: dict[str, Any], **_: Any) -> dict[str, Any]:
        answers: dict[str, dict[str, Any]] = {
            "worker.vouchers": {"vouchers": []},
            "worker.settlements": {"settlements": [], "held": [self._held]},
            "worker.stops": {"stops": []},
        }
        return answers[method]


@pytest.mark.parametrize(("seconds", "cost"), [(60, 600), (1 << 64, 600), (60, 1 << 96), (60, -1)])
async def test_what_a_worker_of_a_former_network_held_is_heard_and_nonsense_is_not(
    tmp_path: Path, network: Network, keys: Keys, seconds: int, cost: int
) -> None:
    """Or its customer is refused what he need not pay."""
    deal = DealId("0x" + "ab" * 32)
    worker, master = keys.worker.address, keys.master.address
    counts = {"seconds": seconds, "cost": cost, "credit": 0, "rate": 10, "total": 0, "until": 0}
    async with agent(tmp_path, network, keys.master) as one:
        desk = replace(
            one.supplier_desk,
            index=_Knows(deal, worker),
            contacts=_Line({"deal": deal, **counts}),  # type: ignore[arg-type]
        )
        await desk.workers.put(
            SupplierWorkerRow(worker, master, "", (), "", 0.0, {}, b"", b""),
        )
        await WindingUp(desk, ClaimPolicy()).once([])
        sound = (seconds, cost) == (60, 600)
        assert await desk.held.of(deal) == (Held(60, Wei(600)) if sound else NEVER_HELD)


async def test_who_restored_his_wallet_is_paid_although_he_has_no_workers(
    tmp_path: Path, rpc: Rpc, network: Network, reader: ChainReader, keys: Keys
) -> None:
    master = keys.master.address
    await bind_worker(rpc, network, keys.worker, keys.master)
    await fill_vault(rpc, network, keys.consumer.address)
    deal = await take(rpc, network, keys, await fresh_quote(rpc, network, keys))
    await pass_time(rpc, 3600 + 120)
    async with agent(tmp_path, network, keys.master) as one:
        await one.index.refresh()
        policy = ClaimPolicy(grace_s=60)
        restored = SupplierService(one.supplier_desk, policy=policy, accounts=lambda: [master])
        one.loops.keep("claims", restored.run)

        async def closed() -> bool:
            state = await reader.deal(deal)
            return state is not None and not state.open

        await eventually(closed, limit_s=20, what="the deal to be closed by who is paid")
        assert await reader.vault(master) == 3600 * RATE
