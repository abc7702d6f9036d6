"""Stops that a worker signed for deals that it cut short: submitted, so that nobody pays on."""

from __future__ import annotations

import logging
from typing import Any

from sonm_desktop.core.errors import BadReply, CodedError
from sonm_desktop.market.supplier_desk import SupplierDesk
from sonm_desktop.store.supplier_workers import SupplierWorkerRow
from sonm_desktop.wallet.messages import MessageError, Stop, deal_id
from sonm_desktop.wallet.signer import require_signature

logger = logging.getLogger(__name__)


async def submit_stops(desk: SupplierDesk, row: SupplierWorkerRow, reply: dict[str, Any]) -> None:
    """Send each stop of a `worker.stop` reply; one that is refused holds up no other."""
    entries = reply.get("stops", [])
    if not isinstance(entries, list):
        raise BadReply("no list of stops")
    for entry in entries:
        try:
            await _submit(desk, row, entry)
        except CodedError as error:
            logger.warning("a stop of worker %s was not sent: %s", row.worker, error)


async def _submit(desk: SupplierDesk, row: SupplierWorkerRow, entry: Any) -> None:
    if not isinstance(entry, dict) or type(entry.get("nonce")) is not int:
        raise BadReply("a stop that is none")
    nonce, signature = entry["nonce"], entry.get("signature")
    if not 0 <= nonce < 1 << 256 or not isinstance(signature, bytes):
        raise BadReply("a stop that is none")
    stop = Stop(deal=deal_id(row.worker, nonce))
    try:
        require_signature(stop, desk.domain, signature, row.worker)
    except MessageError as error:
        raise BadReply("a stop that the worker has not signed") from error
    state = await desk.chain.deal(stop.deal)
    if state is None or not state.open or state.end <= await desk.chain.pending_time():
        return
    signer = await desk.keys.sender(row.master)
    call = desk.calls.stop(row.worker, nonce, signature)
    await desk.sender.converge(f"stop:{stop.deal}", signer, call)
