"""A task's output in the terminal, without what could steer it."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.tasks import LogPiece
from sonm_desktop.cli.session import Session

_OUTPUT, _ERRORS = 1, 2


@dataclass(frozen=True, slots=True)
class LogWish:
    """after: number of a piece. last: only so many lines, 0 for all. holding: only lines with it.

    apart: errors of the program go to standard error; else everything goes there.
    """

    after: int = 0
    follow: bool = False
    last: int = 0
    holding: str = ""
    apart: bool = True


async def print_log(
    session: Session, agent: AgentClient, deal: str, task: str, wish: LogWish
) -> None:
    """Print it as *wish* says; with --json every piece is a line."""
    pieces = agent.tasks.logs(deal, task, after=wish.after, follow=wish.follow)
    async with aclosing(pieces):
        if session.json:
            async for piece in pieces:
                if wish.apart:
                    session.write_json(piece)
        elif wish.last or wish.holding:
            await _print_lines(pieces, wish)
        else:
            async for piece in pieces:
                _write(harmless(piece.content), piece.fd, wish)


def harmless(content: bytes) -> str:
    """A foreign program's output without what could steer this terminal."""
    text = content.decode("utf-8", errors="replace")
    return "".join(letter for letter in text if letter in "\n\t" or letter.isprintable())


async def _print_lines(pieces: AsyncIterator[LogPiece], wish: LogWish) -> None:
    kept: deque[tuple[str, int]] = deque(maxlen=wish.last or None)
    async for line, descriptor in _lines(pieces):
        if wish.holding.casefold() not in line.casefold():
            continue
        if wish.last:
            kept.append((line, descriptor))
        else:
            _write(line + "\n", descriptor, wish)
    for line, descriptor in kept:
        _write(line + "\n", descriptor, wish)


async def _lines(pieces: AsyncIterator[LogPiece]) -> AsyncIterator[tuple[str, int]]:
    """Whole lines of each descriptor, as they end."""
    open_lines = {_OUTPUT: b"", _ERRORS: b""}
    async for piece in pieces:
        *ended, rest = (open_lines.get(piece.fd, b"") + piece.content).split(b"\n")
        open_lines[piece.fd] = rest
        for line in ended:
            yield harmless(line), piece.fd
    for descriptor, line in open_lines.items():
        if line:
            yield harmless(line), descriptor


def _write(text: str, descriptor: int, wish: LogWish) -> None:
    stream = sys.stderr if descriptor == _ERRORS or not wish.apart else sys.stdout
    stream.write(text)
    stream.flush()
