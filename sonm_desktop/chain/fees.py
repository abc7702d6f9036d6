"""EIP-1559 fees at three speeds, from what recent blocks paid."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sonm_desktop.core.amounts import Wei


class Speed(StrEnum):
    """How soon a transaction should be in a block."""

    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"


@dataclass(frozen=True, slots=True)
class Fee:
    """What a transaction may cost at most. max_fee, priority: wei for each unit of gas."""

    gas: int
    max_fee: int
    priority: int

    @property
    def total(self) -> Wei:
        """The most that it can cost."""
        return Wei(self.gas * self.max_fee)
