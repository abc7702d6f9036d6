"""The one sentence about a worker, that window, tray and terminal say alike."""

from __future__ import annotations

from datetime import datetime

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.worker import Pause, WorkerStatus


def with_state(status: WorkerStatus, pause: Pause | None) -> WorkerStatus:
    """*status* with the pause that it is in, and its sentence."""
    return status.model_copy(update={"paused": pause, "state": worker_state(status, pause)})


def worker_state(status: WorkerStatus, pause: Pause | None) -> Worded:
    """What is so now, the worst first."""
    if not status.engine_ready:
        return status.engine
    if pause is not None:
        return _resting(status, pause)
    if status.deals:
        return Worded.of("agent.worker_earning")
    if status.benchmarking is not None and status.benchmarking.running:
        return Worded.of("agent.worker_measuring")
    if status.plan is None:
        return Worded.of("agent.worker_unsold")
    return Worded.of("agent.worker_waits")


def _resting(status: WorkerStatus, pause: Pause) -> Worded:
    code = "agent.worker_finishing_then" if status.deals else "agent.worker_paused"
    if pause.until is None:
        return Worded.of(code)
    when = datetime.fromtimestamp(pause.until)
    shown = when.strftime("%H:%M" if when.date() == datetime.now().date() else "%d %b %H:%M")
    return Worded.of(f"{code}_until", {"time": shown, "until": pause.until})
