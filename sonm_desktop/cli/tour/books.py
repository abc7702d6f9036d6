"""The tour's books: what everybody had before and after, and whether it adds up to the wei."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sonm_desktop.cli.show import exact


@dataclass(frozen=True, slots=True)
class Holdings:
    """Of one party, in wei. coin: of the account and of its operator key together."""

    wallet: int
    vault: int
    coin: int

    @property
    def snm(self) -> int:
        return self.wallet + self.vault


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the deal. role: as people call it."""

    role: str
    account: str
    before: Holdings
    after: Holdings

    @property
    def snm_change(self) -> int:
        return self.after.snm - self.before.snm

    @property
    def coin_change(self) -> int:
        return self.after.coin - self.before.coin


@dataclass(frozen=True, slots=True)
class Payment:
    """A transaction that was mined: who paid its gas, and how much. fee: wei of the coin."""

    role: str
    what: str
    hash: str
    gas: int
    fee: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the contract says of the closed deal, in wei of SNM."""

    paid: int
    refunded: int
    escrow: int


@dataclass(frozen=True, slots=True)
class Check:
    """A sum that must hold to the wei."""

    what: str
    expected: int
    found: int

    @property
    def holds(self) -> bool:
        return self.expected == self.found


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that moved during the tour."""

    supplier: Party
    customer: Party
    payments: tuple[Payment, ...]
    settlement: Settlement

    def fees(self, role: str) -> int:
        """What *role* paid for gas."""
        return sum(payment.fee for payment in self.payments if payment.role == role)

    def checks(self) -> list[Check]:
        """Every sum that must hold."""
        paid = self.settlement.paid
        spent = paid + self.settlement.refunded
        return [
            Check("what the supplier received", paid, self.supplier.snm_change),
            Check("what the customer paid", -paid, self.customer.snm_change),
            Check("the deal's escrow", self.settlement.escrow, spent),
            *(self._gas_check(party) for party in (self.supplier, self.customer)),
        ]

    def _gas_check(self, party: Party) -> Check:
        return Check(f"the {party.role}'s gas", -self.fees(party.role), party.coin_change)


def first_wrong(checks: Sequence[Check]) -> Check | None:
    """The first sum that does not hold."""
    return next((check for check in checks if not check.holds), None)


def signed(wei: int) -> str:
    """*wei* with its sign and all its digits."""
    return f"{'+' if wei > 0 else ''}{exact(wei, '')}"
