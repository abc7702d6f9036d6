"""How other terms of deals look in the terminal: what was, what is wanted, who answers."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType

from sonm_desktop.api.schema.amendments import Amendment, DealTerms
from sonm_desktop.cli.show import (
    Column,
    exact,
    hourly,
    lasting,
    moment,
    sheet,
    short,
    table,
    worded,
)


def amendments_table(found: Sequence[Amendment]) -> RenderableType:
    columns = (
        Column("Request", least=13),
        Column("Deal", least=13),
        Column("Wanted by", least=12),
        Column("Change", least=20),
        Column("State", least=16),
    )
    rows = [
        (one.id[:12], short(one.deal), _asker(one), changes(one), worded(one.state))
        for one in found
    ]
    return table(columns, rows, empty="Nobody wants other terms.")


def amendment_sheet(one: Amendment) -> RenderableType:
    facts = [
        ("Request", one.id),
        ("Deal", one.deal),
        ("Wanted by", _asker(one)),
        ("State", worded(one.state)),
        *([("Why", worded(one.reason))] if one.reason else []),
        *_compared(one.before, one.after),
        *([("Paid in", exact(one.top_up))] if one.top_up else []),
    ]
    if one.phase == "asked" and one.good_until > one.now:
        facts.append(("Answer within", lasting(one.good_until - one.now)))
    return sheet(facts)


def changes(one: Amendment) -> str:
    """What is other, in one line."""
    return ", ".join(f"{name.lower()} {value}" for name, value in _compared(one.before, one.after))


def _compared(before: DealTerms, after: DealTerms) -> list[tuple[str, str]]:
    found = []
    if before.rate != after.rate:
        found.append(("Price", f"{hourly(before.rate)} -> {hourly(after.rate)}"))
    if before.end != after.end:
        found.append(("End", f"{_end(before)} -> {_end(after)}"))
    if before.notice != after.notice:
        found.append(("Notice", f"{lasting(before.notice)} -> {lasting(after.notice)}"))
    return found


def _end(terms: DealTerms) -> str:
    return "none" if terms.end is None else moment(terms.end)


def _asker(one: Amendment) -> str:
    if one.asker == "me":
        return "you"
    return "the supplier" if one.side == "renting" else "the customer"
