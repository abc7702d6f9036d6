"""The logs of the registries beside the market, decoded; and which contract may say what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.crypto import keccak

from sonm_desktop.chain import wire
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.registries.blacklist_calls import reason_text
from sonm_desktop.chain.registries.campaign_logs import CAMPAIGN_KINDS, CAMPAIGN_SIGNATURES
from sonm_desktop.chain.registries.events import (
    Attested,
    Followed,
    Listed,
    ProfileWritten,
    Rated,
    RegistrarChanged,
    RegistryEvent,
    Revoked,
    ValidatorSet,
)
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import ZERO_ADDRESS, Address, DealId
from sonm_desktop.core.rating_reason import RatingReason
from sonm_desktop.store.index_events import EventRow

_WORD = 32
_MOST_STARS = 5

Decoder = Callable[[EventRow], RegistryEvent]


def registries(network: Network) -> Mapping[Address, frozenset[bytes]]:
    """The registries that *network* has, and the events that each of them may tell."""
    places = (
        (network.profiles, PROFILE_KINDS),
        (network.reputation, REPUTATION_KINDS),
        (network.blacklists, BLACKLIST_KINDS),
        (network.campaigns, CAMPAIGN_KINDS),
    )
    return {
        place: frozenset(kinds)
        for place, kinds in places
        if place is not None and place != ZERO_ADDRESS
    }


def parties(log: EventRow) -> tuple[bytes, bytes] | None:
    """Whom a registry's *log* is about, and who says so, as 20 bytes; None for other logs."""
    if log.kind == RATED:
        return log.topics[3 * _WORD + 12 : 4 * _WORD], log.topics[2 * _WORD + 12 : 3 * _WORD]
    if log.kind in BLACKLIST_KINDS:
        return log.topics[2 * _WORD + 12 : 3 * _WORD], log.subject[12:]
    if log.kind not in PROFILE_KINDS:
        return None
    subject = log.subject[12:]
    return subject, subject if log.party is None else log.party[12:]


def _address_topic(log: EventRow, at: int) -> Address:
    return wire.address_word(
        int.from_bytes(log.topics[at * _WORD : (at + 1) * _WORD], "big"), "an address"
    )


def _written(log: EventRow) -> ProfileWritten:
    """The texts need not be UTF-8: the contract looks at their length alone."""
    try:
        name, metadata = decode(["bytes", "bytes"], log.data)
    except (DecodingError, OverflowError) as error:
        raise BadReply("a damaged profile") from error
    return ProfileWritten(_address_topic(log, 1), _text(name), _text(metadata))


def _text(raw: Any) -> str:
    return bytes(raw).decode("utf-8", errors="replace")


def _validator_set(log: EventRow) -> ValidatorSet:
    return ValidatorSet(_address_topic(log, 1), _level(wire.words(log.data, 1, "a level")[0]))


def _attested(log: EventRow) -> Attested:
    level, expiry = wire.words(log.data, 2, "an attestation")
    return Attested(
        _address_topic(log, 1),
        _address_topic(log, 2),
        _level(level),
        wire.below(expiry, 40, "an expiry"),
    )


def _revoked(log: EventRow) -> Revoked:
    return Revoked(_address_topic(log, 1), _address_topic(log, 2))


def _registrar(log: EventRow) -> RegistrarChanged:
    return RegistrarChanged(_address_topic(log, 1))


def _rated(log: EventRow) -> Rated:
    by_consumer, stars, reason, paid = wire.words(log.data, 4, "a rating")
    if not 1 <= stars <= _MOST_STARS or reason >= len(RatingReason) or by_consumer > 1:
        raise BadReply("a rating out of range")
    return Rated(
        deal=DealId("0x" + log.subject.hex()),
        rater=_address_topic(log, 2),
        subject=_address_topic(log, 3),
        by_consumer=bool(by_consumer),
        stars=stars,
        reason=reason,
        paid=Wei(wire.below(paid, 96, "an amount")),
    )


def _listed(log: EventRow) -> Listed:
    on = _yes(log)
    reason = reason_text(log.data[_WORD : 2 * _WORD])
    return Listed(_address_topic(log, 1), _address_topic(log, 2), on, reason)


def _followed(log: EventRow) -> Followed:
    return Followed(_address_topic(log, 1), _address_topic(log, 2), _yes(log))


def _yes(log: EventRow) -> bool:
    return bool(wire.below(wire.words(log.data, 1, "yes or no")[0], 1, "yes or no"))


def _level(value: int) -> int:
    if value > 4:
        raise BadReply("a level out of range")
    return value


PROFILE_SIGNATURES: dict[str, tuple[int, int, Decoder]] = {
    "ProfileWritten(address,string,string)": (2, 4, _written),
    "ValidatorSet(address,uint8)": (2, 1, _validator_set),
    "Attested(address,address,uint8,uint40)": (3, 2, _attested),
    "Revoked(address,address)": (3, 0, _revoked),
    "RegistrarChanged(address)": (2, 0, _registrar),
}
"""How many topics and words of data, and how to read them."""

REPUTATION_SIGNATURES: dict[str, tuple[int, int, Decoder]] = {
    "Rated(bytes32,address,address,bool,uint8,uint8,uint96)": (4, 4, _rated),
}

BLACKLIST_SIGNATURES: dict[str, tuple[int, int, Decoder]] = {
    "Listed(address,address,bool,bytes32)": (3, 2, _listed),
    "Followed(address,address,bool)": (3, 1, _followed),
}

REGISTRY_SIGNATURES = (
    PROFILE_SIGNATURES | REPUTATION_SIGNATURES | BLACKLIST_SIGNATURES | CAMPAIGN_SIGNATURES
)

PROFILE_KINDS = {keccak(text=text): text for text in PROFILE_SIGNATURES}
REPUTATION_KINDS = {keccak(text=text): text for text in REPUTATION_SIGNATURES}
BLACKLIST_KINDS = {keccak(text=text): text for text in BLACKLIST_SIGNATURES}
(RATED,) = REPUTATION_KINDS
_, FOLLOWED = BLACKLIST_KINDS
VALIDATOR_SET = keccak(text="ValidatorSet(address,uint8)")
