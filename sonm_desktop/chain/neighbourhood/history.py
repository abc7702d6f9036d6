"""What the made-up people did in the last month: who rented which machine, and how it ended."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sonm_desktop.chain.neighbourhood.machines import DAY_S, HISTORY_S, LIVELY, Machine, key_of
from sonm_desktop.core.amounts import WeiPerSecond
from sonm_desktop.wallet.signer import KeySigner

RENTALS = 150
CONSUMERS = 14
STILL_RUNNING = 9

_HOUR_S = 3600
_SOONEST_S = 2 * _HOUR_S
_PAUSE_S = 1800
_MOST_TRIES = 4000
_NONCE_BITS = 128


class Ending(StrEnum):
    """How a rental ended."""

    SETTLED = "settled"
    CLOSED = "closed"
    STOPPED = "stopped"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Rental:
    """opened: chain time. duration 0: spot. lasts_s: how long it ran, or has run by now."""

    machine: Machine
    consumer: KeySigner
    nonce: int
    opened: int
    duration: int
    rate: WeiPerSecond
    lasts_s: int
    ending: Ending


def seeded_consumers(seed: int) -> list[KeySigner]:
    return [KeySigner(key_of(seed, "consumer", number)) for number in range(CONSUMERS)]


def seeded_rentals(
    machines: Sequence[Machine], consumers: Sequence[KeySigner], *, seed: int, now: int
) -> list[Rental]:
    """`RENTALS` of them by time of opening; no machine serves two at once."""
    dice = random.Random(seed + 1)  # noqa: S311 (play, not secrecy)
    taken: dict[str, list[tuple[int, int]]] = {}
    found: list[Rental] = []
    for _ in range(_MOST_TRIES):
        if len(found) == RENTALS:
            break
        running = len(found) < STILL_RUNNING
        machine = dice.choice(machines[LIVELY:] if running else machines)
        lasts_s = _lasting(dice)
        opened = now - lasts_s if running else now - _begun_ago(dice, machine, lasts_s)
        span = (opened, now + DAY_S if running else opened + lasts_s + _PAUSE_S)
        spans = taken.setdefault(machine.slice, [])
        if any(span[0] < end and begin < span[1] for begin, end in spans):
            continue
        spans.append(span)
        found.append(_rental(dice, machine, consumers, opened, lasts_s, now, running=running))
    return sorted(found, key=lambda rental: rental.opened)


def _begun_ago(dice: random.Random, machine: Machine, lasts_s: int) -> int:
    """More often lately: the market grows."""
    latest = lasts_s + _SOONEST_S
    earliest = max(latest, min(machine.joined_s - _HOUR_S, HISTORY_S))
    return latest + int((earliest - latest) * dice.random() ** 1.4)


def _lasting(dice: random.Random) -> int:
    """From a quarter of an hour to three days, most of them some hours."""
    return min(3 * DAY_S, max(900, int(dice.lognormvariate(9.3, 1.1)) // 60 * 60))


def _rental(  # noqa: PLR0917 (one caller, above)
    dice: random.Random,
    machine: Machine,
    consumers: Sequence[KeySigner],
    opened: int,
    lasts_s: int,
    now: int,
    *,
    running: bool,
) -> Rental:
    others = [who for who in consumers if who.address != machine.master.address]
    ending = dice.choices((Ending.SETTLED, Ending.CLOSED, Ending.STOPPED), weights=(78, 16, 6))[0]
    whole = machine.max_duration and ending is Ending.SETTLED
    return Rental(
        machine=machine,
        consumer=dice.choice(others),
        nonce=dice.getrandbits(_NONCE_BITS),
        opened=opened,
        duration=_sold(machine, lasts_s, whole=bool(whole) and not running),
        rate=WeiPerSecond(machine.rate(now - opened) * dice.randint(95, 105) // 100),
        lasts_s=lasts_s,
        ending=Ending.RUNNING if running else ending,
    )


def _sold(machine: Machine, lasts_s: int, *, whole: bool) -> int:
    """The duration of the quote: a fixed one runs to its end or was meant to run longer."""
    if not machine.max_duration:
        return 0
    return lasts_s if whole else lasts_s + 2 * DAY_S
