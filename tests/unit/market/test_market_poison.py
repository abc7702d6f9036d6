"""A voucher that the contract refuses must not keep a supplier from everything else."""

from __future__ import annotations

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.supplier.claim_rule import ClaimPolicy
from sonm_desktop.market.supplier.claiming import Claiming
from sonm_desktop.store.vouchers import VoucherRow
from sonm_desktop.wallet.messages import Voucher
from tests.chain_fixtures import SNM, eventually, pass_time, test_key
from tests.unit.rental.conftest import RATE, Street


async def _poison(street: Street, deal: DealId) -> None:
    """Signed by a key that is no operator, as when it was revoked in an earlier block."""
    now = await street.supplier.chain.pending_time()
    forged = Voucher(deal, SNM // 10**9, now - 10, now + 10**6)
    signature = test_key(55).sign(forged, street.network.domain)
    row = VoucherRow(deal, Wei(forged.total), forged.at, forged.until, signature)
    await street.supplier.supplier_desk.promises.add_vouchers([row])


async def test_a_worthless_voucher_neither_counts_nor_stops_a_claim(street: Street) -> None:
    await street.list()
    deal = await street.buy(duration=3600)
    await pass_time(street.rpc, 100)
    supplier, master = street.supplier.supplier, street.keys.master.address

    async def owing() -> bool:
        return (await supplier.earnings(master)).claimable >= 100 * RATE

    await eventually(owing, what="the index")
    await _poison(street, deal)
    assert (await supplier.earnings(master)).claimable < 200 * RATE
    await Claiming(street.supplier.supplier_desk, ClaimPolicy(least=Wei(1), every_s=0)).look(master)
    assert await street.supplier.chain.vault(master) >= 100 * RATE


async def test_a_worthless_voucher_does_not_make_a_fair_settlement_too_low(
    street: Street,
) -> None:
    await street.list()
    deal = await street.buy(duration=3600)
    await pass_time(street.rpc, 100)
    await _poison(street, deal)
    plan = await street.customer.rental.plan_close(deal)
    assert (await street.customer.rental.commit(plan.id)).code == "rental.closed_together"
