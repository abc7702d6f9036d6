"""Logs as a node gives them, checked, and the events in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.crypto import keccak

from sonm_desktop.chain import wire
from sonm_desktop.chain.events import (
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
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import Address, BlockHash, BlockNumber, ChainTime, DealId, Digest, TxHash

_WORD = 32


@dataclass(frozen=True, slots=True)
class RawLog:
    """A log of the market. block_time 0: the node did not tell. *data* is not yet decoded."""

    block: int
    block_hash: bytes
    index: int
    tx: bytes
    topics: tuple[bytes, ...]
    data: bytes
    block_time: int

    @property
    def kind(self) -> bytes:
        """The hash of the event's signature."""
        return self.topics[0]


def parse_logs(reply: Any, market: Address) -> list[RawLog]:
    """The logs of *market* in *reply*, in the chain's order. Raises BadReply."""
    try:
        logs = [_parse_log(entry) for entry in wire.items(reply, "the logs")]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadReply("a damaged log") from error
    wanted = market.lower()
    if any(entry["address"].lower() != wanted for entry in reply):
        raise BadReply("a log of another contract")
    places = [(log.block, log.index) for log in logs]
    if len(set(places)) != len(places):
        raise BadReply("a log told twice")
    if any(earlier > later for earlier, later in pairwise(places)):
        logs.sort(key=lambda log: (log.block, log.index))
    return logs


def _parse_log(entry: dict[str, Any]) -> RawLog:
    """Quick, because millions pass here: any damage raises something and becomes BadReply."""
    topics = tuple([bytes.fromhex(topic[2:]) for topic in entry["topics"]])
    block_hash = bytes.fromhex(entry["blockHash"][2:])
    tx = bytes.fromhex(entry["transactionHash"][2:])
    time = entry.get("blockTimestamp")
    if entry.get("removed") or not topics or {len(block_hash), len(tx), *map(len, topics)} != {32}:
        raise ValueError("a log that is no log")
    block, index = int(entry["blockNumber"], 16), int(entry["logIndex"], 16)
    block_time = int(time, 16) if time else 0
    if block >> 63 or index >> 63 or block_time >> 63:
        raise ValueError("a number that cannot be stored")
    data = bytes.fromhex(entry["data"][2:])
    return RawLog(block, block_hash, index, tx, topics, data, block_time)


def is_event(log: RawLog) -> bool:
    """Whether the market has such an event. Raises BadReply for one with parts missing."""
    kind = _KINDS.get(log.kind)
    if kind is None:
        return False
    if len(log.topics) != kind.topics or len(log.data) < kind.words * _WORD:
        raise BadReply("an event with parts missing")
    return True


def decode_event(log: RawLog) -> Event | None:
    """The event in *log*; None when the market has no such event. Raises BadReply."""
    return _KINDS[log.kind].decode(log) if is_event(log) else None


def place(log: RawLog, event: Event, *, seq: int = 0) -> PlacedEvent:
    """*event* with where it stands."""
    return PlacedEvent(
        event=event,
        block=BlockNumber(log.block),
        block_hash=BlockHash("0x" + log.block_hash.hex()),
        log_index=log.index,
        tx=TxHash("0x" + log.tx.hex()),
        time=ChainTime(log.block_time) if log.block_time else None,
        seq=seq,
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    """An event: how many topics, and words of data at least."""

    topics: int
    words: int
    decode: Callable[[RawLog], Event]


def _address_topic(log: RawLog, at: int) -> Address:
    return wire.address_word(int.from_bytes(log.topics[at], "big"), "an address")


def _words(log: RawLog, count: int) -> list[int]:
    return wire.words(log.data, count, "an event")


def _deal(log: RawLog) -> DealId:
    return DealId("0x" + log.topics[1].hex())


def _deposited(log: RawLog) -> Deposited:
    return Deposited(_address_topic(log, 1), Wei(_words(log, 1)[0]))


def _withdrawn(log: RawLog) -> Withdrawn:
    return Withdrawn(_address_topic(log, 1), Wei(_words(log, 1)[0]))


def _announced(log: RawLog) -> Announced:
    try:
        ask, signature = decode(["bytes", "bytes"], log.data)
    except (DecodingError, OverflowError) as error:
        raise BadReply("a damaged announcement") from error
    return Announced(_address_topic(log, 1), ask, signature)


def _bound(log: RawLog) -> Bound:
    longest, expiry = _words(log, 2)
    return Bound(_address_topic(log, 1), _address_topic(log, 2), longest, expiry)


def _unbound(log: RawLog) -> Unbound:
    return Unbound(_address_topic(log, 1), _address_topic(log, 2))


def _operator_set(log: RawLog) -> OperatorSet:
    limit, expiry = _words(log, 2)
    return OperatorSet(_address_topic(log, 1), _address_topic(log, 2), Wei(limit), expiry)


def _deal_opened(log: RawLog) -> DealOpened:
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


def _claimed(log: RawLog) -> Claimed:
    amount, paid, until = _words(log, 3)
    return Claimed(_deal(log), Wei(amount), Wei(paid), until)


def _topped_up(log: RawLog) -> ToppedUp:
    amount, until = _words(log, 2)
    return ToppedUp(_deal(log), Wei(amount), until)


def _close_requested(log: RawLog) -> CloseRequested:
    by, end = _words(log, 2)
    return CloseRequested(_deal(log), wire.address_word(by, "an account"), end)


def _stopped(log: RawLog) -> Stopped:
    return Stopped(_deal(log), _words(log, 1)[0])


def _deal_closed(log: RawLog) -> DealClosed:
    paid, refunded = _words(log, 2)
    return DealClosed(_deal(log), Wei(paid), Wei(refunded))


def _tipped(log: RawLog) -> Tipped:
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
    "CloseRequested(bytes32,address,uint40)": _Kind(2, 2, _close_requested),
    "Stopped(bytes32,uint40)": _Kind(2, 1, _stopped),
    "DealClosed(bytes32,uint96,uint96)": _Kind(2, 2, _deal_closed),
    "Tipped(bytes32,address,uint96)": _Kind(3, 1, _tipped),
}

_KINDS = {topic_of(signature): kind for signature, kind in _SIGNATURES.items()}
