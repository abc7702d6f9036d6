"""What changes in a deal's terms, in words: what it was, what it would be."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.api.schema.amendments import Amendment, DealTerms
from sonm_desktop.core.amounts import hourly
from sonm_desktop.ui.words import moment, span, words


@dataclass(frozen=True, slots=True)
class TermChange:
    """One line of a comparison."""

    name: str
    before: str
    after: str


def term_changes(before: DealTerms, after: DealTerms, now: int) -> list[TermChange]:
    """Only what is other. *now*: chain time."""
    found = []
    if before.rate != after.rate:
        found.append(TermChange(words("Per hour"), _price(before), _price(after)))
    if before.end != after.end:
        found.append(TermChange(words("Ends"), _end(before, now), _end(after, now)))
    if before.notice != after.notice:
        found.append(TermChange(words("Notice"), _notice(before), _notice(after)))
    return found


def title(one: Amendment) -> str:
    """Who wants something of whom."""
    if one.phase not in ("asked", "agreed"):
        return one.state.text
    if one.side == "renting":
        mine, theirs = words("You asked for other terms"), words("The supplier offers other terms")
    else:
        mine, theirs = (
            words("You offer other terms"),
            words("The customer asks for other terms"),
        )
    return mine if one.asker == "me" else theirs


def promise(one: Amendment) -> str:
    """What holds from then on, for somebody who is about to agree."""
    after = one.after
    parts = [words("From then on the customer pays {price} per hour", price=_price(after))]
    if after.end is not None:
        parts.append(words("until {time}", time=_end(after, one.now)))
    if after.notice:
        parts.append(words("and may leave with {span} of notice", span=span(after.notice)))
    return f"{', '.join(parts)}."


def in_a_line(one: Amendment) -> str:
    """All that changes, for a list."""
    changes = term_changes(one.before, one.after, one.now)
    return ", ".join(f"{each.name}: {each.before} → {each.after}" for each in changes)


def _price(terms: DealTerms) -> str:
    return hourly(terms.rate)


def _end(terms: DealTerms, now: int) -> str:
    return words("no end") if terms.end is None else moment(terms.end, now or None)


def _notice(terms: DealTerms) -> str:
    return span(terms.notice) if terms.notice else words("none")
