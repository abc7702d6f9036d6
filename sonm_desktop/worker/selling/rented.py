"""What deals and quotes have of this machine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from sonm_desktop.core.allotment import Claim, Portion
from sonm_desktop.core.ids import DealId
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeal, WorkerDeals
from sonm_desktop.store.worker_plans import WorkerPlans
from sonm_desktop.store.worker_supply import PromisedQuote
from sonm_desktop.wallet.messages import Quote
from sonm_desktop.worker.hardware import Hardware
from sonm_desktop.worker.selling.plan import whole_machine
from sonm_desktop.worker.selling.standing import Rented


async def rented_slices(deals: WorkerDeals, plans: WorkerPlans) -> list[Rented]:
    """The deals that have not ended, the oldest first."""
    slices = await plans.slices_of_deals()
    return [
        Rented(deal.deal, slices.get(deal.deal, ""), claim_of(deal))
        for deal in await deals.unfinished()
        if deal.state is not DealPhase.ENDED
    ]


def claim_of(deal: WorkerDeal) -> Claim[DealId]:
    """What *deal* has of the machine."""
    return Claim(deal.deal, portion_of(deal), promises_time(deal.quote))


def beside(rented: Sequence[Rented], hardware: Hardware) -> Portion:
    """All of the machine. Of its disk also what deals have filled: it is theirs, not gone."""
    whole = whole_machine(hardware)
    filled = sum(one.claim.portion.storage_bytes for one in rented)
    return replace(whole, storage_bytes=whole.storage_bytes + filled)


def promises_time(quote: str) -> bool:
    """Whether *quote*, in JSON, is for a fixed time."""
    return Quote.from_wire(json.loads(quote)).duration > 0


def portion_of(sold: WorkerDeal | PromisedQuote) -> Portion:
    """What was sold of the machine."""
    return Portion(
        cpu_percent=sold.cpu_percent,
        ram_bytes=sold.ram_bytes,
        storage_bytes=sold.storage_bytes,
        gpus=frozenset(sold.gpus),
        ingress_bps=sold.ingress_bps,
        egress_bps=sold.egress_bps,
    )
