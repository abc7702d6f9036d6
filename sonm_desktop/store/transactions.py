"""Own transactions: intents, their signed attempts and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, BlockNumber, TxHash


class TxState(StrEnum):
    """recorded: not signed; signed: may be anywhere; mined: in a block; failed: it reverted."""

    RECORDED = "recorded"
    SIGNED = "signed"
    MINED = "mined"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SentTransaction:
    """One intent and its newest attempt. created: this machine's clock, s."""

    intent: str
    account: Address
    to: Address
    value: Wei
    state: TxState
    created: float
    nonce: int | None
    hash: TxHash | None
    block: BlockNumber | None
    fee: Wei | None
    code: str
