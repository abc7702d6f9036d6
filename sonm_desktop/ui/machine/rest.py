"""Resting: for how long this PC sells nothing, the same in window and tray."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from sonm_desktop.api.schema.guest import Drain
from sonm_desktop.api.schema.worker import PauseWorker, WorkerStatus
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.words import words

_QUARTER_S = 900
_HOUR_S = 3600
_MORNING = 8


@dataclass(frozen=True, slots=True)
class Rest:
    """One choice of the menu."""

    text: str
    seconds: int | None = None
    tomorrow: bool = False
    finish: bool = False

    def wanted(self, now: datetime) -> PauseWorker:
        """What the agent is asked for at *now*."""
        seconds = until_morning(now) if self.tomorrow else self.seconds
        return PauseWorker(seconds=seconds, finish=self.finish)


def rests() -> list[Rest]:
    """The choices in their order."""
    return [
        Rest(words("Pause for 15 minutes"), seconds=_QUARTER_S),
        Rest(words("Pause for 1 hour"), seconds=_HOUR_S),
        Rest(words("Pause for 3 hours"), seconds=3 * _HOUR_S),
        Rest(words("Pause until tomorrow, 8:00"), tomorrow=True),
        Rest(words("Pause until I resume")),
        Rest(words("Finish running jobs, then pause"), finish=True),
    ]


def until_morning(now: datetime) -> int:
    """Seconds from *now* to tomorrow's morning by this machine's clock."""
    day = now + timedelta(days=1)
    morning = day.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    return max(1, int((morning - now).total_seconds()))


class RestMenu(QObject):
    """Fills *menu* with the choices for the worker of this PC, and does what is chosen."""

    def __init__(self, face: Face, menu: QMenu) -> None:
        super().__init__(menu)
        self._face = face
        self._rests: dict[QAction, Rest] = {}
        for rest in rests():
            self._rests[menu.addAction(rest.text)] = rest
        menu.triggered.connect(self._choose)

    def _choose(self, action: QAction) -> None:
        status, rest = local_status(self._face), self._rests.get(action)
        if status is None or rest is None:
            return
        self._face.actions.run(
            self._face.agent.workers.pause(status.worker, rest.wanted(datetime.now()))
        )


def local_status(face: Face) -> WorkerStatus | None:
    """What the worker of this PC says, while there is one."""
    state = face.live.state
    if state is None or state.local_worker.worker is None:
        return None
    return state.worker_status.get(state.local_worker.worker)


def is_drained(status: WorkerStatus) -> bool:
    """The worker itself was told to take no more customers."""
    return status.guest is not None and bool(status.guest.drain)


async def take_up(face: Face, status: WorkerStatus) -> None:
    """Sell again: ends the pause, and what the worker itself was told."""
    if is_drained(status):
        await face.agent.workers.drain(status.worker, Drain(then=""))
    if status.paused is not None:
        await face.agent.workers.resume(status.worker)
