"""How the end of a sandbox is told to its owner."""

from __future__ import annotations

from typing import Any

from sonm_desktop.store.worker_tasks import Outcome, TaskState
from sonm_desktop.worker.runtime.port import Limits, Sandbox

_NOT_FOUND_CODES = (126, 127)
_KILLED = 128


def outcome_of(
    sandbox: Sandbox, *, limits: Limits, stop_reason: str | None, interrupted: bool, now: float
) -> Outcome:
    """The outcome of an exited *sandbox*.

    stop_reason: why we ended it, None when we did not. interrupted: the engine was away
    meanwhile, so that a kill is not the task's own doing.
    """
    code = sandbox.exit_code if sandbox.exit_code is not None else 0
    state, reason, params = _verdict(code, sandbox.out_of_memory, limits, stop_reason, interrupted)
    return Outcome(
        state=state,
        exit_code=code,
        reason=reason,
        params=params,
        started=sandbox.started,
        ended=sandbox.ended or now,
    )


def _verdict(
    code: int, out_of_memory: bool, limits: Limits, stop_reason: str | None, interrupted: bool
) -> tuple[TaskState, str, dict[str, Any]]:
    if stop_reason == "worker.output_too_large":
        return TaskState.STOPPED, stop_reason, {"limit_bytes": limits.storage_bytes}
    if stop_reason is not None:
        return TaskState.STOPPED, stop_reason, {}
    if interrupted and code >= _KILLED:
        return TaskState.FAILED, "worker.engine_restarted", {}
    return TaskState.EXITED, *_own_end(code, out_of_memory, limits)


def _own_end(code: int, out_of_memory: bool, limits: Limits) -> tuple[str, dict[str, Any]]:
    if out_of_memory:
        reason = "worker.task_out_of_memory" if code else "worker.task_child_out_of_memory"
        return reason, {"ram_bytes": limits.ram_bytes}
    if not code:
        return "", {}
    known = "worker.command_not_found" if code in _NOT_FOUND_CODES else "worker.task_exit_nonzero"
    return known, {"exit_code": code}
