"""Collects what refers to itself, in the window's own thread.

Python collects in whichever thread happens to allocate. One of Qt's objects that dies in another
thread than its own leaves its timers behind, and Qt falls over them a moment later.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, Qt, QTimer

_LOOK_MS = 10_000
_WHOLE_LOOKS = 30
"""So many looks at what is young, then one at everything."""


class Litter(QObject):
    """From now on nothing is collected but by this, until it is told to stop."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._looks = 0
        gc.disable()
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        timer.timeout.connect(self.look)
        timer.start(_LOOK_MS)

    def look(self) -> None:
        """Collect what is young, now and then everything."""
        self._looks += 1
        gc.collect(2 if self._looks % _WHOLE_LOOKS == 0 else 1)
        if self._looks == 1:
            gc.freeze()  # the window stands: what is there stays, and costs no look more time

    def stop(self) -> None:
        """Python collects by itself again."""
        gc.unfreeze()
        gc.enable()
