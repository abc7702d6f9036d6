"""Times that others name, on this machine's calendar; no number of theirs lies beyond it."""

from __future__ import annotations

from datetime import datetime

LAST = 32_503_593_600
"""In 2999: until then every system's calendar goes, whatever its time zone."""


def moment_of(seconds: float) -> datetime:
    """*seconds* of the Unix clock as local time; what lies beyond the calendar is its end."""
    return datetime.fromtimestamp(min(max(seconds, 0), LAST))
