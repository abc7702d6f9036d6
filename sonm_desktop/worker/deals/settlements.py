"""Agreements to close at once: what the customer has signed waits for the master's signature."""

from __future__ import annotations

from typing import Any

from sonm_desktop.core.errors import UserError
from sonm_desktop.store.worker_deals import WorkerDeal
from sonm_desktop.wallet.messages import Domain, Settle
from sonm_desktop.worker.deals.countersigning import WAIT_S, Countersigning, is_reason
from sonm_desktop.worker.desks.access import Consumers
from sonm_desktop.worker.ports import ChainView


class Settlements:
    """What waits for the master's signature."""

    def __init__(
        self, chain: ChainView, consumers: Consumers, domain: Domain, *, wait_s: float = WAIT_S
    ) -> None:
        self._calls: Countersigning[Settle, bytes] = Countersigning(
            Settle.from_wire,
            "worker.bad_settlement",
            chain=chain,
            consumers=consumers,
            domain=domain,
            wait_s=wait_s,
        )

    async def ask(self, deal: WorkerDeal, wire: Any, signature: Any) -> bytes:
        """The payee's signature under the settlement in *wire*, which the customer has signed.

        Raises UserError: worker.bad_settlement, worker.master_away.
        """
        settle = self._calls.word(wire)
        if settle.deal != deal.deal:
            raise self._calls.refused()
        signed = await self._calls.by(deal.consumer, settle, signature)
        return await self._calls.hold(settle, signed, {})

    def waiting(self) -> list[dict[str, Any]]:
        """For the master: what to sign, with the customer's signature."""
        return [
            {"settle": held.word.to_wire(), "signature": held.signature}
            for held in self._calls.waiting()
        ]

    def refuse(self, wire: Any, code: str) -> bool:
        """Tell the customer that the master does not sign; whether he still waits."""
        held = self._calls.waiting_for(self._calls.word(wire))
        if held is None or not is_reason(code):
            return False
        held.answer.set_exception(UserError(code))
        return True

    async def answer(self, wire: Any, signature: Any) -> bool:
        """Hand the master's signature to the customer; whether he still waits.

        Raises UserError worker.bad_settlement unless the payee or its operator signed.
        """
        held = self._calls.waiting_for(self._calls.word(wire))
        if held is None:
            return False
        signed = await self._calls.by_payee(held.word, signature)
        if not held.answer.done():
            held.answer.set_result(signed)
        return True
