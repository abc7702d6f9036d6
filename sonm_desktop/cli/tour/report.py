"""The tour's account: a document for programs and a page for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from sonm_desktop.cli.show import Column, exact, sheet, short, stacked, table
from sonm_desktop.cli.tour.books import Books, Check, signed
from sonm_desktop.cli.tour.stage import Step


@dataclass(frozen=True, slots=True)
class TourReport:
    """Everything that happened. files: of the job's output."""

    deal: str
    image: str
    files: tuple[Path, ...]
    steps: tuple[Step, ...]
    books: Books

    @property
    def seconds(self) -> float:
        return sum(step.seconds for step in self.steps)

    def document(self) -> dict[str, Any]:
        """Amounts are decimal text of wei."""
        books = self.books
        return {
            "deal": self.deal,
            "image": self.image,
            "files": [str(file) for file in self.files],
            "seconds": round(self.seconds, 3),
            "steps": [
                {"name": step.name, "seconds": round(step.seconds, 3)} for step in self.steps
            ],
            "paid": str(books.settlement.paid),
            "refunded": str(books.settlement.refunded),
            "escrow": str(books.settlement.escrow),
            "parties": [
                {
                    "role": party.role,
                    "account": party.account,
                    "snm": str(party.snm_change),
                    "coin": str(party.coin_change),
                }
                for party in (books.supplier, books.customer)
            ],
            "transactions": [
                {
                    "role": payment.role,
                    "what": payment.what,
                    "hash": payment.hash,
                    "gas": payment.gas,
                    "fee": str(payment.fee),
                }
                for payment in books.payments
            ],
            "checks": [_checked(check) for check in books.checks()],
        }

    def page(self) -> RenderableType:
        """What a person reads at the end."""
        return stacked(
            Text("Who paid what", style="bold"),
            self._money(),
            Text("Gas", style="bold"),
            self._gas(),
            Text("The books", style="bold"),
            _checks(self.books.checks()),
            self._where(),
        )

    def _money(self) -> RenderableType:
        columns = (Column(""), Column("SNM", right=True), Column("Coin, for gas", right=True))
        rows = [
            (party.role, signed(party.snm_change), signed(party.coin_change))
            for party in (self.books.supplier, self.books.customer)
        ]
        return table(columns, rows, empty="")

    def _gas(self) -> RenderableType:
        columns = (
            Column("By"),
            Column("Transaction"),
            Column("Gas", right=True),
            Column("Hash", least=13),
        )
        rows = [
            (payment.role, payment.what, f"{payment.gas:,}", short(payment.hash))
            for payment in self.books.payments
        ]
        return table(columns, rows, empty="No transaction was sent.")

    def _where(self) -> RenderableType:
        settlement = self.books.settlement
        return sheet(
            [
                ("Deal", short(self.deal)),
                ("Escrow", f"{exact(settlement.escrow)}, of which"),
                ("", f"{exact(settlement.paid)} were paid and"),
                ("", f"{exact(settlement.refunded)} came back"),
                *(("Output", _near(file)) for file in self.files),
                ("Took", f"{self.seconds:.1f} s"),
            ]
        )


def _near(file: Path) -> str:
    """*file* as one would type it from here."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


def _checked(check: Check) -> dict[str, Any]:
    return {
        "what": check.what,
        "expected": str(check.expected),
        "found": str(check.found),
        "holds": check.holds,
    }


def _checks(checks: Sequence[Check]) -> RenderableType:
    lines = [
        Text.assemble(
            ("✓ ", "green") if check.holds else ("✗ ", "bold red"),
            f"{check.what}: {signed(check.found)}",
            "" if check.holds else f", but {signed(check.expected)} was expected",
        )
        for check in checks
    ]
    return Text("\n").join(lines)
