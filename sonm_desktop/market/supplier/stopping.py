"""Stops that a worker signed for deals that it cut short: submitted, so that nobody pays on."""

from __future__ import annotations

import logging
from typing import Any

from sonm_desktop.core.errors import BadReply, CodedError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market.supplier.desk import SupplierDesk
from sonm_desktop.store.supplier_workers import SupplierWorkerRow
from sonm_desktop.wallet.messages import Domain, MessageError, Stop, deal_id
from sonm_desktop.wallet.signer import require_signature

logger = logging.getLogger(__name__)


async def submit_stops(desk: SupplierDesk, row: SupplierWorkerRow, reply: dict[str, Any]) -> None:
    """Send each stop of a `worker.stop` reply; one that is refused holds up no other."""
    for entry in _entries(reply):
        try:
            await _submit(desk, row, entry)
        except CodedError as error:
            logger.warning("a stop of worker %s was not sent: %s", row.worker, error)


def stopped_deals(reply: dict[str, Any], worker: Address, domain: Domain) -> frozenset[DealId]:
    """The deals that *worker* has ended itself, by its signatures. Raises BadReply."""
    return frozenset(_read(entry, worker, domain)[0].deal for entry in _entries(reply))


def _entries(reply: dict[str, Any]) -> list[Any]:
    entries = reply.get("stops", [])
    if not isinstance(entries, list):
        raise BadReply("no list of stops")
    return entries


def _read(entry: Any, worker: Address, domain: Domain) -> tuple[Stop, int, bytes]:
    """A stop, the nonce of its deal, and the worker's signature, which is checked."""
    if not isinstance(entry, dict) or type(entry.get("nonce")) is not int:
        raise BadReply("a stop that is none")
    nonce, signature = entry["nonce"], entry.get("signature")
    if not 0 <= nonce < 1 << 256 or not isinstance(signature, bytes):
        raise BadReply("a stop that is none")
    stop = Stop(deal=deal_id(worker, nonce))
    try:
        require_signature(stop, domain, signature, worker)
    except MessageError as error:
        raise BadReply("a stop that the worker has not signed") from error
    return stop, nonce, signature


async def _submit(desk: SupplierDesk, row: SupplierWorkerRow, entry: Any) -> None:
    stop, nonce, signature = _read(entry, row.worker, desk.domain)
    state = await desk.chain.deal(stop.deal)
    if state is None or not state.open or state.end <= await desk.chain.pending_time():
        return
    signer = await desk.keys.sender(row.master)
    call = desk.calls.stop(row.worker, nonce, signature)
    await desk.sender.converge(f"stop:{stop.deal}", signer, call)
