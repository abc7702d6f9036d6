"""What the made-up machines were “measured” to do, beside their processors: of plausible parts.

Each machine has dice of its own, so that a new figure changes none of those that there were.
Numbers of benchmarks: docs/benchmarks.md.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

_GIB = 1 << 30
_GB = 10**9
_MB = 10**6
_SPREAD = 6
"""Per cent by which two cards or disks of one model differ."""


@dataclass(frozen=True, slots=True)
class _Card:
    """GFLOPS, bytes and hashes per second, as such cards are known for."""

    memory: int
    gflops: int
    bandwidth: int
    hashes: int
    nvidia: bool = True


@dataclass(frozen=True, slots=True)
class _Disk:
    """Random reads of 4 KiB per second, 32 at once and one by one."""

    many: int
    one: int


_CARDS = (
    _Card(12 * _GIB, 12_700, 340 * _GB, 1_900 * _MB),
    _Card(24 * _GIB, 35_600, 880 * _GB, 5_200 * _MB),
    _Card(24 * _GIB, 79_000, 950 * _GB, 11_500 * _MB),
    _Card(16 * _GIB, 20_700, 490 * _GB, 3_300 * _MB, nvidia=False),
    _Card(24 * _GIB, 56_000, 880 * _GB, 7_100 * _MB, nvidia=False),
)
_DISKS = (_Disk(240, 95), _Disk(71_000, 7_800), _Disk(190_000, 11_500), _Disk(420_000, 14_000))
_TRIPS = (14, 28, 45, 80, 160)
"""Calls there and back in a second: 70 to 6 ms."""


def made_up_figures(
    identity: str, *, single: int, cores: int, gpus: int, bps: int
) -> Mapping[int, int]:
    """By the number of the benchmark. *identity* decides; *single*: events of one core."""
    dice = random.Random(f"figures {identity}")  # noqa: S311 (play, not secrecy)

    def about(value: int) -> int:
        return value * (100 + dice.randint(-_SPREAD, _SPREAD)) // 100

    disk = dice.choice(_DISKS[:2] if cores <= 4 else _DISKS[1:])
    memory_bandwidth = about(single * 4_200_000)
    storage = {20: about(disk.many), 21: about(disk.one)}
    card, trips = dice.choice(_CARDS), dice.choice(_TRIPS)
    figures = {19: memory_bandwidth, **storage}
    if bps:
        figures |= {5: bps, 6: bps, 22: about(trips)}
    if gpus:
        figures |= {
            7: gpus,
            8: card.memory,
            13: int(card.nvidia),
            14: int(not card.nvidia),
            16: about(card.gflops) * gpus,
            17: about(card.bandwidth) * gpus,
            18: about(card.hashes) * gpus,
        }
    return figures
