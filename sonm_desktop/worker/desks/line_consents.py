"""Who else may move bytes here to measure a line: whom the master named, so long and so much."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.line_test import LIMIT_S, MOST_BYTES

LIVES_S = 2 * LIMIT_S
"""Time to dial, and for one measurement."""

BYTES = 2 * MOST_BYTES + (64 << 20)
"""One measurement in both directions, with what warms it up."""

_MOST = 16


@dataclass(slots=True)
class _Consent:
    until: float
    left: int


class LineConsents:
    """In memory: a worker that starts anew has agreed to nothing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._of: dict[Address, _Consent] = {}

    def agree(self, peer: Address) -> None:
        """Let *peer* measure the line once. Raises UserError worker.line_crowded."""
        now = self._clock.monotonic()
        self._of = {who: one for who, one in self._of.items() if one.until > now}
        if len(self._of) >= _MOST and peer not in self._of:
            raise UserError("worker.line_crowded")
        self._of[peer] = _Consent(until=now + LIVES_S, left=BYTES)

    def spend(self, peer: Address, amount: int) -> None:
        """Count *amount* bytes of *peer*. Raises UserError worker.line_not_agreed."""
        consent = self._of.get(peer)
        if consent is None or consent.until <= self._clock.monotonic() or consent.left < amount:
            raise UserError("worker.line_not_agreed")
        consent.left -= amount
