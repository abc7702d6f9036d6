"""What became of a transaction, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sonm_desktop.chain import wire
from sonm_desktop.chain.events import PlacedEvent
from sonm_desktop.chain.logs import decode_event, parse_logs, place
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import Address, BlockHash, BlockNumber, TxHash


@dataclass(frozen=True, slots=True)
class Receipt:
    """A transaction in a block. fee: wei of the coin really paid. events: the market's."""

    hash: TxHash
    block: BlockNumber
    block_hash: BlockHash
    gas_used: int
    fee: Wei
    succeeded: bool
    events: tuple[PlacedEvent, ...]


def parse_receipt(reply: Any, tx: TxHash, market: Address) -> Receipt:
    """The receipt of *tx* in the node's reply. Raises BadReply."""
    receipt = wire.fields(reply, "a receipt")
    if wire.hash_text(receipt.get("transactionHash"), "a transaction") != tx:
        raise BadReply("a receipt of another transaction")
    gas_used = wire.small_quantity(receipt.get("gasUsed"), "the gas used")
    price = wire.quantity(receipt.get("effectiveGasPrice"), "the gas price")
    entries = [wire.fields(entry, "a log") for entry in wire.items(receipt.get("logs"), "the logs")]
    own = [entry for entry in entries if str(entry.get("address")).lower() == market.lower()]
    events = [(log, decode_event(log)) for log in parse_logs(own, market)]
    return Receipt(
        hash=tx,
        block=wire.block_number(receipt.get("blockNumber")),
        block_hash=wire.block_hash(receipt.get("blockHash")),
        gas_used=gas_used,
        fee=Wei(gas_used * price),
        succeeded=wire.quantity(receipt.get("status"), "a status") == 1,
        events=tuple(place(log, event) for log, event in events if event is not None),
    )
