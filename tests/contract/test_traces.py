"""The market beside its reference model: the same deals and the same balances, to the wei.

SONM_TRACES sets how many traces, SONM_SEED the first one's seed; each is named by its seed.
"""

from __future__ import annotations

import os

import pytest
from market_bed import Bed, deal_state
from market_lives import LIMIT, Trace, World

from sonm_desktop.chain.records import DealState
from sonm_desktop.core.ids import DealId

TRACES = int(os.environ.get("SONM_TRACES", "200"))
FIRST = int(os.environ.get("SONM_SEED", "0"))
STEPS = 25


@pytest.mark.parametrize("seed", range(FIRST, FIRST + TRACES))
def test_contract_and_model_agree(bed: Bed, seed: int) -> None:
    trace = Trace(bed, seed)
    for action in trace.actions(STEPS):
        bed.node.next_time(action.time)
        bed.market.send(action.function, *action.arguments, sender=action.sender)
        assert chain_world(bed, trace.world) == (trace.world.deals, trace.world.vaults)
    escrows = sum(state.escrow for state in trace.world.deals.values())
    held = bed.token.view("balanceOf", bed.market.address)
    assert held == escrows + sum(trace.world.vaults.values())


@pytest.fixture
def bed(bed: Bed) -> Bed:
    """With an operator who may spend LIMIT a day of the consumer's vault."""
    grant = (bed.operator.address, LIMIT, 2**40 - 1)
    bed.market.send("setOperator", *grant, sender=bed.consumer.address)
    return bed


def chain_world(bed: Bed, world: World) -> tuple[dict[DealId, DealState], dict[str, int]]:
    """Deals and vaults as the chain has them, in one call."""
    market = bed.market
    calls = [market.data("deals", bytes.fromhex(deal[2:])) for deal in world.deals]
    calls += [market.data("vaultOf", account) for account in world.vaults]
    replies = market.view("multicall", calls)
    deals = [deal_state(market.result("deals", raw)) for raw in replies[: len(world.deals)]]
    vaults = [market.result("vaultOf", raw) for raw in replies[len(world.deals) :]]
    return dict(zip(world.deals, deals, strict=True)), dict(zip(world.vaults, vaults, strict=True))
