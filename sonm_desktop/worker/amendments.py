"""Other terms of a deal: from the customer, past the worker, to the master and back.

The worker's key signs for no money, so it only carries. It adds what it alone knows: whether the
machine can go on serving this deal for longer. What the master offers lies here for the customer.
Nothing is written down: whoever wants something says it again until it is answered.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from dataclasses import dataclass
from typing import Any

from sonm_desktop.core.allotment import Standing
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.store.worker_deals import WorkerDeal
from sonm_desktop.wallet.messages import Amend, Domain, MessageError
from sonm_desktop.wallet.signer import recover
from sonm_desktop.worker.access import Consumers
from sonm_desktop.worker.guest.guest import Guest
from sonm_desktop.worker.ports import ChainView
from sonm_desktop.worker.shelf import Shelf
from sonm_desktop.worker.standing import Place

WAIT_S = 12.0
"""For the master; below the usual deadline of a call, so that the customer hears why."""

_MOST_OFFERS = 100
_MOST_DECLINED = 64
_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_REFUSAL = re.compile(r"[a-z]{1,20}\.[a-z_]{1,60}", re.ASCII)
_SPAN = range(2**32)


@dataclass(frozen=True, slots=True)
class Answer:
    """signature: the payee's; None while the person has not decided. code: why he is asked."""

    signature: bytes | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class _Waiting:
    amend: Amend
    signature: bytes
    obstacle: str
    rate: int | None
    answer: asyncio.Future[Answer]


class Amendments:
    """What waits for the master, what he offers, and what customers want no more."""

    def __init__(
        self,
        chain: ChainView,
        consumers: Consumers,
        domain: Domain,
        *,
        shelf: Shelf,
        guest: Guest,
        wait_s: float = WAIT_S,
    ) -> None:
        self._chain = chain
        self._consumers = consumers
        self._domain = domain
        self._shelf = shelf
        self._guest = guest
        self._wait_s = wait_s
        self._waiting: dict[DealId, _Waiting] = {}
        self._offers: list[dict[str, Any]] = []
        self._declined: deque[dict[str, str]] = deque(maxlen=_MOST_DECLINED)

    async def ask(self, deal: WorkerDeal, wire: Any, signature: Any) -> Answer:
        """What the master says to the word in *wire*, which the customer has signed.

        Raises UserError: worker.bad_amendment, worker.master_away, or why he does not agree.
        """
        amend = _parsed(wire, signature)
        if amend.deal != deal.deal:
            raise UserError("worker.bad_amendment")
        await self._require_side(amend, signature, deal.consumer)
        waiting = self._waiting.get(deal.deal)
        if waiting is None or waiting.amend != amend or waiting.answer.done():
            waiting = await self._wait_for(amend, signature)
        try:
            async with asyncio.timeout(self._wait_s):
                return await asyncio.shield(waiting.answer)
        except TimeoutError as error:
            raise UserError("worker.master_away") from error
        finally:
            if self._waiting.get(deal.deal) is waiting:
                del self._waiting[deal.deal]

    def waiting(self) -> list[dict[str, Any]]:
        """For the master: what to sign, with the customer's signature.

        obstacle: the code of why the deal should not run longer, or empty; rate: at which its
        slice is on sale, None where it is not.
        """
        return [
            {
                "amend": waiting.amend.to_wire(),
                "signature": waiting.signature,
                "obstacle": waiting.obstacle,
                "rate": waiting.rate,
            }
            for waiting in self._waiting.values()
            if not waiting.answer.done()
        ]

    async def answer(self, body: dict[str, Any]) -> bool:
        """The master's word on one that waits; whether its customer still does.

        Raises UserError worker.bad_amendment unless the payee or its operator signed.
        """
        amend = _parsed(body.get("amend"), b"")
        waiting = self._waiting.get(amend.deal)
        if waiting is None or waiting.amend != amend or waiting.answer.done():
            return False
        code = body.get("waits", body.get("refused", ""))
        if not isinstance(code, str) or (code and not _REFUSAL.fullmatch(code)):
            raise UserError("worker.bad_amendment")
        if "refused" in body:
            waiting.answer.set_exception(UserError(code))
        elif "waits" in body:
            waiting.answer.set_result(Answer(None, code))
        else:
            signature = await self._payees(amend, body.get("signature"))
            if not waiting.answer.done():
                waiting.answer.set_result(Answer(signature))
        return True

    def put_offers(self, said: Any) -> None:
        """All that the master offers to customers now. Raises UserError worker.bad_amendment."""
        if not isinstance(said, list) or len(said) > _MOST_OFFERS:
            raise UserError("worker.bad_amendment")
        self._offers = [_offer(one) for one in said]

    def offers(self, deal: DealId) -> list[dict[str, Any]]:
        """What the master offers to the customer of *deal*."""
        return [one for one in self._offers if one["deal"] == deal]

    def decline(self, deal: DealId, id_: Any) -> None:
        """The customer of *deal* does not want it, or no longer."""
        if not isinstance(id_, str) or not _ID.fullmatch(id_):
            raise UserError("worker.bad_amendment")
        self._offers = [one for one in self._offers if (one["deal"], one["id"]) != (deal, id_)]
        said = {"deal": str(deal), "id": id_}
        if said not in self._declined:
            self._declined.append(said)

    def declined(self) -> list[dict[str, str]]:
        """The newest of what customers want no more."""
        return list(self._declined)

    async def _wait_for(self, amend: Amend, signature: bytes) -> _Waiting:
        obstacle, rate = await self._obstacle(amend)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        waiting = _Waiting(amend, signature, obstacle, rate, answer)
        self._waiting[amend.deal] = waiting
        return waiting

    async def _obstacle(self, amend: Amend) -> tuple[str, int | None]:
        """Why this deal should not run up to the end of *amend*, and what its slice costs now."""
        places = await self._shelf.places()
        mine = next((one for one in places if one.deal == amend.deal), None)
        if mine is None:
            return "worker.amend_plan_gone", None
        plan = mine.shelf.plan
        left = amend.end - await self._chain.pending_time()
        open_s = self._guest.seconds_left()
        rate = None if plan.usd_rate else plan.rate
        if mine.shelf.paused or await self._shelf.resting() or not self._guest.selling:
            return "worker.amend_paused", rate
        if left > plan.duration:
            return "worker.amend_beyond_plan", rate
        if open_s is not None and left > open_s:
            return "worker.amend_beyond_hours", rate
        if any(_waits_for_room(one) for one in places):
            return "worker.amend_others_wait", rate
        return "", rate

    async def _payees(self, amend: Amend, signature: Any) -> bytes:
        if not isinstance(signature, bytes):
            raise UserError("worker.bad_amendment")
        state = await self._chain.deal(amend.deal)
        if state is None:
            raise UserError("worker.deal_closed")
        await self._require_side(amend, signature, state.payee)
        return signature

    async def _require_side(self, amend: Amend, signature: bytes, account: Address) -> None:
        try:
            signer = recover(amend.digest(self._domain), signature)
        except MessageError as error:
            raise UserError("worker.bad_amendment") from error
        if not await self._consumers.speaks_for(signer, account):
            raise UserError("worker.bad_amendment")


def _waits_for_room(place: Place) -> bool:
    """A plan for a fixed time that cannot be sold while this deal runs."""
    return place.shelf.plan.fixed and place.standing is Standing.SHORT


def _parsed(wire: Any, signature: Any) -> Amend:
    try:
        amend = Amend.from_wire(wire)
    except MessageError as error:
        raise UserError("worker.bad_amendment") from error
    if not isinstance(signature, bytes):
        raise UserError("worker.bad_amendment")
    return amend


def _offer(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict) or not _ID.fullmatch(str(said.get("id"))):
        raise UserError("worker.bad_amendment")
    numbers = {name: said.get(name) for name in ("end", "notice", "seq", "good_until")}
    if not all(type(value) is int and value in _SPAN for value in numbers.values()):
        raise UserError("worker.bad_amendment")
    rate = said.get("rate")
    if type(rate) is not int or not 0 <= rate < 2**80 or not isinstance(said.get("deal"), str):
        raise UserError("worker.bad_amendment")
    return {"id": said["id"], "deal": said["deal"], "rate": rate, **numbers}
