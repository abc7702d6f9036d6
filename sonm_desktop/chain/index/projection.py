"""Deals and announcements computed from the market's logs, decoded by hand for speed.

A deal is a pure fold over the logs of its id in the chain's order: what a reorganisation
removed is undone by folding what stayed.
"""

from __future__ import annotations

from collections.abc import Callable

from sonm_desktop.chain.logs import topic_of
from sonm_desktop.core.errors import BadReply
from sonm_desktop.store.index_deals import DealRow
from sonm_desktop.store.index_events import AnnouncementRow, EventRow

ANNOUNCED = topic_of("Announced(address,bytes,bytes)")
DEAL_OPENED = topic_of(
    "DealOpened(bytes32,address,address,address,uint256,bytes32,"
    "uint80,uint96,uint40,uint40,uint24,uint8)"
)

BINDINGS = frozenset(
    (topic_of("Bound(address,address,uint32,uint40)"), topic_of("Unbound(address,address)"))
)

LARGEST_ASK = 16_384
_WORD = 32
_ADDRESS = slice(12, 32)
_SECOND, _THIRD = slice(64, 96), slice(96, 128)


def fold_deal(deal: DealRow | None, log: EventRow) -> DealRow | None:
    """*deal* after *log*, changed in place. None: the log opens no deal and there was none."""
    if log.kind == DEAL_OPENED:
        return _opened(log)
    step = _STEPS.get(log.kind)
    if deal is not None and step is not None:
        step(deal, log)
    return deal


def concerns_deal(log: EventRow) -> bool:
    """Whether `fold_deal` looks at *log*."""
    return log.kind == DEAL_OPENED or log.kind in _STEPS


def announcement(log: EventRow, position: int) -> AnnouncementRow | None:
    """What to file an announced ask under; None when it cannot be one.

    The ask is read at its fixed places only: the head of abi.encode(Ask). Whether the rest is
    an ask, and whose, is found out when somebody wants to know.
    """
    data = log.data
    ask_at = int.from_bytes(data[:_WORD], "big")
    size = int.from_bytes(data[ask_at : ask_at + _WORD], "big")
    head = ask_at + 2 * _WORD
    if size > LARGEST_ASK or ask_at + _WORD + size > len(data) or size < 23 * _WORD:
        return None
    if data[head - _WORD : head] != _STRUCT_OFFSET or data[head : head + _WORD] != log.subject:
        return None
    issued = int.from_bytes(data[head + 20 * _WORD : head + 21 * _WORD], "big")
    expiry = int.from_bytes(data[head + 21 * _WORD : head + 22 * _WORD], "big")
    if issued >> 40 or expiry >> 40:
        return None
    return AnnouncementRow(
        worker=log.subject[_ADDRESS],
        slice=data[head + _WORD : head + 2 * _WORD],
        issued=issued,
        expiry=expiry,
        position=position,
    )


_STRUCT_OFFSET = _WORD.to_bytes(_WORD, "big")


def _number(log: EventRow, word: int) -> int:
    return int.from_bytes(log.data[word * _WORD : (word + 1) * _WORD], "big")


def _time(log: EventRow, word: int) -> int:
    """A word that the contract keeps in 40 bits or fewer."""
    value = _number(log, word)
    if value >> 40:
        raise BadReply("a time or a term out of range")
    return value


def _opened(log: EventRow) -> DealRow:
    data = log.data
    return DealRow(
        deal=log.subject,
        worker=data[_ADDRESS],
        consumer=log.topics[_SECOND][_ADDRESS],
        payee=log.topics[_THIRD][_ADDRESS],
        nonce=_number(log, 1),
        ask=data[2 * _WORD : 3 * _WORD],
        rate=_number(log, 3),
        notice=_time(log, 7),
        window=_time(log, 8),
        deposited=_number(log, 4),
        paid=0,
        refunded=0,
        end=_time(log, 5),
        until=_time(log, 6),
        stopped=0,
        opened_block=log.block,
        opened_at=log.time,
        closed_block=0,
        closed_at=0,
    )


def _claimed(deal: DealRow, log: EventRow) -> None:
    deal.paid = _number(log, 1)
    deal.until = _time(log, 2)


def _topped_up(deal: DealRow, log: EventRow) -> None:
    deal.deposited += _number(log, 0)
    deal.until = _time(log, 1)


def _amended(deal: DealRow, log: EventRow) -> None:
    deal.rate = _number(log, 0)
    deal.end = _time(log, 1)
    deal.notice = _time(log, 2)


def _close_requested(deal: DealRow, log: EventRow) -> None:
    deal.end = _time(log, 1)


def _stopped(deal: DealRow, log: EventRow) -> None:
    deal.end = _time(log, 0)
    deal.stopped = 1


def _closed(deal: DealRow, log: EventRow) -> None:
    deal.paid = _number(log, 0)
    deal.refunded = _number(log, 1)
    deal.closed_block = log.block
    deal.closed_at = log.time


_STEPS: dict[bytes, Callable[[DealRow, EventRow], None]] = {
    topic_of("Claimed(bytes32,uint96,uint96,uint40)"): _claimed,
    topic_of("ToppedUp(bytes32,uint96,uint40)"): _topped_up,
    topic_of("Amended(bytes32,uint80,uint40,uint24,uint16)"): _amended,
    topic_of("CloseRequested(bytes32,address,uint40)"): _close_requested,
    topic_of("Stopped(bytes32,uint40)"): _stopped,
    topic_of("DealClosed(bytes32,uint96,uint96)"): _closed,
}
