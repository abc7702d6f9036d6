"""The chain is looked at often while it moves, and seldom while nothing happens."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sonm_desktop.chain.index.pace import LIVELY_S, Pace


@dataclass
class Clock:
    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now


def paced(clock: Clock, *, slow_s: float = 2.0) -> Pace:
    return Pace(quick_s=0.5, slow_s=slow_s, monotonic=clock.monotonic)


def test_looks_are_quick_for_a_while_after_each_movement() -> None:
    clock = Clock()
    pace = paced(clock)
    assert pace.pause_s() == 0.5

    clock.now += LIVELY_S
    assert pace.pause_s() == 2.0

    pace.moved()
    clock.now += LIVELY_S - 0.1
    assert pace.pause_s() == 0.5
    clock.now += 0.1
    assert pace.pause_s() == 2.0


async def test_whoever_expects_a_movement_ends_the_pause_and_makes_the_next_ones_quick() -> None:
    clock = Clock()
    pace = paced(clock, slow_s=600.0)
    clock.now += LIVELY_S
    pausing = asyncio.create_task(pace.pause())
    for _ in range(3):
        await asyncio.sleep(0)
    assert not pausing.done()

    pace.stir()
    await asyncio.wait_for(pausing, 10)
    assert pace.pause_s() == 0.5


async def test_a_stir_during_a_look_is_not_lost() -> None:
    clock = Clock()
    pace = paced(clock, slow_s=600.0)
    pace.stir()
    clock.now += LIVELY_S

    await asyncio.wait_for(pace.pause(), 10)
    assert pace.pause_s() == 600.0
