"""`sonm wallet history`: what went in and out of an account, filtered, on the screen or as CSV."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.client.history_csv import as_csv
from sonm_desktop.api.schema.history import (
    Direction,
    HistoryFilter,
    HistoryRow,
    HistoryView,
    RowKind,
)
from sonm_desktop.cli.command import command
from sonm_desktop.cli.new_file import write_new
from sonm_desktop.cli.pick import AccountOption, pick_account
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import (
    NOTHING,
    Column,
    exact,
    moment,
    money,
    sheet,
    short,
    small_money,
    stacked,
    table,
)
from sonm_desktop.cli.values import moment_ago

group = typer.Typer()

WhenOption = typer.Option(metavar="TIME", help="A date like 2026-01-31, or a time ago like 7d.")


@command(group, "history")
async def history(
    session: Session,
    *,
    account: AccountOption = None,
    kind: Annotated[
        list[RowKind] | None, typer.Option(help="Only this kind; may be given several times.")
    ] = None,
    direction: Annotated[
        str | None, typer.Option(metavar="in|out|inside", help="Only what went this way.")
    ] = None,
    since: Annotated[str | None, WhenOption] = None,
    until: Annotated[str | None, WhenOption] = None,
    find: Annotated[
        str, typer.Option(metavar="TEXT", help="Part of an address, a hash, a deal or the words.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many.")] = 20,
    offset: Annotated[int, typer.Option(min=0, help="How many of the newest to pass over.")] = 0,
    csv: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write every row into a new CSV file; “-” is stdout."),
    ] = None,
) -> None:
    """List what went in and out of an account, the newest first, each network fee by itself.

    The rows of any period add up to what its balances changed in that period.
    """
    wanted = HistoryFilter(
        kinds=tuple(kind or ()),
        direction=_direction(direction),
        since=None if since is None else moment_ago(since, time.time()),
        until=None if until is None else moment_ago(until, time.time()),
        text=find,
    )
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        if csv is not None:
            with session.progress("Reading the history"):
                rows = await agent.history.all(chosen.address, wanted)
            _write(session, csv, rows)
            return
        view = await agent.history.open(chosen.address, wanted)
        page = await agent.history.rows(view.view, offset, limit)
    session.answer({"view": view, "rows": page.rows}, lambda: _drawn(view, list(page.rows)))


def _direction(text: str | None) -> Direction | None:
    if text is None or text in ("in", "out", "inside"):
        return text  # type: ignore[return-value]  # one of the three, just compared
    raise typer.BadParameter("It is in, out or inside.", param_hint="--direction")


def _write(session: Session, file: Path, rows: list[HistoryRow]) -> None:
    text = as_csv(rows)
    if str(file) == "-":
        typer.echo(text, nl=False)
        return
    write_new(file, text.encode())
    answer = {"file": str(file), "rows": len(rows)}
    session.answer(answer, lambda: f"{len(rows)} rows are in {file}.")


def _drawn(view: HistoryView, rows: list[HistoryRow]) -> RenderableType:
    columns = (
        Column("When", least=19),
        Column("What"),
        Column("SNM", right=True),
        Column("Coin", right=True),
        Column("With"),
    )
    cells = [
        (
            moment(row.time or None),
            _what(row),
            _change(row),
            small_money(row.coin) if row.coin else NOTHING,
            short(row.other or row.deal) or NOTHING,
        )
        for row in rows
    ]
    totals = view.totals
    sums = sheet(
        [
            ("Came in", exact(totals.came)),
            ("Went out", exact(totals.went)),
            ("Fees", exact(totals.fees, "coin")),
            ("Rows", f"{len(rows)} of {view.count}"),
        ]
    )
    empty = "Nothing in this history is like that."
    return stacked(table(columns, cells, empty=empty), sums)


def _what(row: HistoryRow) -> str:
    if row.kind is not RowKind.FEE:
        return row.what.text
    paid = " (by the operator)" if row.by_operator else ""
    return f"Fee{paid}: {row.what.text}"


def _change(row: HistoryRow) -> str:
    change = row.wallet + row.vault
    if row.direction == "inside" and row.vault:
        return f"({money(abs(row.vault), '')})"
    return money(change, "") if change else NOTHING
