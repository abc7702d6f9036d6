"""People and ratings in the terminal: a name never stands without its address."""

from __future__ import annotations

from rich.console import RenderableType

from sonm_desktop.api.schema.standing import (
    DealRatings,
    Person,
    RatingRow,
    Reputation,
    Score,
    Standing,
    Supplier,
    Validators,
)
from sonm_desktop.cli.show import (
    NOTHING,
    Column,
    moment,
    money,
    sheet,
    short,
    stacked,
    table,
    worded,
)

LEVELS = ("nobody vouches", "anonymous", "registered", "identified", "professional")
_UNRATED = "no rating"


def named(name: str, account: str) -> str:
    """A stranger's *name* beside his address, so that it cannot pass for somebody else's."""
    return f"“{name}” {short(account)}" if name else short(account)


def level(number: int) -> str:
    """A level with its word."""
    return f"{number} ({LEVELS[number]})"


def stars(hundredths: int | None) -> str:
    """A mean such as “4.50 of 5”."""
    return NOTHING if hundredths is None else f"{hundredths / 100:.2f} of 5"


def rated(supplier: Supplier) -> str:
    """What counts and how often: “4.5 (12)”."""
    if supplier.stars is None:
        return NOTHING
    return f"{supplier.stars / 100:.1f} ({supplier.ratings})"


def namesakes(count: int) -> str:
    """That others read alike, so that one looks at the address."""
    if count == 1:
        return "1 other account uses a name like this one"
    return f"{count} other accounts use a name like this one"


def person_view(person: Person) -> RenderableType:
    facts = [("Account", person.account)]
    if person.none is not None:
        return sheet([*facts, ("Profile", worded(person.none))])
    facts.append(("Name", f"“{person.name}”" if person.name else "none given"))
    if person.namesakes:
        facts.append(("", namesakes(person.namesakes)))
    facts.append(("Level", level(person.level)))
    if person.validates:
        facts.append(("Vouches", f"for others, up to level {person.validates}"))
    if person.written is not None:
        facts.append(("Written", moment(person.written)))
    facts += [
        ("Says" if not number else "", line)
        for number, line in enumerate(person.metadata.splitlines())
    ]
    columns = (
        Column("Validator", least=13),
        Column("Says", right=True),
        Column("Worth", right=True),
        Column("Until", least=19),
        Column("Why"),
    )
    rows = [
        (
            named(one.name, one.validator),
            str(one.attested),
            str(one.level),
            moment(one.expiry),
            one.state.text,
        )
        for one in person.vouched
    ]
    words = table(columns, rows, empty="No validator vouches for this account.")
    return stacked(sheet(facts), words)


def validators_view(found: Validators) -> RenderableType:
    if found.none is not None:
        return worded(found.none)
    columns = (
        Column("Account", least=42),
        Column("Name"),
        Column("Up to level", right=True),
        Column("Counts for you"),
    )
    rows = [
        (one.account, one.name or NOTHING, str(one.level), "yes" if one.followed else "no")
        for one in found.validators
    ]
    nobody = "The network's registrar admits nobody, so nobody has a level above 0."
    return stacked(
        sheet([("Registrar", found.registrar or NOTHING)]), table(columns, rows, empty=nobody)
    )


def reputation_view(found: Reputation) -> RenderableType:
    head = [("Account", found.account)]
    if found.none is not None:
        return sheet([*head, ("Ratings", worded(found.none))])
    facts = [
        *head,
        *_role("As supplier", found.as_supplier, found.closed_as_supplier),
        *_role("As customer", found.as_customer, found.closed_as_customer),
    ]
    return stacked(sheet(facts), _ratings(found.ratings))


def deal_view(found: DealRatings) -> RenderableType:
    facts = [("Deal", found.deal), ("Rating", worded(found.state))]
    if found.subject:
        facts.append(("Other side", named(found.subject_name, found.subject)))
    for name, said in (("You said", found.mine), ("They said", found.theirs)):
        if said is not None:
            facts.append((name, f"{said.stars} of 5: {said.reason.text}"))
    return sheet(facts)


def _role(title: str, said: Standing, closed: int) -> list[tuple[str, str]]:
    facts = [
        (title, f"{closed} deals closed"),
        ("  counts", _score(said.counted)),
        ("  apart", _score(said.apart)),
    ]
    for reason in said.counted.reasons:
        facts.append(("", f"{reason.count} × {reason.text}"))
    return facts


def _score(score: Score) -> str:
    if not score.ratings:
        return _UNRATED
    count = "1 rating" if score.ratings == 1 else f"{score.ratings} ratings"
    surely = f"surely {score.low / 100:.1f} to {score.high / 100:.1f}"
    return f"{stars(score.stars)} from {count} ({surely}), for {money(score.volume)} paid"


def _ratings(rows: tuple[RatingRow, ...]) -> RenderableType:
    columns = (
        Column("When", least=19),
        Column("Stars", right=True),
        Column("By", least=13),
        Column("As"),
        Column("Reason"),
        Column("Paid", right=True),
        Column("Counts"),
    )
    shown = [
        (
            moment(one.time),
            str(one.stars),
            named(one.rater_name, one.rater),
            "customer" if one.by_consumer else "supplier",
            one.reason.text,
            money(one.paid),
            one.state.text,
        )
        for one in rows
    ]
    return table(columns, shown, empty="Nobody has rated this account.")
