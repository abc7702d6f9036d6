"""How people and ratings are put into words. A stranger's name never stands without his address."""

from __future__ import annotations

from sonm_desktop.api.schema.standing import Person, Reputation, Score, Supplier
from sonm_desktop.core.moments import moment_of
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.words import amount, plural, words

Pairs = list[tuple[str, str]]

LEVELS = (
    "nobody vouches",
    "anonymous",
    "registered",
    "identified",
    "professional",
)
MOST_REASONS = 3


def named(name: str, account: str) -> str:
    """“Name” 0x12…ab, or the address alone."""
    return f"“{name}” {short_address(account)}" if name else short_address(account)


def level_words(level: int) -> str:
    """What a level means, with its number."""
    return words("level {level}, {meaning}", level=level, meaning=words(LEVELS[level]))


def stars_words(hundredths: int) -> str:
    """A mean with one decimal."""
    return f"{hundredths / 100:.1f}"


def supplier_line(supplier: Supplier) -> str:
    """Whom a worker serves, in a cell, whose end is cut: no name is so long that it hides whose
    it is."""
    if not supplier.account:
        return "—"
    name = f" “{supplier.name}”" if supplier.name else ""
    return f"{short_address(supplier.account)}{name}"


def supplier_tip(supplier: Supplier) -> str:
    """The same in full, for whoever points at it."""
    if not supplier.account:
        return words("This machine is bound to nobody now.")
    parts = [supplier.account, level_words(supplier.level)]
    if supplier.namesakes:
        parts.append(namesakes_words(supplier.namesakes))
    return "\n".join(parts)


def namesakes_words(count: int) -> str:
    return plural(
        "{count} other account uses a name like this one: look at the address.",
        "{count} other accounts use a name like this one: look at the address.",
        count,
    )


def rating_line(supplier: Supplier) -> str:
    """The mean of what counts and how many, in a cell."""
    if supplier.stars is None:
        return "—"
    return f"{stars_words(supplier.stars)} ({supplier.ratings:,})"


def rating_tip(supplier: Supplier) -> str:
    said = words("No rating that counts.")
    if supplier.stars is not None:
        said = plural(
            "{stars} of 5 stars from {count} rating that counts.",
            "{stars} of 5 stars from {count} ratings that count.",
            supplier.ratings,
            stars=stars_words(supplier.stars),
        )
    return f"{said} {apart_words(supplier.apart)}".strip()


def apart_words(count: int) -> str:
    """Ratings by people whom nobody vouches for."""
    if not count:
        return ""
    return plural("{count} more does not count.", "{count} more do not count.", count)


def identity_facts(person: Person) -> Pairs:
    """Who vouches for *person*, and how long."""
    if person.none is not None:
        return [(words("Identity"), person.none.text)]
    pairs = [(words("Identity"), level_words(person.level))]
    best = next((one for one in person.vouched if one.level), None)
    if best is not None:
        pairs.append((words("Vouched by"), named(best.name, best.validator)))
        pairs.append((words("Until"), day(best.expiry)))
    return pairs


def day(time_s: int) -> str:
    """A date; words of validators last for years."""
    return moment_of(time_s).strftime("%d %b %Y")


def supplier_facts(found: Reputation) -> Pairs:
    """What customers say of an account."""
    if found.none is not None:
        return [(words("Ratings"), found.none.text)]
    said = found.as_supplier
    return [
        *score_facts(said.counted, said.apart),
        (words("Deals closed"), f"{found.closed_as_supplier:,}"),
    ]


def score_facts(counted: Score, apart: Score) -> Pairs:
    """The ratings that count, the most frequent reasons, and apart the rest."""
    pairs = [(words("Rating"), score_words(counted))]
    if counted.ratings:
        pairs.append((words("Paid for them"), f"{amount(counted.volume)} SNM"))
    frequent = sorted(counted.reasons, key=lambda one: -one.count)[:MOST_REASONS]
    for at, reason in enumerate(frequent):
        title = words("Why they ended") if not at else ""
        pairs.append((title, f"{reason.count:,} × {reason.text}"))
    if apart.ratings:
        pairs.append((words("Does not count"), score_words(apart)))
    return pairs


def score_words(score: Score) -> str:
    """A mean, how many, and where it lies surely."""
    if score.stars is None:
        return words("none yet")
    return plural(
        "{stars} of 5 from {count} rating (surely {low} to {high})",
        "{stars} of 5 from {count} ratings (surely {low} to {high})",
        score.ratings,
        stars=stars_words(score.stars),
        low=stars_words(score.low),
        high=stars_words(score.high),
    )
