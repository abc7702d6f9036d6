"""What the chain says, as plain values; every field was checked when it was read."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Address, BlockHash, BlockNumber, ChainTime

NO_END = 2**32 - 1
"""`DealState.end` of a spot deal that nobody has closed."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block's place in the chain. time: chain time, s."""

    number: BlockNumber
    hash: BlockHash
    parent: BlockHash
    time: ChainTime


@dataclass(frozen=True, slots=True)
class DealState:
    """The three storage slots of a deal (docs/protocol.md); times in chain time, s.

    until 0: the deal is closed; consumer, payee and paid remain.
    """

    consumer: Address
    payee: Address
    rate: WeiPerSecond
    seq: int
    paid: Wei
    escrow: Wei
    last: int
    end: int
    until: int
    floor: int
    notice: int
    window: int

    @property
    def open(self) -> bool:
        """Whether the deal still holds its slot; it may have ended and await its claims."""
        return self.until != 0


@dataclass(frozen=True, slots=True)
class Binding:
    """Whom a worker serves. expiry: chain time, s; max_duration: s."""

    master: Address
    max_duration: int
    expiry: int
    nonce: int


@dataclass(frozen=True, slots=True)
class OperatorGrant:
    """What an account lets an operator do. expiry 0: nothing, ever."""

    expiry: int
    daily_limit: Wei
    spent: Wei
    day: int
