"""What went in and out of a vault, computed from the market's events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sonm_desktop.chain.events import (
    Claimed,
    DealClosed,
    DealOpened,
    Deposited,
    PlacedEvent,
    Tipped,
    ToppedUp,
    Withdrawn,
)
from sonm_desktop.chain.index.records import VaultMovement
from sonm_desktop.core.ids import Address, DealId, TxHash

Upfronts = Mapping[tuple[DealId, TxHash], int]
"""What a take paid at once, by deal and transaction."""


def movements(
    account: Address, events: Iterable[PlacedEvent], upfronts: Upfronts | None = None
) -> list[VaultMovement]:
    """Changes of the vault of *account*, oldest first.

    *events*: its own ones, all of the deals in which it takes part, and tips given to it, in
    the chain's order. What a take pays at once has no event of its own: where *upfronts* does
    not know it, it is earned with the first claim or the close.
    """
    ledger = _Ledger(account, upfronts or {})
    for placed in events:
        ledger.read(placed)
    return ledger.movements


class _Ledger:
    def __init__(self, account: Address, upfronts: Upfronts) -> None:
        self.movements: list[VaultMovement] = []
        self._account = account
        self._upfronts = upfronts
        self._opened: dict[DealId, DealOpened] = {}
        self._paid: dict[DealId, int] = {}

    def read(self, placed: PlacedEvent) -> None:
        match placed.event:
            case Deposited(account=account, amount=amount):
                self._move(placed, account, amount, "deposited")
            case Withdrawn(account=account, amount=amount):
                self._move(placed, account, -amount, "withdrawn")
            case DealOpened() as opened:
                self._opened[opened.deal] = opened
                self._move(placed, opened.consumer, -opened.escrow, "opened", opened.deal)
                self._earn(placed, opened.deal, self._upfronts.get((opened.deal, placed.tx), 0))
            case ToppedUp(deal=deal, amount=amount):
                self._move(placed, self._consumer(deal), -amount, "topped_up", deal)
            case Claimed(deal=deal, paid=paid):
                self._earn(placed, deal, paid)
            case DealClosed(deal=deal, paid=paid, refunded=refunded):
                self._earn(placed, deal, paid)
                self._move(placed, self._consumer(deal), refunded, "refunded", deal)
            case Tipped(deal=deal, submitter=submitter, amount=amount):
                self._move(placed, self._payee(deal), -amount, "tip_given", deal, other=submitter)
                self._move(placed, submitter, amount, "tip_earned", deal)
            case _:
                return

    def _earn(self, placed: PlacedEvent, deal: DealId, paid: int) -> None:
        gained = paid - self._paid.get(deal, 0)
        self._paid[deal] = paid
        self._move(placed, self._payee(deal), gained, "earned", deal)

    def _move(
        self,
        placed: PlacedEvent,
        account: Address | None,
        amount: int,
        kind: str,
        deal: DealId | None = None,
        *,
        other: Address | None = None,
    ) -> None:
        if account != self._account or amount == 0:
            return
        self.movements.append(
            VaultMovement(
                account=self._account,
                amount=amount,
                kind=kind,
                deal=deal,
                block=placed.block,
                log_index=placed.log_index,
                time=placed.time,
                tx=placed.tx,
                other=other or self._opposite(deal),
            )
        )

    def _opposite(self, deal: DealId | None) -> Address | None:
        """Of the two sides of *deal*, the one that is not the account."""
        opened = self._opened.get(deal) if deal else None
        if opened is None:
            return None
        return opened.payee if opened.consumer == self._account else opened.consumer

    def _consumer(self, deal: DealId) -> Address | None:
        opened = self._opened.get(deal)
        return opened.consumer if opened else None

    def _payee(self, deal: DealId) -> Address | None:
        opened = self._opened.get(deal)
        return opened.payee if opened else None
