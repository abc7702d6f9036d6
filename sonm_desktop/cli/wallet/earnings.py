"""`sonm earnings`: what an account made, by day or by deal, on the screen or as CSV."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.client.income_csv import income_csv
from sonm_desktop.api.schema.income import Income, IncomeLine
from sonm_desktop.cli.new_file import write_new
from sonm_desktop.cli.pick import AccountOption, pick_account
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import NOTHING, Column, exact, money, sheet, short, stacked, table
from sonm_desktop.cli.values import moment_ago

WhenOption = typer.Option(metavar="TIME", help="A date like 2026-01-31, or a time ago like 7d.")


class By(StrEnum):
    """What a line is."""

    DAY = "day"
    DEAL = "deal"


async def earnings(
    session: Session,
    *,
    account: AccountOption = None,
    by: Annotated[By, typer.Option(help="A line for each day, or for each deal.")] = By.DAY,
    since: Annotated[str | None, WhenOption] = "30d",
    until: Annotated[str | None, WhenOption] = None,
    csv: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write every line into a new CSV file; “-” is stdout."),
    ] = None,
) -> None:
    """Show what an account earned, claimed, spent and paid in fees, line by line.

    The net of all lines is what the account's SNM changed in the period.
    """
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        income = await agent.workers.income(
            chosen.address, by=by.value, since=_moment(since), until=_moment(until)
        )
    if csv is not None:
        _write(session, csv, income)
        return
    session.answer(income, lambda: _drawn(income))


def _moment(text: str | None) -> int | None:
    return None if text is None else moment_ago(text, time.time())


def _write(session: Session, file: Path, income: Income) -> None:
    text = income_csv(income)
    if str(file) == "-":
        typer.echo(text, nl=False)
        return
    write_new(file, text.encode())
    answer = {"file": str(file), "rows": len(income.lines)}
    session.answer(answer, lambda: f"{len(income.lines)} lines are in {file}.")


def _drawn(income: Income) -> RenderableType:
    columns = (
        Column("Day" if income.by == "day" else "Deal", least=13),
        Column("Owed (about)", right=True),
        Column("Claimed", right=True),
        Column("Spent", right=True),
        Column("Moved", right=True),
        Column("Net", right=True),
        Column("Fees", right=True),
    )
    cells = [
        (
            (short(line.key) if income.by == "deal" else line.key) or "no deal",
            *(
                money(wei, "") if wei else NOTHING
                for wei in (line.accrued, line.claimed, line.spent, line.moved, line.net, line.fees)
            ),
        )
        for line in income.lines
        if income.by == "deal" or _moved(line)
    ]
    total = income.total
    sums = sheet(
        [
            ("Owed now", exact(total.accrued)),
            ("Claimed", exact(total.claimed)),
            ("Withdrawn", exact(total.withdrawn)),
            ("Fees", exact(total.fees, "coin")),
            ("Net", exact(total.net)),
        ]
    )
    return stacked(table(columns, cells, empty="Nothing moved in this time."), sums)


def _moved(line: IncomeLine) -> bool:
    return any((line.accrued, line.claimed, line.spent, line.moved, line.fees, line.withdrawn))
