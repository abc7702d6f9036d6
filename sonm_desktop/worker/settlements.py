"""Agreements to close at once: from the customer, past the worker, to the master and back.

The worker's key signs for no money, so it only carries: the master's agent fetches what waits
and answers with its signature, while the customer's call is held.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.store.worker_deals import WorkerDeal
from sonm_desktop.wallet.messages import Domain, MessageError, Settle
from sonm_desktop.wallet.signer import recover
from sonm_desktop.worker.access import Consumers
from sonm_desktop.worker.ports import ChainView

WAIT_S = 12.0
"""For the master; below the usual deadline of a call, so that the customer hears why."""

_REFUSAL = re.compile(r"[a-z]{1,20}\.[a-z_]{1,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Waiting:
    settle: Settle
    signature: bytes
    answer: asyncio.Future[bytes]


class Settlements:
    """What waits for the master's signature; in memory, because the customer's call waits."""

    def __init__(
        self, chain: ChainView, consumers: Consumers, domain: Domain, *, wait_s: float = WAIT_S
    ) -> None:
        self._chain = chain
        self._consumers = consumers
        self._domain = domain
        self._wait_s = wait_s
        self._waiting: dict[DealId, _Waiting] = {}

    async def ask(self, deal: WorkerDeal, wire: Any, signature: Any) -> bytes:
        """The payee's signature under the settlement in *wire*, which the customer has signed.

        Raises UserError: worker.bad_settlement, worker.master_away.
        """
        settle = _parsed(wire, signature)
        if settle.deal != deal.deal:
            raise UserError("worker.bad_settlement")
        await self._require_side(settle, signature, deal.consumer)
        waiting = self._waiting.get(deal.deal)
        if waiting is None or waiting.settle != settle or waiting.answer.done():
            answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
            waiting = _Waiting(settle, signature, answer)
            self._waiting[deal.deal] = waiting
        try:
            async with asyncio.timeout(self._wait_s):
                return await asyncio.shield(waiting.answer)
        except TimeoutError as error:
            raise UserError("worker.master_away") from error
        finally:
            if self._waiting.get(deal.deal) is waiting:
                del self._waiting[deal.deal]

    def waiting(self) -> list[dict[str, Any]]:
        """For the master: what to sign, with the customer's signature."""
        return [
            {"settle": waiting.settle.to_wire(), "signature": waiting.signature}
            for waiting in self._waiting.values()
            if not waiting.answer.done()
        ]

    def refuse(self, wire: Any, code: str) -> bool:
        """Tell the customer that the master does not sign; whether he still waits."""
        waiting = self._still_waiting(_parsed(wire, b""))
        if waiting is None or not _REFUSAL.fullmatch(code):
            return False
        waiting.answer.set_exception(UserError(code))
        return True

    async def answer(self, wire: Any, signature: Any) -> bool:
        """Hand the master's signature to the customer; whether he still waits.

        Raises UserError worker.bad_settlement unless the payee or its operator signed.
        """
        settle = _parsed(wire, signature)
        waiting = self._still_waiting(settle)
        if waiting is None:
            return False
        state = await self._chain.deal(settle.deal)
        if state is None:
            raise UserError("worker.deal_closed")
        await self._require_side(settle, signature, state.payee)
        if not waiting.answer.done():
            waiting.answer.set_result(signature)
        return True

    def _still_waiting(self, settle: Settle) -> _Waiting | None:
        waiting = self._waiting.get(settle.deal)
        if waiting is None or waiting.settle != settle or waiting.answer.done():
            return None
        return waiting

    async def _require_side(self, settle: Settle, signature: bytes, account: Address) -> None:
        try:
            signer = recover(settle.digest(self._domain), signature)
        except MessageError as error:
            raise UserError("worker.bad_settlement") from error
        if not await self._consumers.speaks_for(signer, account):
            raise UserError("worker.bad_settlement")


def _parsed(wire: Any, signature: Any) -> Settle:
    try:
        settle = Settle.from_wire(wire)
    except MessageError as error:
        raise UserError("worker.bad_settlement") from error
    if not isinstance(signature, bytes):
        raise UserError("worker.bad_settlement")
    return settle
