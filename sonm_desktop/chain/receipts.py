"""What became of a transaction, checked."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.chain.events import PlacedEvent
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import BlockHash, BlockNumber, TxHash


@dataclass(frozen=True, slots=True)
class Receipt:
    """A transaction in a block. fee: wei of the coin really paid."""

    hash: TxHash
    block: BlockNumber
    block_hash: BlockHash
    gas_used: int
    fee: Wei
    succeeded: bool
    events: tuple[PlacedEvent, ...]
