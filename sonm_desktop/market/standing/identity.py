"""How sure one can be who somebody is: a level from 0 to 4, on the word of validators. Pure.

0 is nobody's word; 1 to 4 are attested. A floor of 1 asks for nothing: everybody is at least
an account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sonm_desktop.core.ids import Address

ANYBODY = 1
"""The highest floor that everybody meets."""

COUNTING = 2
"""From this level on, what somebody says of others counts."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """A validator's word, as he gave it. expiry: chain time."""

    level: int
    expiry: int


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose word counts for a reader.

    validators: those he follows; None is all whom the registrar admits. accounts: whose ratings
    count for him whatever their level, his own ones among them.
    """

    validators: frozenset[Address] | None = None
    accounts: frozenset[Address] = frozenset()

    def follows(self, validator: Address) -> bool:
        return self.validators is None or validator in self.validators


@dataclass(frozen=True, slots=True)
class Vouched:
    """A validator's word with what it is worth now. level: 0 when nothing, as *why* says.

    attested: the level that he named. why: a code of the catalogue.
    """

    validator: Address
    attested: int
    level: int
    expiry: int
    why: str


def vouched(
    words: Mapping[Address, Attestation],
    validators: Mapping[Address, int],
    trust: Trust,
    now: int,
) -> list[Vouched]:
    """What each word is worth at *now*, the best first. *validators*: up to which level the
    registrar lets each one's word count."""
    found = [
        _worth(validator, word, validators.get(validator, 0), trust, now)
        for validator, word in words.items()
    ]
    return sorted(found, key=lambda one: (-one.level, -one.expiry, one.validator))


def _worth(validator: Address, word: Attestation, most: int, trust: Trust, now: int) -> Vouched:
    level = min(word.level, most)
    why = "standing.vouched"
    if word.expiry <= now:
        level, why = 0, "standing.vouched_expired"
    elif not most:
        why = "standing.vouched_by_nobody"
    elif not trust.follows(validator):
        level, why = 0, "standing.vouched_by_stranger"
    elif level < word.level:
        why = "standing.vouched_less"
    return Vouched(validator, word.level, level, word.expiry, why)
