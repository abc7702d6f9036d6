"""Writes a worker's asks into the chain's log, when they change or run out."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import Any

from sonm_desktop.core.errors import BadReply
from sonm_desktop.market.offers import SignedAsk
from sonm_desktop.market.ports import Peer
from sonm_desktop.market.service import checked_ask
from sonm_desktop.market.supplier_desk import SupplierDesk
from sonm_desktop.store.supplier_workers import SupplierWorkerRow
from sonm_desktop.wallet.messages import Ask, MessageError

logger = logging.getLogger(__name__)

CALL_S = 15.0
LEFT_PART = 4
"""Announced anew when less than a quarter of its life is left."""


class Announcing:
    """An ask that is not announced is still served to those who know the worker."""

    def __init__(self, desk: SupplierDesk) -> None:
        self._desk = desk

    async def refresh(self, row: SupplierWorkerRow, peer: Peer) -> SignedAsk | None:
        """What *row* sells now, announced if that is due; None when it sells nothing.

        Raises UserError when nobody can pay the gas of announcing, RemoteError.
        """
        offer = await self._current(row, peer)
        if offer is None:
            self._desk.market.withdraw(row.worker)
            return None
        self._desk.market.learn(offer.ask, offer.signature)
        now = await self._desk.chain.pending_time()
        if announcement_due(announced_ask(row), offer.ask, now):
            await self._announce(row, offer)
        return offer

    async def _announce(self, row: SupplierWorkerRow, offer: SignedAsk) -> None:
        desk = self._desk
        signer = await desk.keys.sender(row.master)
        call = desk.calls.announce(offer.ask, offer.signature)
        await desk.sender.converge(f"announce:{offer.id}", signer, call)
        await desk.workers.announced(row.worker, json.dumps(offer.ask.to_wire()))
        logger.info("the offer of worker %s is announced: %s", row.worker, offer.id)

    async def _current(self, row: SupplierWorkerRow, peer: Peer) -> SignedAsk | None:
        reply = await peer.call("asks", {}, deadline_s=CALL_S)
        entries = reply.get("asks")
        if not isinstance(entries, list):
            raise BadReply("no list of offers")
        if not entries:
            return None
        return self._checked(row, entries[0])

    def _checked(self, row: SupplierWorkerRow, entry: Any) -> SignedAsk:
        if not isinstance(entry, dict):
            raise BadReply("an offer that is not one")
        try:
            return checked_ask(
                entry.get("ask"), entry.get("signature"), self._desk.domain, row.worker
            )
        except MessageError as error:
            raise BadReply("an offer that its worker has not signed") from error


def announced_ask(row: SupplierWorkerRow) -> Ask | None:
    """The ask of *row* that was put on the chain last."""
    return Ask.from_wire(json.loads(row.announced)) if row.announced else None


def announcement_due(announced: Ask | None, current: Ask, now: int) -> bool:
    """Whether *current* says something new, or what is announced runs out."""
    if announced is None:
        return True
    same = replace(announced, issued=current.issued, expiry=current.expiry) == current
    life = announced.expiry - announced.issued
    return not same or (
        announced.expiry - now < life // LEFT_PART and current.expiry > announced.expiry
    )
