"""What a supplier agrees to without being asked: other terms that cost him nothing. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sonm_desktop.chain.records import DealState
from sonm_desktop.market.terms.terms import Terms


class Verdict(StrEnum):
    """agree: sign it now. ask: the person decides."""

    AGREE = "agree"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Judgement:
    """code: why the person is asked; empty when he is not."""

    verdict: Verdict
    code: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the worker knows. obstacle: the code of why this deal should not run longer, or empty.

    rate: wei per second at which its slice is on sale; None where nobody can tell.
    """

    obstacle: str = ""
    rate: int | None = None


def judged(deal: DealState, terms: Terms, now: int, shelf: Shelf, *, automatic: bool) -> Judgement:
    """Whether *terms* that the customer asks for at *now* burden the supplier.

    automatic: he lets deals run longer at the price of the plan by themselves.
    """
    burden = _burden(deal, terms, now)
    if burden:
        return Judgement(Verdict.ASK, burden)
    if terms.end <= deal.end:
        return Judgement(Verdict.AGREE)
    if not automatic:
        return Judgement(Verdict.ASK, "market.amend_by_hand")
    if shelf.obstacle:
        return Judgement(Verdict.ASK, shelf.obstacle)
    if shelf.rate is None or terms.rate < shelf.rate:
        return Judgement(Verdict.ASK, "market.amend_below_plan")
    return Judgement(Verdict.AGREE)


def _burden(deal: DealState, terms: Terms, now: int) -> str:
    if terms.rate < deal.rate:
        return "market.amend_cheaper"
    if terms.notice < deal.notice:
        return "market.amend_less_notice"
    # Alone the customer could end it with the notice at any time.
    if terms.end < deal.end and terms.end < now + deal.notice:
        return "market.amend_sooner"
    return ""
