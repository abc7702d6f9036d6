"""How an output file is shown in rows, and how a job goes in a word."""

from __future__ import annotations

from sonm_desktop.api.schema.tasks import OutputFile, Task
from sonm_desktop.ui.models.table import Column
from sonm_desktop.ui.words import size, words


def file_columns() -> list[Column[OutputFile]]:
    """Path and size."""
    return [
        Column(words("File"), text=lambda file: file.path, tip=lambda file: file.path),
        Column(
            words("Size"),
            text=lambda file: size(file.size),
            key=lambda file: file.size,
            number=True,
            width=90,
        ),
    ]


_TASK_STATES = {
    "recorded": "waiting",
    "preparing": "preparing",
    "running": "running",
    "exited": "done",
    "failed": "failed",
    "stopped": "stopped",
}


def task_words(task: Task) -> str:
    """Its state; the exit code only where it is not zero."""
    if task.state == "exited" and task.exit_code:
        return words("ended with code {code}", code=task.exit_code)
    return words(_TASK_STATES[task.state])
