"""Too warm, in two steps, and cool again only ten degrees lower. Pure."""

from __future__ import annotations

from enum import IntEnum

COOLER_C = 10


class Warmth(IntEnum):
    """What the temperature asks for."""

    FINE = 0
    THROTTLE = 1
    STOP = 2


def warmth(before: Warmth, celsius: float, *, throttle_c: int, stop_c: int) -> Warmth:
    """What follows *before* at *celsius*; a limit of 0 is off."""
    if stop_c and celsius >= stop_c:
        return Warmth.STOP
    if before is Warmth.STOP and stop_c and celsius > stop_c - COOLER_C:
        return Warmth.STOP
    if throttle_c and celsius >= throttle_c:
        return Warmth.THROTTLE
    if before is not Warmth.FINE and throttle_c and celsius > throttle_c - COOLER_C:
        return Warmth.THROTTLE
    return Warmth.FINE
