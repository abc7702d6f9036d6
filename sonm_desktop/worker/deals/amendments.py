"""Other terms of a deal: what the customer has signed waits for the master's word.

The worker adds what it alone knows: whether the machine can go on serving this deal for longer.
What the master offers lies here for the customer. Nothing is written down: whoever wants something
says it again until it is answered.
"""

from __future__ import annotations

import logging
import re
from collections import deque
from dataclasses import dataclass
from typing import Any

from sonm_desktop.core.allotment import Standing
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.prices.dollars import price_now
from sonm_desktop.store.worker_deals import WorkerDeal
from sonm_desktop.wallet.messages import Amend, Domain
from sonm_desktop.worker.deals.countersigning import WAIT_S, Countersigning, is_reason
from sonm_desktop.worker.desks.access import Consumers
from sonm_desktop.worker.guest.guest import Guest
from sonm_desktop.worker.ports import ChainView
from sonm_desktop.worker.selling.plan import AskPlan
from sonm_desktop.worker.selling.shelf import Shelf
from sonm_desktop.worker.selling.standing import Place

logger = logging.getLogger(__name__)

_MOST_OFFERS = 100
_MOST_DECLINED = 64
_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_SPAN = range(2**32)


@dataclass(frozen=True, slots=True)
class Answer:
    """signature: the payee's; None while the person has not decided. code: why he is asked."""

    signature: bytes | None
    code: str = ""


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
        self._calls: Countersigning[Amend, Answer] = Countersigning(
            Amend.from_wire,
            "worker.bad_amendment",
            chain=chain,
            consumers=consumers,
            domain=domain,
            wait_s=wait_s,
        )
        self._chain = chain
        self._shelf = shelf
        self._guest = guest
        self._offers: list[dict[str, Any]] = []
        self._declined: deque[dict[str, str]] = deque(maxlen=_MOST_DECLINED)

    async def ask(self, deal: WorkerDeal, wire: Any, signature: Any) -> Answer:
        """What the master says to the word in *wire*, which the customer has signed.

        Raises UserError: worker.bad_amendment, worker.master_away, or why he does not agree.
        """
        amend = self._calls.word(wire)
        if amend.deal != deal.deal:
            raise self._calls.refused()
        signed = await self._calls.by(deal.consumer, amend, signature)
        return await self._calls.hold(amend, signed, await self._facts(amend))

    def waiting(self) -> list[dict[str, Any]]:
        """For the master: what to sign, with the customer's signature, and `_facts`."""
        return [
            {"amend": held.word.to_wire(), "signature": held.signature, **held.facts}
            for held in self._calls.waiting()
        ]

    async def answer(self, body: dict[str, Any]) -> bool:
        """The master's word on one that waits; whether its customer still does.

        Raises UserError worker.bad_amendment unless the payee or its operator signed.
        """
        held = self._calls.waiting_for(self._calls.word(body.get("amend")))
        if held is None:
            return False
        code = body.get("waits", body.get("refused", ""))
        if code != "" and not is_reason(code):
            raise self._calls.refused()
        if "refused" in body:
            held.answer.set_exception(UserError(code))
        elif "waits" in body:
            held.answer.set_result(Answer(None, code))
        else:
            signature = await self._calls.by_payee(held.word, body.get("signature"))
            if not held.answer.done():
                held.answer.set_result(Answer(signature))
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

    async def _facts(self, amend: Amend) -> dict[str, Any]:
        """obstacle: the code of why the deal should not run longer, or empty; rate: at which its
        slice is on sale, in SNM of this moment; None where it is not, or nobody can tell."""
        obstacle, rate = await self._obstacle(amend)
        return {"obstacle": obstacle, "rate": rate}

    async def _obstacle(self, amend: Amend) -> tuple[str, int | None]:
        """Why this deal should not run up to the end of *amend*, and what its slice costs now."""
        places = await self._shelf.places()
        mine = next((one for one in places if one.deal == amend.deal), None)
        if mine is None:
            return "worker.amend_plan_gone", None
        plan = mine.shelf.plan
        left = amend.end - await self._chain.pending_time()
        open_s = self._guest.seconds_left()
        rate = await self._rate(plan)
        if mine.shelf.paused or await self._shelf.resting() or not self._guest.selling:
            return "worker.amend_paused", rate
        if left > plan.duration:
            return "worker.amend_beyond_plan", rate
        if open_s is not None and left > open_s:
            return "worker.amend_beyond_hours", rate
        if any(_waits_for_room(one) for one in places):
            return "worker.amend_others_wait", rate
        return "" if rate is not None else "worker.amend_price_unknown", rate

    async def _rate(self, plan: AskPlan) -> int | None:
        """What *plan* costs by now; None while nobody can tell what its price in USD comes to."""
        if not plan.usd_rate:
            return plan.rate
        try:
            return plan.rate_at((await price_now(self._chain))[1])
        except UserError as error:
            logger.info("a longer rental is not judged by its price in USD: %s", error.code)
            return None


def _waits_for_room(place: Place) -> bool:
    """A plan for a fixed time that cannot be sold while this deal runs."""
    return place.shelf.plan.fixed and place.standing is Standing.SHORT


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
