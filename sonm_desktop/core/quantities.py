"""Sizes and lengths of time as people read them, for every face."""

from __future__ import annotations

from typing import Any, Protocol

_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
_KILO = 1024
_DECIMAL = (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3))
_UNITS = (("{count} d", 86_400), ("{count} h", 3600), ("{count} min", 60), ("{count} s", 1))


class Say(Protocol):
    """A text in the user's language, with ``{name}`` filled in."""

    def __call__(self, text: str, /, **values: Any) -> str: ...


def size(count: int) -> str:
    """*count* bytes: ``3.9 GiB``."""
    value, unit = float(count), _BINARY[0]
    for unit in _BINARY:
        if value < _KILO or unit == _BINARY[-1]:
            break
        value /= _KILO
    return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"


def traffic(count: int) -> str:
    """*count* bytes as lines are sold, in powers of ten, rounded down: ``1.25 TB``."""
    for unit, value in _DECIMAL:
        if count >= value:
            thousandths = count * 1000 // value
            return f"{thousandths / 1000:.3f}".rstrip("0").rstrip(".") + f" {unit}"
    return f"{count} B"


def span(seconds: int, say: Say) -> str:
    """A length of time in its two largest units: ``2 h 5 min``."""
    if seconds < 60:
        return say("{count} s", count=max(0, seconds))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 60:
        return say("{count} min", count=minutes)
    if hours < 24:
        return _two(say("{count} h", count=hours), say("{count} min", count=minutes % 60))
    return _two(say("{count} d", count=days), say("{count} h", count=hours % 24))


def exact_span(seconds: int, say: Say) -> str:
    """A length of time to the second: ``1 h 30 s``."""
    parts = []
    for text, length in _UNITS:
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(say(text, count=count))
    return " ".join(parts) or say("{count} s", count=0)


def _two(larger: str, smaller: str) -> str:
    return larger if smaller.startswith("0 ") else f"{larger} {smaller}"
