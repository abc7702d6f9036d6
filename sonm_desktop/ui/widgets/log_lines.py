"""The last lines of a program's output: cut, cleaned and bounded, whatever the program writes."""

from __future__ import annotations

import re

MOST_LINES = 100_000
LONGEST_LINE = 4096
_SLACK = 8192
"""Old lines are thrown away so many at a time: moving the rest down has its price."""

_TAB = 8
_ESCAPE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])", re.ASCII
)
"""What would colour or steer a terminal (ECMA-48, 5.4 and 8.3.89)."""


class LogLines:
    """forgotten: how many lines are no longer here; those that are count from there on."""

    def __init__(self, most: int = MOST_LINES) -> None:
        self._most = most
        self._lines: list[str] = []
        self._rest = ""
        self.forgotten = 0
        self.widest = 0

    def __len__(self) -> int:
        return len(self._lines) + bool(self._rest)

    def __getitem__(self, at: int) -> str:
        return self._lines[at] if at < len(self._lines) else clean(self._rest)

    def add(self, text: str) -> int:
        """Take what the program wrote next; how many of the oldest lines went for it."""
        *ended, rest = (self._rest + text).split("\n")
        if len(rest) > LONGEST_LINE:
            ended.append(rest)
            rest = ""
        self._rest = rest
        cleaned = [clean(line) for line in ended]
        self._lines += cleaned
        self.widest = max(self.widest, len(rest), max(map(len, cleaned), default=0))
        return self._forget()

    def clear(self) -> None:
        """As if nothing had come."""
        self._lines.clear()
        self._rest = ""
        self.forgotten = self.widest = 0

    def text(self, first: int = 0, last: int | None = None) -> str:
        """Lines *first* to before *last*, as they stand; a last one that is open has no end."""
        last = len(self) if last is None else min(last, len(self))
        whole = "\n".join(self[at] for at in range(first, last))
        return whole + "\n" if first < last <= len(self._lines) else whole

    def find(self, what: str, start: int, *, back: bool = False) -> int:
        """The next line from *start* on that holds *what*, around the end; -1 for none."""
        wanted, count = what.casefold(), len(self)
        step = -1 if back else 1
        for moved in range(count):
            at = (start + step * moved) % count
            if wanted in self[at].casefold():
                return at
        return -1

    def _forget(self) -> int:
        if len(self._lines) <= self._most + _SLACK:
            return 0
        gone = len(self._lines) - self._most
        del self._lines[:gone]
        self.forgotten += gone
        return gone


def clean(line: str) -> str:
    """*line* without what steers a terminal; what is overwritten by a return is gone."""
    line = line[:LONGEST_LINE]
    if line.isprintable():
        return line
    shown = _ESCAPE.sub("", line.rstrip("\r").rpartition("\r")[2]).expandtabs(_TAB)
    if shown.isprintable():
        return shown
    return "".join(letter if letter.isprintable() else "�" for letter in shown)
