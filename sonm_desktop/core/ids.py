"""Distinct types for distinct ids, and the checks that turn foreign text into them."""

from __future__ import annotations

import re
from typing import NewType

Address = NewType("Address", str)
"""An account or contract: 0x and 40 hex digits, in EIP-55 spelling everywhere inside."""

DealId = NewType("DealId", str)
"""0x and 64 lower-case hex digits: keccak256(abi.encode(worker, nonce))."""

CampaignId = NewType("CampaignId", str)
"""0x and 64 lower-case hex digits: keccak256(abi.encode(sponsor, nonce))."""

Commitment = NewType("Commitment", str)
"""What stands on the chain for a network address: 0x and 64 lower-case hex digits."""

TxHash = NewType("TxHash", str)
BlockHash = NewType("BlockHash", str)
Digest = NewType("Digest", str)
"""An EIP-712 or keccak digest: 0x and 64 lower-case hex digits."""

ChainId = NewType("ChainId", int)
BlockNumber = NewType("BlockNumber", int)
ChainTime = NewType("ChainTime", int)
"""Seconds since 1970 by the clock of the chain."""

EndpointId = NewType("EndpointId", str)
"""A peer's Ed25519 public key: 64 lower-case hex digits."""

PlanId = NewType("PlanId", str)
TaskId = NewType("TaskId", str)

ZERO_ADDRESS = Address("0x0000000000000000000000000000000000000000")

_HASH = re.compile(r"0x[0-9a-f]{64}", re.ASCII)
_DEAL_LETTERS = 32
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)


def parse_hash(text: str) -> str:
    """*text* as 0x and 64 lower-case hex digits. Raises ValueError."""
    lowered = text.lower()
    if not _HASH.fullmatch(lowered):
        raise ValueError("expected 0x and 64 hex digits")
    return lowered


def parse_deal_id(text: str) -> DealId:
    """A deal id from foreign text. Raises ValueError."""
    return DealId(parse_hash(text))


def parse_task_id(text: str) -> TaskId:
    """A task id: lower-case letters, digits and dashes, 63 at most. Raises ValueError."""
    if not _NAME.fullmatch(text):
        raise ValueError("a task id has lower-case letters, digits and dashes, 63 at most")
    return TaskId(text)


def task_of_deal(deal: DealId, task: TaskId) -> str:
    """The name of *task* among all deals of a worker: its id and how the deal's id begins."""
    return f"{task}:{deal.removeprefix('0x')[:_DEAL_LETTERS]}"
