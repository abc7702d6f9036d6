"""An offer on sale, as people and purchases see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Digest
from sonm_desktop.market.offers.matching import Mismatch
from sonm_desktop.wallet.messages import Ask


class Presence(StrEnum):
    """Whether the worker of an offer has answered lately."""

    UNKNOWN = "unknown"
    ALIVE = "alive"
    BUSY = "busy"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class SignedAsk:
    """An ask whose worker's signature was checked. id: the ask's digest names the offer."""

    id: Digest
    ask: Ask
    signature: bytes


@dataclass(frozen=True, slots=True)
class Offer:
    """A signed ask seen with a requirement's eyes.

    rate: wei per second by now; total: for the duration that was asked for; None for a price in
    USD that cannot be converted now. mismatches: why it does not do; empty in filtered views.
    checked: when its presence was found out by this machine's clock, s; None never.
    """

    id: Digest
    ask: Ask
    signature: bytes
    rate: WeiPerSecond | None
    total: Wei | None
    per_hour: Wei | None
    presence: Presence
    checked: float | None
    mismatches: tuple[Mismatch, ...]
