"""Deals and vault movements as the market's events tell them."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Address, BlockNumber, ChainTime, DealId, Digest


@dataclass(frozen=True, slots=True)
class IndexedDeal:
    """A deal as its events tell it. Times in chain time, s.

    deposited: all that ever went into its escrow; refunded: what came back at the close.
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
    """A change of a vault. amount: wei, negative out. deal: None for deposits, withdrawals."""

    account: Address
    amount: int
    kind: str
    deal: DealId | None
    block: BlockNumber
    log_index: int
    time: ChainTime | None
