"""Other terms of deals in memory: what is asked for, and the answers that came."""

from __future__ import annotations

from typing import Any, Protocol

from sonm_desktop.api.schema.amendments import Amendment, AmendmentSide, OfferTerms
from sonm_desktop.api.schema.state import State
from tests.fakes.sample_state import DEAL, NOW, WORKER, worded

REQUEST = "ab" * 16
TEXTS = {
    "market.amend_asked": "The supplier is asked and has not answered yet.",
    "market.amend_offered": "The supplier offers other terms.",
    "market.amend_offers": "The customer was offered other terms and has not answered.",
    "market.amend_cheaper": "The customer wants to pay less.",
    "market.amend_applied": "The deal has these terms.",
    "market.amend_refused": "The supplier does not agree.",
}


class _Holder(Protocol):
    now: State

    def note(self, name: str, value: Any = None) -> None: ...


def sample_amendment(code: str = "market.amend_offered", **changes: Any) -> dict[str, Any]:
    """In JSON's form: of the sample's rental, a lower price and two hours more."""
    fields: dict[str, Any] = {
        "id": REQUEST,
        "side": "renting",
        "deal": DEAL,
        "worker": WORKER,
        "account": "0x" + "66" * 20,
        "asker": "them",
        "phase": "asked",
        "waits_for_me": True,
        "state": worded(code, TEXTS[code]),
        "reason": None,
        "before": {"rate": str(10**14), "end": NOW + 3600, "notice": 600},
        "after": {"rate": str(8 * 10**13), "end": NOW + 10_800, "notice": 600},
        "top_up": "0",
        "now": NOW,
        "good_until": NOW + 3600,
        "created": NOW - 60,
        **changes,
    }
    return {f"{fields['side']}/{fields['id']}": fields}


class FakeAmendments:
    """The calls of `AgentClient.amendments`."""

    def __init__(self, agent: _Holder) -> None:
        self._agent = agent

    async def all(self, deal: str | None = None) -> list[Amendment]:
        found = self._agent.now.amendments.values()
        return [one for one in found if deal in (None, one.deal)]

    async def offer(self, request: OfferTerms) -> Amendment:
        self._agent.note("offer_terms", request)
        (wire,) = sample_amendment("market.amend_offers", side="selling", asker="me").values()
        return Amendment.model_validate({**wire, "waits_for_me": False})

    async def answer(self, amendment: str, *, agree: bool) -> Amendment:
        self._agent.note("answer_amendment", (amendment, agree))
        phase = "agreed" if agree else "refused"
        return self._changed("selling", amendment, phase)

    async def drop(self, side: AmendmentSide, amendment: str) -> Amendment:
        self._agent.note("drop_amendment", (side, amendment))
        return self._changed(side, amendment, "withdrawn")

    def _changed(self, side: str, amendment: str, phase: str) -> Amendment:
        held = self._agent.now.amendments[f"{side}/{amendment}"]
        return held.model_copy(update={"phase": phase, "waits_for_me": False})
