"""Signed stops of deals that this side ended: anybody may submit them, and they end the pay.

They are made anew whenever the master asks, for as long as the deal is remembered, so that an
answer that was lost costs nobody anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sonm_desktop.market.cut_short import CUT_SHORT
from sonm_desktop.store.worker_deals import WorkerDeal
from sonm_desktop.wallet.messages import Domain, Stop
from sonm_desktop.worker.ports import WorkerKey

STOPPED = "worker.supplier_stopped"

_MOST = 50


def signed_stops(
    deals: Iterable[WorkerDeal], key: WorkerKey, domain: Domain
) -> list[dict[str, Any]]:
    """Of those of *deals*, newest first, that were cut short."""
    cut = [deal for deal in deals if deal.reason in CUT_SHORT][:_MOST]
    return [_signed(deal, key, domain) for deal in cut]


def _signed(deal: WorkerDeal, key: WorkerKey, domain: Domain) -> dict[str, Any]:
    message = Stop(deal=deal.deal)
    return {
        "stop": message.to_wire(),
        "nonce": deal.nonce,
        "signature": key.sign(message, domain),
    }
