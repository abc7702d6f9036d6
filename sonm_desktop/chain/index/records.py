"""What the index tells, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Address, BlockNumber, ChainTime, DealId, Digest, TxHash
from sonm_desktop.wallet.messages import Ask


@dataclass(frozen=True, slots=True)
class IndexChanged:
    """The index moved. seq: of its newest event. head: the newest block that it knows.

    rolled_back_to: the last block that stayed, when blocks were replaced.
    """

    seq: int
    head: BlockNumber
    rolled_back_to: BlockNumber | None = None


@dataclass(frozen=True, slots=True)
class AnnouncedAsk:
    """An ask found on the chain, its worker's signature checked."""

    ask: Ask
    signature: bytes
    block: BlockNumber


@dataclass(frozen=True, slots=True)
class IndexedDeal:
    """A deal as its events tell it. Times in chain time, s.

    deposited: all that ever went into its escrow. paid: as of its last claim, so that what was
    paid at once shows with the first one. refunded: what came back at the close.
    opened_at, closed_at: None where the node does not tell the time of old blocks.
    """

    deal: DealId
    worker: Address
    consumer: Address
    payee: Address
    nonce: int
    ask: Digest
    rate: WeiPerSecond
    notice: int
    window: int
    deposited: Wei
    paid: Wei
    refunded: Wei
    end: int
    until: int
    stopped: bool
    opened_block: BlockNumber
    opened_at: ChainTime | None
    closed_block: BlockNumber | None
    closed_at: ChainTime | None

    @property
    def open(self) -> bool:
        """Whether it still holds its escrow."""
        return self.closed_block is None


@dataclass(frozen=True, slots=True)
class VaultMovement:
    """A change of a vault. amount: wei, negative out. deal: None for deposits, withdrawals.

    kind: deposited, withdrawn, opened, topped_up, earned, refunded, tip_given or tip_earned.
    other: who stands on the other side of the deal, or submitted the claim.
    """

    account: Address
    amount: int
    kind: str
    deal: DealId | None
    block: BlockNumber
    log_index: int
    time: ChainTime | None
    tx: TxHash
    other: Address | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A change of an account's SNM. wallet, vault: wei, negative out; both: moved between them.

    kind: received, sent, to_campaigns, from_campaigns, or as of `VaultMovement` with escrowed for
    opened. time 0: not told.
    """

    account: Address
    kind: str
    wallet: int
    vault: int
    other: Address | None
    deal: DealId | None
    tx: TxHash
    block: BlockNumber
    log_index: int
    time: int


@dataclass(frozen=True, slots=True)
class IndexedBinding:
    """Whom a worker serves by its newest event. expiry: chain time, s."""

    worker: Address
    master: Address
    max_duration: int
    expiry: int
    block: BlockNumber
