"""Adding up counters that begin again from 0: pure.

The kernel's counters of a deal live as long as its cell, the engine's as long as a container.
Each life has a *birth*; a reading of another birth, or a smaller one, is a counter that began
anew and counts in full. So totals never fall, and lose at most what came after the last
reading of a life.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sonm_desktop.market.metered import Traffic
from sonm_desktop.worker.runtime.port import LineReading, TaskReading


@dataclass(frozen=True, slots=True)
class Counter:
    """A total over all lives. last: the newest reading of the newest life."""

    total: int = 0
    last: int = 0

    def after(self, reading: int, *, same_life: bool) -> Counter:
        """With *reading* of the same life or of a new one."""
        begun = self.last if same_life and reading >= self.last else 0
        return Counter(self.total + max(0, reading) - begun, max(0, reading))


@dataclass(frozen=True, slots=True)
class Meter:
    """All that was counted of a deal. at: s since 1970 of the newest reading, 0.0 is never."""

    received: Counter = Counter()
    sent: Counter = Counter()
    line_birth: str = ""
    cpu_ns: Counter = Counter()
    task_birth: str = ""
    ram_now: int = 0
    ram_peak: int = 0
    at: float = 0.0

    @property
    def traffic(self) -> Traffic:
        """Bytes through the cell of the deal, over all its lives."""
        return Traffic(self.received.total, self.sent.total)

    def after(self, line: LineReading | None, task: TaskReading | None, at: float) -> Meter:
        """With what was read at *at*; None is not to be read now, which is no reset."""
        return replace(self._after_task(task), at=at)._after_line(line)

    def _after_line(self, line: LineReading | None) -> Meter:
        if line is None:
            return self
        same_life = line.birth == self.line_birth
        return replace(
            self,
            received=self.received.after(line.received, same_life=same_life),
            sent=self.sent.after(line.sent, same_life=same_life),
            line_birth=line.birth,
        )

    def _after_task(self, task: TaskReading | None) -> Meter:
        if task is None:
            return replace(self, ram_now=0)
        return replace(
            self,
            cpu_ns=self.cpu_ns.after(task.cpu_ns, same_life=task.birth == self.task_birth),
            task_birth=task.birth,
            ram_now=task.ram_bytes,
            ram_peak=max(self.ram_peak, task.ram_peak, task.ram_bytes),
        )
