"""The window's words in the user's language, and quantities as people read them."""

from __future__ import annotations

import gettext
from datetime import datetime
from functools import lru_cache
from typing import Any

from sonm_desktop.core import quantities
from sonm_desktop.core.amounts import SNM_DECIMALS, format_amount, shortest_hourly
from sonm_desktop.core.moments import moment_of
from sonm_desktop.core.quantities import size as size  # noqa: PLC0414 (also the window's)


def words(text: str, /, **values: Any) -> str:
    """*text* translated, with ``{name}`` filled in; *text* itself is the catalogue's key."""
    said = _translation().gettext(text)
    return said.format(**values) if values else said


def plural(one: str, many: str, count: int, **values: Any) -> str:
    """*one* or *many*, as *count* asks for in the user's language; ``{count}`` is filled in."""
    return _translation().ngettext(one, many, count).format(count=f"{count:,}", **values)


@lru_cache(maxsize=1)
def _translation() -> gettext.NullTranslations:
    """Looked for once: the search takes longer than a whole row of a table."""
    return gettext.translation("sonm", gettext.bindtextdomain("sonm"), fallback=True)


def amount(wei: int, places: int = 4) -> str:
    """*wei* in SNM with *places* decimals, cut not rounded, thousands apart: ``1,234.5000``.

    An amount that would show as zero is shown as ``<0.0001``, or ``>-0.0001``. For lists and
    totals; where money is typed or signed, the exact text is shown.
    """
    unit = 10 ** (SNM_DECIMALS - places)
    sign, units = ("-" if wei < 0 else ""), abs(wei) // unit
    if wei and not units:
        return f">-{format_amount(unit)}" if wei < 0 else f"<{format_amount(unit)}"
    whole, rest = divmod(units, 10**places)
    return f"{sign}{whole:,}.{rest:0{places}d}" if places else f"{sign}{whole:,}"


def hourly(rate: int) -> str:
    """*rate*, wei per second, in SNM per hour: what was typed reads back as it was typed."""
    return amount(shortest_hourly(rate))


def rounded(wei: int, places: int = 4) -> str:
    """As `amount`, rounded: a price per hour comes from a rate per second, seldom a round one."""
    half = 10 ** (SNM_DECIMALS - places) // 2
    return amount(wei + half if wei >= half else wei, places)


def exact(wei: int) -> str:
    """*wei* in SNM, every digit."""
    return f"{format_amount(wei)} SNM"


def span(seconds: int) -> str:
    """A length of time in its two largest units: ``2 h 5 min``."""
    return quantities.span(seconds, words)


def moment(time_s: int, now_s: int | None = None) -> str:
    """A time of day; with the date when it is not the day of *now_s*."""
    when = moment_of(time_s)
    now = moment_of(now_s) if now_s else datetime.now()
    return when.strftime("%H:%M") if when.date() == now.date() else when.strftime("%d %b %H:%M")


def cores(percent: int) -> str:
    """CPU in cores: 150 is ``1.5``."""
    return f"{percent / 100:g}"
