"""The terms of a running deal, and which others it can be given by whose consent. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.ids import DealId
from sonm_desktop.market import accrual
from sonm_desktop.wallet.messages import Amend

Side = Literal["consumer", "payee"]

WORD_LIFE_S = 180
"""A signed word is good for so long: no more than that is ever lost between two sides of which
one holds both signatures back."""

SHORTEST_LEFT_S = 60
"""No deal is amended to end sooner than this: it would be over before the amendment is seen."""

_HIGHEST_RATE = 2**80 - 1
_LONGEST_NOTICE = 2**24 - 1


@dataclass(frozen=True, slots=True)
class Terms:
    """rate: wei per second. end: chain time, NO_END for spot. notice: seconds."""

    rate: int
    end: int
    notice: int


def terms_of(deal: DealState) -> Terms:
    return Terms(deal.rate, deal.end, deal.notice)


def unfit(deal: DealState, terms: Terms, now: int) -> str:
    """The code of why *deal* cannot be given *terms* at *now*; empty where it can."""
    if not deal.open or deal.end <= now:
        return "market.amend_too_late"
    if terms == terms_of(deal):
        return "market.amend_same"
    if not (0 <= terms.rate <= _HIGHEST_RATE and 0 <= terms.notice <= _LONGEST_NOTICE):
        return "market.amend_impossible"
    if (terms.end == NO_END) is not (deal.end == NO_END) or terms.end > NO_END:
        return "market.amend_other_kind"
    if terms.end < now + SHORTEST_LEFT_S:
        return "market.amend_too_soon"
    return ""


def alone(deal: DealState, terms: Terms, now: int) -> Side | None:
    """Who can give *deal* these *terms* without the other, because they only favour the other."""
    word = word_for(DealId(""), deal.seq, terms, total=0, now=now)
    by_consumer, by_payee = accrual.consents(deal, word, now)
    if by_consumer and by_payee:
        return None
    return "consumer" if by_consumer else "payee"


def word_for(deal: DealId, seq: int, terms: Terms, *, total: int, now: int) -> Amend:
    """The message to sign at *now*. total: what is owed in all up to now."""
    return Amend(
        deal=deal,
        rate=terms.rate,
        end=terms.end,
        notice=terms.notice,
        total=total,
        seq=seq,
        expiry=now + WORD_LIFE_S,
    )


def terms_in(word: Amend) -> Terms:
    return Terms(word.rate, word.end, word.notice)


def amendment_id(deal: DealId, seq: int, terms: Terms) -> str:
    """The same for whoever asks for it, however often."""
    text = f"{deal}:{seq}:{terms.rate}:{terms.end}:{terms.notice}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]
