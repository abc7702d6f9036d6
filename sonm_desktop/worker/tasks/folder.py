"""Where a task's log and results lie in the worker's folder; both ids are checked ones."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from sonm_desktop.core.ids import DealId, TaskId


@dataclass(frozen=True, slots=True)
class TaskFolders:
    """Folders of tasks below *root*, by deal and task."""

    root: Path

    def log(self, deal: DealId, task: TaskId) -> Path:
        return self.root / deal / task / "log"

    def results(self, deal: DealId, task: TaskId) -> Path:
        return self.root / deal / task / "results"

    def forget(self, deal: DealId) -> None:
        """Remove everything of *deal*. Blocks."""
        folder = self.root / deal
        if folder.exists():
            shutil.rmtree(folder)
