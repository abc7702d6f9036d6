"""Who the made-up people say they are, who vouches for them, and what they say of each other."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sonm_desktop.chain.neighbourhood.history import Ending, Rental
from sonm_desktop.chain.neighbourhood.machines import DAY_S, Machine, key_of
from sonm_desktop.chain.neighbourhood.script import Step
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.registries.calls import ProfileCalls, ReputationCalls
from sonm_desktop.core.ids import Address
from sonm_desktop.wallet.messages import deal_id
from sonm_desktop.wallet.signer import KeySigner

VALIDATOR_LEVEL = 4
VALIDATOR_NAME = "Practice validator"

_GAS = 400_000
_LONGEST_S = 365 * DAY_S
_TOGETHER_S = DAY_S // 2
"""Opinions of half a day come in one block: each block takes its time."""

_AFTERWARDS_S = 900
_FULFILLED, _NO_LONGER, _GONE, _WEAK, _REFUSED, _NOT_PAID, _ABUSE, _OTHER = range(8)

_SUPPLIERS = (
    ("Blue Harbour Hosting", 4),
    ("Kite & Daughters", 3),
    ("Nils' garage", 2),
    ("Lumen Farm", 3),
    ("quiet-corner", 0),
    ("Müller Rechenwerk", 4),
    ("Old Mill Compute", 2),
    ("teapot", 0),
    ("Sierra Batch", 3),
    ("Northern Lathe", 2),
    ("Blue Harbour Hosting", 0),
    ("Copper Lane", 2),
    ("", 0),
    ("Gull Rock", 3),
    ("Atelier 9", 2),
    ("hobbyist", 1),
    ("", 2),
    ("Fen Street Labs", 4),
)
_CUSTOMERS = (
    ("Orchard Renders", 3),
    ("pixel-weaver", 2),
    ("Tide Institute", 4),
    ("Ada's lab", 2),
    ("", 0),
    ("Batch & Sons", 2),
    ("wanderer", 0),
    ("Clearwater Models", 3),
    ("night shift", 0),
    ("Two Rivers", 2),
    ("", 2),
    ("Juniper", 0),
    ("Small Hours Film", 2),
    ("Paper Crane", 3),
)
"""What each calls himself, and the level that the validator vouches for; 0: he does not. One
bears another's name, as it may happen: names prove nothing."""


@dataclass(frozen=True, slots=True)
class People:
    """Writes the steps of *network*'s profiles and opinions."""

    network: Network
    validator: KeySigner
    masters: tuple[KeySigner, ...]
    consumers: tuple[KeySigner, ...]
    seed: int
    now: int

    def steps(self, rentals: Sequence[Rental], *, begin: int) -> list[Step]:
        """All of them, by time. *begin*: when everybody joins."""
        steps = [*self._joining(begin), *self._opinions(rentals)]
        return sorted(steps, key=lambda step: step.time)

    def _joining(self, begin: int) -> Iterator[Step]:
        calls = ProfileCalls(self.network)
        about = "The validator of the practice network: whom it vouches for is made up."
        yield Step(begin, self.validator, calls.write(VALIDATOR_NAME, about), _GAS)
        for people, known in ((self.masters, _SUPPLIERS), (self.consumers, _CUSTOMERS)):
            for who, (name, level) in zip(people, known, strict=False):
                if name:
                    yield Step(begin, who, calls.write(name, ""), _GAS)
                if level:
                    expiry = self.now + _LONGEST_S
                    attest = calls.attest(who.address, level, expiry)
                    yield Step(begin + 1, self.validator, attest, _GAS)

    def _opinions(self, rentals: Sequence[Rental]) -> Iterator[Step]:
        calls = ReputationCalls(self.network)
        dice = random.Random(self.seed + 2)  # noqa: S311 (play, not secrecy)
        for rental in rentals:
            by_consumer, by_master = dice.random() < 0.7, dice.random() < 0.35
            stars, reason = _of_supplier(dice, rental)
            time = _rated_at(rental)
            if rental.ending is Ending.RUNNING or time >= self.now:
                continue
            deal = deal_id(rental.machine.worker.address, rental.nonce)
            if by_consumer:
                yield Step(time, rental.consumer, calls.rate(deal, stars, reason), _GAS)
            if by_master:
                kind = dice.choices((5, 4, 2), weights=(80, 15, 5))[0]
                why = _FULFILLED if kind > 2 else _OTHER
                yield Step(time, rental.machine.master, calls.rate(deal, kind, why), _GAS)


def seeded_validator(seed: int) -> KeySigner:
    return KeySigner(key_of(seed, "validator", 0))


def seeded_people(
    network: Network,
    machines: Sequence[Machine],
    consumers: Sequence[KeySigner],
    *,
    seed: int,
    now: int,
) -> People | None:
    """None on a network without registries."""
    if network.profiles is None or network.reputation is None:
        return None
    masters: dict[Address, KeySigner] = {}
    for machine in machines:
        masters.setdefault(machine.master.address, machine.master)
    return People(
        network=network,
        validator=seeded_validator(seed),
        masters=tuple(masters.values()),
        consumers=tuple(consumers),
        seed=seed,
        now=now,
    )


def _rated_at(rental: Rental) -> int:
    closed = rental.opened + rental.lasts_s + _AFTERWARDS_S
    return -(-closed // _TOGETHER_S) * _TOGETHER_S


def _of_supplier(dice: random.Random, rental: Rental) -> tuple[int, int]:
    """Stars and reason; some machines are better than others."""
    if rental.ending is Ending.STOPPED:
        return dice.choice((1, 1, 2)), _GONE
    if rental.ending is Ending.CLOSED:
        return dice.choice(((4, _NO_LONGER), (5, _NO_LONGER), (2, _WEAK)))
    worse = rental.machine.dearness % 4 == 0
    return dice.choice((3, 3, 4, 4) if worse else (5, 5, 5, 4)), _FULFILLED
