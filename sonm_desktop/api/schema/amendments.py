"""Other terms for a running deal: asked for by one side, answered by the other, applied or not."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import HashText, Reply, Request, Seconds, WeiText

AmendmentSide = Literal["renting", "selling"]
AmendmentPhase = Literal["asked", "agreed", "applied", "refused", "withdrawn", "expired", "lost"]


class DealTerms(Reply):
    """rate: wei per second. end: chain time, None for spot. notice: s."""

    rate: WeiText
    end: int | None
    notice: int


class Amendment(Reply):
    """side: which of my parts it concerns. asker: who wants it. waits_for_me: it can be answered.

    state: how it stands; reason: why it is asked and not simply agreed to, or why it is over.
    top_up: wei that the customer pays in with it. now, good_until: chain time; created: s since
    1970, 0 when the chain alone tells of it.
    """

    id: str
    side: AmendmentSide
    deal: str
    worker: str
    account: str
    asker: Literal["me", "them"]
    phase: AmendmentPhase
    waits_for_me: bool
    state: Worded
    reason: Worded | None = None
    before: DealTerms
    after: DealTerms
    top_up: WeiText = 0
    now: int = 0
    good_until: int = 0
    created: int = 0


class OfferTerms(Request):
    """To the customer of one of my deals. longer_s: instead of *end*, of a deal that has one.

    What only favours him is done at once; else he is asked.
    """

    deal: HashText
    rate: Annotated[WeiText, Field(lt=2**80)] | None = None
    end: Seconds | None = None
    longer_s: Seconds | None = None
    notice: Annotated[int, Field(ge=0, lt=2**24)] | None = None


class AnswerAmendment(Request):
    """The supplier's answer to a customer."""

    agree: bool
