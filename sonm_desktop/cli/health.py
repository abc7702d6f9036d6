"""`sonm doctor` and `sonm diagnostics`: is this machine fit, and what to tell when it is not."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sonm_desktop.api.schema.doctor import Check, Checkup, Verdict
from sonm_desktop.cli.new_file import write_new
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import Column, table, volume
from sonm_desktop.core.errors import UserError

_MARKS = {
    Verdict.GOOD: ("✓", "green"),
    Verdict.NOTE: ("·", "dim"),
    Verdict.POOR: ("!", "yellow"),
    Verdict.BAD: ("✗", "bold red"),
}

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="Where to write it; never over another file.")
]


async def doctor(session: Session) -> None:
    """Look at this machine: can it sell, how well are jobs confined, what would mend it.

    Exit code 1 when something is in the way.
    """
    async with session.agent() as agent:
        with session.progress("Looking at this machine"):
            checkup = await agent.doctor.checkup()
    session.answer(checkup, lambda: _shown(checkup))
    if checkup.worst is Verdict.BAD:
        raise typer.Exit(1)


async def diagnostics(session: Session, file: FileArgument = Path("sonm-diagnostics.zip")) -> None:
    """Write a bundle for a report of a problem; nothing is sent, and nothing personal is in it."""
    if file.exists():
        raise UserError("cli.file_exists", file=str(file))
    async with session.agent() as agent:
        with session.progress("Collecting"):
            content = await agent.doctor.diagnostics()
    write_new(file, content)
    names = _names(content)
    document = {"file": str(file), "contents": [name for name, _ in names]}
    session.answer(document, lambda: _contents(file, names))


def _shown(checkup: Checkup) -> RenderableType:
    drawn = Table.grid(padding=(0, 1, 0, 0))
    drawn.add_column(no_wrap=True)
    drawn.add_column(overflow="fold")
    for check in checkup.checks:
        mark, style = _MARKS[check.verdict]
        drawn.add_row(Text(mark, style), _entry(check))
    return drawn


def _entry(check: Check) -> RenderableType:
    """What was found; where it is not all well, also why it matters and what mends it."""
    found = Text(check.found.text)
    if check.verdict is Verdict.GOOD:
        return found
    why = Text(f"{check.what.text} Wanted: {check.what.action}", style="dim")
    return Group(found, why, Text(check.found.action)) if check.found.action else Group(found, why)


def _names(content: bytes) -> list[tuple[str, int]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(entry.filename, entry.file_size) for entry in archive.infolist()]


def _contents(file: Path, names: list[tuple[str, int]]) -> RenderableType:
    rows = [(name, volume(size)) for name, size in names]
    listed = table((Column("In it"), Column("Size", right=True)), rows, empty="")
    return Group(Text(f"Wrote {file}. Look into it before you give it to anybody."), listed)
