"""The market's events as typed values; those of the registries are in `registries.events`."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.chain.registries.events import RegistryEvent
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import (
    Address,
    BlockHash,
    BlockNumber,
    ChainTime,
    DealId,
    Digest,
    TxHash,
)


@dataclass(frozen=True, slots=True)
class Deposited:
    """Tokens came into the vault of *account*."""

    account: Address
    amount: Wei


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Tokens left the vault of *account*."""

    account: Address
    amount: Wei


@dataclass(frozen=True, slots=True)
class Announced:
    """Somebody published an ask; neither its text nor its signature is checked here."""

    worker: Address
    ask: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Bound:
    """*worker* serves *master* until *expiry*."""

    worker: Address
    master: Address
    max_duration: int
    expiry: int


@dataclass(frozen=True, slots=True)
class Unbound:
    """*worker* no longer serves *master*."""

    worker: Address
    master: Address


@dataclass(frozen=True, slots=True)
class OperatorSet:
    """*operator* may act for *account* until *expiry*; 0 revokes."""

    account: Address
    operator: Address
    daily_limit: Wei
    expiry: int


@dataclass(frozen=True, slots=True)
class DealOpened:
    """A quote was taken."""

    deal: DealId
    consumer: Address
    payee: Address
    worker: Address
    nonce: int
    ask: Digest
    rate: WeiPerSecond
    escrow: Wei
    end: int
    until: int
    notice: int
    window: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """*amount* went from the escrow to the payee; *paid* in all."""

    deal: DealId
    amount: Wei
    paid: Wei
    until: int


@dataclass(frozen=True, slots=True)
class ToppedUp:
    """The consumer put *amount* more into the escrow."""

    deal: DealId
    amount: Wei
    until: int


@dataclass(frozen=True, slots=True)
class Amended:
    """The deal goes on by new terms; *seq* times it was amended."""

    deal: DealId
    rate: WeiPerSecond
    end: int
    notice: int
    seq: int


@dataclass(frozen=True, slots=True)
class CloseRequested:
    """The consumer's side ends the deal at *end*."""

    deal: DealId
    by: Address
    end: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """The worker ends the deal at *end*."""

    deal: DealId
    end: int


@dataclass(frozen=True, slots=True)
class DealClosed:
    """The escrow is empty: *paid* in all, *refunded* to the consumer."""

    deal: DealId
    paid: Wei
    refunded: Wei


@dataclass(frozen=True, slots=True)
class Tipped:
    """The payee gave *amount* of a claim to *submitter*."""

    deal: DealId
    submitter: Address
    amount: Wei


DealEvent = (
    DealOpened | Claimed | ToppedUp | Amended | CloseRequested | Stopped | DealClosed | Tipped
)
Event = (
    Deposited | Withdrawn | Announced | Bound | Unbound | OperatorSet | DealEvent | RegistryEvent
)


@dataclass(frozen=True, slots=True)
class PlacedEvent:
    """An event and where it stands. seq: in the index, 0 outside; time: None when not told."""

    event: Event
    block: BlockNumber
    block_hash: BlockHash
    log_index: int
    tx: TxHash
    time: ChainTime | None = None
    seq: int = 0
