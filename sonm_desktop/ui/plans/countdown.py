"""How long a plan is still good, told each second."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

_EACH_MS = 1000


class Countdown(QObject):
    """left: seconds that remain. over: the time is up, told once.

    The agent says how long a plan is good; this machine's clock only counts down from there.
    """

    left = Signal(int)
    over = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ends = 0.0
        self._tick = QTimer(self, interval=_EACH_MS)
        self._tick.timeout.connect(self._tell)

    def start(self, seconds: int) -> None:
        """Count down from *seconds*."""
        self._ends = time.monotonic() + seconds
        self._tick.start()
        self._tell()

    def stop(self) -> None:
        """Say no more."""
        self._tick.stop()

    def _tell(self) -> None:
        remaining = max(0, round(self._ends - time.monotonic()))
        if remaining:
            self.left.emit(remaining)
            return
        self.stop()
        self.over.emit()
