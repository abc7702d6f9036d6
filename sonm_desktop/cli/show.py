"""How things look in the terminal: amounts, times, tables that fit 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sonm_desktop.core.amounts import format_amount, shortest_hourly
from sonm_desktop.core.moments import moment_of

if TYPE_CHECKING:
    from sonm_desktop.api.schema.errors import Worded

NOTHING = "–"
_SMALL = 10**12
_STEERING = dict.fromkeys({*range(32), *range(127, 160)} - {ord("\n"), ord("\t")}, "\ufffd")
_UNITS = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. right: numbers. least: it never gets narrower."""

    title: str
    right: bool = False
    least: int | None = None


def table(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], *, empty: str
) -> RenderableType:
    """*rows* under their titles; the sentence *empty* when there is none."""
    drawn = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        drawn.add_column(
            column.title,
            justify="right" if column.right else "left",
            min_width=column.least,
            no_wrap=column.least is not None,
            overflow="fold",
        )
    for row in rows:
        drawn.add_row(*(Text(still(cell)) for cell in row))
    return drawn if drawn.row_count else Text(empty)


def sheet(facts: Iterable[tuple[str, str]]) -> RenderableType:
    """Names and values, one below the other."""
    drawn = Table.grid(padding=(0, 2, 0, 0))
    drawn.add_column(style="dim", no_wrap=True)
    drawn.add_column(overflow="fold")
    for name, value in facts:
        drawn.add_row(Text(name), Text(still(value)))
    return drawn


def still(text: str) -> str:
    """*text* without what could steer this terminal, whoever it came from."""
    return text.translate(_STEERING)


def stacked(*parts: RenderableType) -> Group:
    """*parts* with an empty line between them."""
    spaced: list[RenderableType] = []
    for part in parts:
        spaced += [part, ""]
    return Group(*spaced[:-1])


def verbatim(text: str) -> Text:
    """*text* to be copied: neither wrapped nor cut."""
    return Text(still(text), no_wrap=True, overflow="ignore")


def money(wei: int | None, unit: str = "SNM", decimals: int = 6) -> str:
    """*wei* as people read it; “≈” where more digits follow than are shown."""
    if wei is None:
        return NOTHING
    exact = format_amount(wei)
    whole, _, fraction = exact.partition(".")
    short = f"{whole}.{fraction[:decimals]}".rstrip("0").rstrip(".") if fraction else whole
    return f"{'' if len(fraction) <= decimals else '≈ '}{short} {unit}".strip()


def small_money(wei: int, unit: str = "") -> str:
    """*wei* of a fee: as `money`, but every digit of what that would show as nothing."""
    shown = money(wei, unit)
    return exact(wei, unit) if abs(wei) < _SMALL else shown


def exact(wei: int, unit: str = "SNM") -> str:
    """*wei* with all its digits."""
    return f"{format_amount(wei)} {unit}".strip()


def hourly(rate: int | None) -> str:
    """A rate in wei per second as a price per hour, as it was typed."""
    return NOTHING if rate is None else f"{money(shortest_hourly(rate))}/h"


def short(identifier: str) -> str:
    """An id or address by its ends; any command takes it back in this form."""
    return f"{identifier[:8]}…{identifier[-4:]}" if len(identifier) > 14 else identifier


def lasting(seconds: float | None) -> str:
    """A duration in its two largest units."""
    if seconds is None:
        return NOTHING
    left, words = max(int(seconds), 0), []
    for size, name in _UNITS:
        count, left = divmod(left, size)
        if count:
            words.append(f"{count} {name}")
    return " ".join(words[:2]) or "0 s"


def moment(seconds: float | None) -> str:
    """A time as this machine's clock shows it."""
    if seconds is None:
        return NOTHING
    return moment_of(seconds).strftime("%Y-%m-%d %H:%M:%S")


def volume(count: int) -> str:
    """Bytes in a unit that keeps them short."""
    value, unit = float(count), "B"
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if value < 1024 or unit == "TiB":
            break
        value /= 1024
    return f"{value:.0f} {unit}" if value >= 10 or unit == "B" else f"{value:.1f} {unit}"


def cores(percent: int) -> str:
    """A share of processors, 100 % being one."""
    return f"{percent / 100:g}"


def counted(count: str, one: str, many: str) -> str:
    """*count* with its word: ``1 core``, ``1.5 cores``."""
    return f"{count} {one if count == '1' else many}"


def worded(words: Worded | None) -> str:
    """A state or reason with what can be done about it."""
    return f"{words.text} {words.action}".strip() if words else NOTHING
