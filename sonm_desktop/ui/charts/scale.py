"""Where values stand: round grid lines, and positions in pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

MOST_LINES = 4
"""The base and three above it."""

_HEADROOM = 0.08


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from *low* to *high* over pixels from *bottom* up to *top*. lines: at round values."""

    low: int
    high: int
    lines: tuple[int, ...]
    top: float
    bottom: float

    def y(self, value: int) -> float:
        """The height of *value*, in pixels from the widget's top."""
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)


def scaled(low: int, high: int, *, top: float, bottom: float) -> Scale:
    """A scale that holds *low* and *high* with some room above, and four round lines at most."""
    if high <= low:
        high = low + max(1, abs(low))
    room = max(1, int((high - low) * _HEADROOM))
    highest = high + room
    lowest = low - room if low < 0 else low
    return Scale(lowest, highest, round_lines(lowest, highest), top, bottom)


def round_lines(low: int, high: int) -> tuple[int, ...]:
    """As many round values of one step as fit between *low* and *high*: four at most."""
    for step in _steps():
        first = -(-low // step)
        lines = [step * at for at in range(first, min(high // step, first + MOST_LINES) + 1)]
        if len(lines) <= MOST_LINES:
            return tuple(lines)
    return ()


def _steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50 and so on."""
    for power in count():
        for digit in (1, 2, 5):
            yield digit * 10**power
