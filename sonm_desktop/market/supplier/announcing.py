"""Writes a worker's asks into the chain's log, when they change or run out."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import Any

from sonm_desktop.core.errors import BadReply
from sonm_desktop.market.offers.offer import SignedAsk
from sonm_desktop.market.ports import Peer
from sonm_desktop.market.service import checked_ask
from sonm_desktop.market.supplier.desk import SupplierDesk
from sonm_desktop.store.supplier_workers import SupplierWorkerRow
from sonm_desktop.wallet.messages import Ask, MessageError

logger = logging.getLogger(__name__)

CALL_S = 15.0
MOST_OFFERS = 64
LEFT_PART = 4
"""Announced anew when less than a quarter of its life is left."""


class Announcing:
    """An ask that is not announced is still served to those who know the worker."""

    def __init__(self, desk: SupplierDesk) -> None:
        self._desk = desk

    async def refresh(self, row: SupplierWorkerRow, peer: Peer) -> list[SignedAsk]:
        """What *row* sells now, announced where that is due.

        Raises UserError when nobody can pay the gas of announcing, RemoteError.
        """
        offers = await self._current(row, peer)
        self._desk.market.withdraw(row.worker, keep={offer.ask.slice for offer in offers})
        if not offers:
            return []
        for offer in offers:
            self._desk.market.learn(offer.ask, offer.signature)
        now = await self._desk.chain.pending_time()
        announced = {ask.slice: ask for ask in announced_asks(row)}
        for offer in offers:
            if announcement_due(announced.get(offer.ask.slice), offer.ask, now):
                announced[offer.ask.slice] = offer.ask
                await self._announce(row, offer, announced)
        return offers

    async def _announce(
        self, row: SupplierWorkerRow, offer: SignedAsk, announced: dict[str, Ask]
    ) -> None:
        """*announced*: by slice, what stands on the chain afterwards."""
        desk = self._desk
        signer = await desk.keys.sender(row.master)
        call = desk.calls.announce(offer.ask, offer.signature)
        await desk.sender.converge(f"announce:{offer.id}", signer, call)
        now = await desk.chain.pending_time()
        alive = [ask.to_wire() for ask in announced.values() if ask.expiry > now]
        await desk.workers.announced(row.worker, json.dumps(alive))
        logger.info("an offer of worker %s is announced: %s", row.worker, offer.id)

    async def _current(self, row: SupplierWorkerRow, peer: Peer) -> list[SignedAsk]:
        reply = await peer.call("asks", {}, deadline_s=CALL_S)
        entries = reply.get("asks")
        if not isinstance(entries, list) or len(entries) > MOST_OFFERS:
            raise BadReply("no list of offers")
        return [self._checked(row, entry) for entry in entries]

    def _checked(self, row: SupplierWorkerRow, entry: Any) -> SignedAsk:
        if not isinstance(entry, dict):
            raise BadReply("an offer that is not one")
        try:
            return checked_ask(
                entry.get("ask"), entry.get("signature"), self._desk.domain, row.worker
            )
        except MessageError as error:
            raise BadReply("an offer that its worker has not signed") from error


def announced_asks(row: SupplierWorkerRow) -> list[Ask]:
    """The asks of *row* that were put on the chain last, one of each slice."""
    if not row.announced:
        return []
    told = json.loads(row.announced)
    return [Ask.from_wire(wire) for wire in (told if isinstance(told, list) else [told])]


def announcement_due(announced: Ask | None, current: Ask, now: int) -> bool:
    """Whether *current* says something new, or what is announced runs out."""
    if announced is None:
        return True
    same = replace(announced, issued=current.issued, expiry=current.expiry) == current
    life = announced.expiry - announced.issued
    return not same or (
        announced.expiry - now < life // LEFT_PART and current.expiry > announced.expiry
    )
