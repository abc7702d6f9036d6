"""Logs as a node gives them, checked, and the events in them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.crypto import keccak

from sonm_desktop.chain import wire
from sonm_desktop.chain.events import (
    Amended,
    Announced,
    Bound,
    Claimed,
    CloseRequested,
    DealClosed,
    DealOpened,
    Deposited,
    Event,
    OperatorSet,
    PlacedEvent,
    Stopped,
    Tipped,
    ToppedUp,
    Unbound,
    Withdrawn,
)
from sonm_desktop.chain.registries.logs import REGISTRY_SIGNATURES
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import Address, BlockHash, BlockNumber, ChainTime, DealId, Digest, TxHash
from sonm_desktop.store.index_events import EventRow

_WORD = 32
_HASH_LENGTHS = {66}


def parse_logs(reply: Any, market: Address) -> list[EventRow]:
    """The logs of *market* in *reply*, in the chain's order. Raises BadReply."""
    wanted = market.lower()
    try:
        logs = [_parse_log(entry, wanted) for entry in wire.items(reply, "the logs")]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadReply("a damaged log") from error
    return _in_order(logs)


def parse_events(
    reply: Any, market: Address, registries: Mapping[Address, frozenset[bytes]]
) -> list[EventRow]:
    """The events of *market* and of *registries* in *reply*, in the chain's order: each contract
    tells its own ones only, whatever else it may log. Raises BadReply."""
    if not registries:
        return [log for log in parse_logs(reply, market) if is_event(log)]
    kinds = {place.lower(): told for place, told in registries.items()}
    kinds[market.lower()] = MARKET_KINDS
    try:
        logs = [
            log
            for entry in wire.items(reply, "the logs")
            for place in [entry["address"].lower()]
            for log in [_parse_log(entry, place)]
            if log.kind in kinds[place] and is_event(log)
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadReply("a damaged log") from error
    return _in_order(logs)


def _in_order(logs: list[EventRow]) -> list[EventRow]:
    places = [log[:2] for log in logs]
    if all(map(operator.lt, places, places[1:])):
        return logs
    if len(set(places)) != len(places):
        raise BadReply("a log told twice")
    return sorted(logs)


def _parse_log(entry: dict[str, Any], wanted: str) -> EventRow:
    """Quick, because millions pass here: any damage raises something and becomes BadReply."""
    hashes = [entry["blockHash"], entry["transactionHash"], *entry["topics"]]
    raw = bytes.fromhex("".join([text[2:] for text in hashes]))
    block, index = int(entry["blockNumber"], 16), int(entry["logIndex"], 16)
    told = entry.get("blockTimestamp")
    time = int(told, 16) if told else 0
    if (
        set(map(len, hashes)) != _HASH_LENGTHS
        or len(raw) != _WORD * len(hashes)
        or len(hashes) < 3
        or entry["address"].lower() != wanted
        or entry.get("removed")
        or (block | index | time) >> 63
    ):
        raise ValueError("not a log of this contract")
    return EventRow(
        block,
        index,
        raw[:_WORD],
        raw[_WORD : 2 * _WORD],
        time,
        raw[3 * _WORD : 4 * _WORD],
        raw[4 * _WORD : 5 * _WORD] or None,
        raw[2 * _WORD :],
        bytes.fromhex(entry["data"][2:]),
    )


def is_event(log: EventRow) -> bool:
    """Whether the market has such an event. Raises BadReply for one with parts missing."""
    kind = _KINDS.get(log.kind)
    if kind is None:
        return False
    if len(log.topics) != kind.topics * _WORD or len(log.data) < kind.words * _WORD:
        raise BadReply("an event with parts missing")
    return True


def decode_event(log: EventRow) -> Event | None:
    """The event in *log*; None when the market has no such event. Raises BadReply."""
    return _KINDS[log.kind].decode(log) if is_event(log) else None


def place(log: EventRow, event: Event) -> PlacedEvent:
    """*event* with where it stands."""
    return PlacedEvent(
        event=event,
        block=BlockNumber(log.block),
        block_hash=BlockHash("0x" + log.block_hash.hex()),
        log_index=log.log_index,
        tx=TxHash("0x" + log.tx.hex()),
        time=ChainTime(log.time) if log.time else None,
        seq=log.seq or 0,
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    """An event: how many topics, and words of data at least."""

    topics: int
    words: int
    decode: Callable[[EventRow], Event]


def _address_topic(log: EventRow, at: int) -> Address:
    return wire.address_word(
        int.from_bytes(log.topics[at * _WORD : (at + 1) * _WORD], "big"), "an address"
    )


def _words(log: EventRow, count: int) -> list[int]:
    return wire.words(log.data, count, "an event")


def _deal(log: EventRow) -> DealId:
    return DealId("0x" + log.subject.hex())


def _deposited(log: EventRow) -> Deposited:
    return Deposited(_address_topic(log, 1), Wei(_words(log, 1)[0]))


def _withdrawn(log: EventRow) -> Withdrawn:
    return Withdrawn(_address_topic(log, 1), Wei(_words(log, 1)[0]))


def _announced(log: EventRow) -> Announced:
    try:
        ask, signature = decode(["bytes", "bytes"], log.data)
    except (DecodingError, OverflowError) as error:
        raise BadReply("a damaged announcement") from error
    return Announced(_address_topic(log, 1), ask, signature)


def _bound(log: EventRow) -> Bound:
    longest, expiry = _words(log, 2)
    return Bound(_address_topic(log, 1), _address_topic(log, 2), longest, expiry)


def _unbound(log: EventRow) -> Unbound:
    return Unbound(_address_topic(log, 1), _address_topic(log, 2))


def _operator_set(log: EventRow) -> OperatorSet:
    limit, expiry = _words(log, 2)
    return OperatorSet(_address_topic(log, 1), _address_topic(log, 2), Wei(limit), expiry)


def _deal_opened(log: EventRow) -> DealOpened:
    worker, nonce, ask, rate, escrow, end, until, notice, window = _words(log, 9)
    return DealOpened(
        deal=_deal(log),
        consumer=_address_topic(log, 2),
        payee=_address_topic(log, 3),
        worker=wire.address_word(worker, "a worker"),
        nonce=nonce,
        ask=Digest("0x" + ask.to_bytes(_WORD, "big").hex()),
        rate=WeiPerSecond(rate),
        escrow=Wei(escrow),
        end=end,
        until=until,
        notice=notice,
        window=window,
    )


def _claimed(log: EventRow) -> Claimed:
    amount, paid, until = _words(log, 3)
    return Claimed(_deal(log), Wei(amount), Wei(paid), until)


def _topped_up(log: EventRow) -> ToppedUp:
    amount, until = _words(log, 2)
    return ToppedUp(_deal(log), Wei(amount), until)


def _amended(log: EventRow) -> Amended:
    rate, end, notice, seq = _words(log, 4)
    return Amended(_deal(log), WeiPerSecond(rate), end, notice, seq)


def _close_requested(log: EventRow) -> CloseRequested:
    by, end = _words(log, 2)
    return CloseRequested(_deal(log), wire.address_word(by, "an account"), end)


def _stopped(log: EventRow) -> Stopped:
    return Stopped(_deal(log), _words(log, 1)[0])


def _deal_closed(log: EventRow) -> DealClosed:
    paid, refunded = _words(log, 2)
    return DealClosed(_deal(log), Wei(paid), Wei(refunded))


def _tipped(log: EventRow) -> Tipped:
    return Tipped(_deal(log), _address_topic(log, 2), Wei(_words(log, 1)[0]))


def topic_of(signature: str) -> bytes:
    """The first topic of the event with *signature*, such as ``Stopped(bytes32,uint40)``."""
    return keccak(text=signature)


_SIGNATURES: dict[str, _Kind] = {
    "Deposited(address,uint96)": _Kind(2, 1, _deposited),
    "Withdrawn(address,uint96)": _Kind(2, 1, _withdrawn),
    "Announced(address,bytes,bytes)": _Kind(2, 4, _announced),
    "Bound(address,address,uint32,uint40)": _Kind(3, 2, _bound),
    "Unbound(address,address)": _Kind(3, 0, _unbound),
    "OperatorSet(address,address,uint96,uint40)": _Kind(3, 2, _operator_set),
    (
        "DealOpened(bytes32,address,address,address,uint256,bytes32,"
        "uint80,uint96,uint40,uint40,uint24,uint8)"
    ): _Kind(4, 9, _deal_opened),
    "Claimed(bytes32,uint96,uint96,uint40)": _Kind(2, 3, _claimed),
    "ToppedUp(bytes32,uint96,uint40)": _Kind(2, 2, _topped_up),
    "Amended(bytes32,uint80,uint40,uint24,uint16)": _Kind(2, 4, _amended),
    "CloseRequested(bytes32,address,uint40)": _Kind(2, 2, _close_requested),
    "Stopped(bytes32,uint40)": _Kind(2, 1, _stopped),
    "DealClosed(bytes32,uint96,uint96)": _Kind(2, 2, _deal_closed),
    "Tipped(bytes32,address,uint96)": _Kind(3, 1, _tipped),
}

MARKET_KINDS = frozenset(topic_of(signature) for signature in _SIGNATURES)
"""What the market itself tells."""

_KINDS = {topic_of(signature): kind for signature, kind in _SIGNATURES.items()} | {
    topic_of(signature): _Kind(*kind) for signature, kind in REGISTRY_SIGNATURES.items()
}
