"""The steps of the tour: announced, timed, kept for the account."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sonm_desktop.cli.progress import Progress
from sonm_desktop.cli.session import Session

_MARGIN = 13
"""Where the words of a step begin."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was done and how long it took, seconds."""

    name: str
    seconds: float


@dataclass(slots=True)
class Stage:
    """Where the tour is shown."""

    session: Session
    steps: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, doing: str, done: str) -> Iterator[Progress]:
        """Time what is inside; *doing* is shown while it lasts, *done* afterwards.

        Without *doing* nothing is shown meanwhile: what is inside speaks for itself.
        """
        started = time.monotonic()
        with Progress(self.session.err, doing, silent=self.session.json or not doing) as progress:
            yield progress
        self.steps.append(Step(done, time.monotonic() - started))
        line = Text.assemble(("  ✓ ", "green"), f"{self.steps[-1].seconds:5.1f} s  ", done)
        self.tell(line)

    def title(self, text: str) -> None:
        """The beginning of a part."""
        self.tell(Text(f"\n{text}", style="bold"))

    def tell(self, what: RenderableType) -> None:
        """For people; on standard error, so that --json stays clean, and in order."""
        self.session.say(what)

    def quote(self, output: str) -> None:
        """Lines that somebody else wrote, set apart."""
        for line in output.splitlines():
            quoted = Table.grid()
            quoted.add_column(width=_MARGIN)
            quoted.add_column(overflow="fold")
            quoted.add_row("", Text(line, style="dim"))
            self.tell(quoted)
