"""A worker comes to serve an account: both sign a binding, and it goes on the chain."""

from __future__ import annotations

import logging
from typing import Any

from sonm_desktop.chain.records import Binding
from sonm_desktop.core.errors import BadReply, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.ports import Peer
from sonm_desktop.market.supplier.desk import SupplierDesk
from sonm_desktop.market.supplier.records import DAY_S
from sonm_desktop.store.supplier_workers import SupplierWorkerRow
from sonm_desktop.wallet.messages import Bind, MessageError
from sonm_desktop.wallet.signer import require_signature

logger = logging.getLogger(__name__)

BINDING_S = 365 * DAY_S
RENEW_BEFORE_S = 30 * DAY_S
CALL_S = 15.0


class Enrolment:
    """The signed binding is recorded before it is sent; sending it again is harmless."""

    def __init__(self, desk: SupplierDesk) -> None:
        self._desk = desk

    async def enrol(
        self, master: Address, place: SupplierWorkerRow, max_duration: int
    ) -> SupplierWorkerRow:
        """Bind the worker of *place* to *master*, or renew what is missing.

        *place* says where it listens; its binding is empty. Raises UserError: wallet.locked,
        market.worker_bound_elsewhere; RemoteError.
        """
        desk = self._desk
        known = await desk.workers.get(place.worker)
        binding = await desk.chain.binding(place.worker)
        now = await desk.chain.pending_time()
        if binding is not None and binding.master != master and binding.expiry > now:
            raise UserError("market.worker_bound_elsewhere", master=binding.master)
        if known is not None and _lasts(binding, master, max_duration, now):
            return await self._moved(known, place)
        signer = desk.keys.account_key(master)
        peer = await desk.peer(place)
        wish = Bind(
            worker=place.worker,
            master=master,
            max_duration=max_duration,
            nonce=binding.nonce if binding else 0,
            expiry=now + BINDING_S,
        )
        worker_signature = await self._worker_signature(peer, wish)
        row = _with_binding(place, wish, worker_signature, signer.sign(wish, desk.domain))
        await desk.workers.put(row)
        return await self._kept(row.worker)

    async def ensure_bound(self, row: SupplierWorkerRow) -> bool:
        """Send the recorded binding unless the chain has it; whether it runs.

        Raises UserError when nobody can pay the gas, or the chain refuses.
        """
        desk = self._desk
        binding = await desk.chain.binding(row.worker)
        now = await desk.chain.pending_time()
        if binding is not None and binding.master == row.master and binding.expiry > now:
            return True
        bind = Bind.from_wire(row.bind)
        if binding is not None and binding.nonce != bind.nonce:
            raise UserError("market.binding_outdated")
        signer = await desk.keys.sender(row.master)
        call = desk.calls.bind(bind, row.worker_signature, row.master_signature)
        await desk.sender.converge(f"bind:{row.worker}:{bind.nonce}", signer, call)
        logger.info("worker %s is bound to %s", row.worker, row.master)
        return True

    async def _worker_signature(self, peer: Peer, wish: Bind) -> bytes:
        body = {
            "max_duration": wish.max_duration,
            "expiry": wish.expiry,
            "nonce": wish.nonce,
        }
        reply = await peer.call("worker.bind", body, deadline_s=CALL_S)
        signature = reply.get("signature")
        if not isinstance(signature, bytes) or _read_bind(reply) != wish:
            raise BadReply("another binding than the one that was asked for")
        try:
            require_signature(wish, self._desk.domain, signature, wish.worker)
        except MessageError as error:
            raise BadReply("a binding that the worker has not signed") from error
        return signature

    async def _moved(self, known: SupplierWorkerRow, place: SupplierWorkerRow) -> SupplierWorkerRow:
        await self._desk.workers.put(
            _with_binding(
                place, Bind.from_wire(known.bind), known.worker_signature, known.master_signature
            )
        )
        return await self._kept(known.worker)

    async def _kept(self, worker: Address) -> SupplierWorkerRow:
        row = await self._desk.workers.get(worker)
        if row is None:
            raise UserError("market.no_worker", worker=worker)
        return row


def _lasts(binding: Binding | None, master: Address, max_duration: int, now: int) -> bool:
    return (
        binding is not None
        and binding.master == master
        and binding.max_duration == max_duration
        and binding.expiry > now + RENEW_BEFORE_S
    )


def _read_bind(reply: dict[str, Any]) -> Bind:
    try:
        return Bind.from_wire(reply.get("bind"))
    except MessageError as error:
        raise BadReply("a binding that is none") from error


def _with_binding(
    place: SupplierWorkerRow, bind: Bind, worker_signature: bytes, master_signature: bytes
) -> SupplierWorkerRow:
    return SupplierWorkerRow(
        worker=place.worker,
        master=bind.master,
        endpoint=place.endpoint,
        addresses=place.addresses,
        relay=place.relay,
        added=place.added,
        bind=bind.to_wire(),
        worker_signature=worker_signature,
        master_signature=master_signature,
    )
