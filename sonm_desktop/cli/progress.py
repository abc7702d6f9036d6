"""Work that takes longer than a second says so: a bar on a terminal, lines elsewhere."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

PATIENCE_S = 1.0
_LINE_STEP = 10
"""Per cent between two lines where there is no terminal."""


class Progress:
    """Use as ``with session.progress("Measuring") as progress: progress.reach(0.4)``.

    Nothing is shown when it ends within a second. Where *err* is no terminal, the beginning and
    every tenth part are plain lines.
    """

    def __init__(self, err: Console, what: str, *, silent: bool) -> None:
        self._err = err
        self._what = what
        self._silent = silent
        self._part = 0.0
        self._detail = ""
        self._said = -1
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._bars: Bars | None = None
        self.shown = threading.Event()

    def reach(self, part: float, detail: str = "") -> None:
        """*part* of the work, 0 to 1, is done; *detail* says at what it is."""
        with self._lock:
            self._part, self._detail = min(max(part, 0.0), 1.0), detail
            self._refresh()

    def __enter__(self) -> Self:
        if not self._silent:
            self._timer = threading.Timer(PATIENCE_S, self._appear)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._timer = None
            if self._bars is not None:
                self._bars.stop()
                self._bars = None

    def _appear(self) -> None:
        with self._lock:
            if self._timer is None:
                return
            if self._err.is_terminal:
                self._bars = _bars(self._err)
                self._bars.add_task(self._what, total=None)
                self._bars.start()
            else:
                self._err.print(f"{self._what}…", markup=False)
            self.shown.set()
            self._refresh()

    def _refresh(self) -> None:
        """Held under the lock."""
        if self._bars is not None:
            words = f"{self._what}: {self._detail}" if self._detail else self._what
            total = 1.0 if self._part else None
            self._bars.update(
                self._bars.task_ids[0], description=words, completed=self._part, total=total
            )
        elif self.shown.is_set():
            self._say_tenth()

    def _say_tenth(self) -> None:
        percent = int(self._part * 100)
        if percent // _LINE_STEP > max(self._said, 0):
            self._said = percent // _LINE_STEP
            self._err.print(f"{self._what}: {percent} % {self._detail}".rstrip(), markup=False)


def _bars(console: Console) -> Bars:
    return Bars(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
