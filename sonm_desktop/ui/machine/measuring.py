"""Measure this PC: how thoroughly, how far it is, and the end of it at any time."""

from __future__ import annotations

from functools import partial
from typing import Literal

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from sonm_desktop.api.schema.worker import BenchmarkProgress
from sonm_desktop.core.benchmark_names import benchmark_name
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import span, words


class Measuring(QWidget):
    """The foot of a panel; follows one worker."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._worker = ""
        self._effort = QComboBox()
        self._progress = QProgressBar()
        self._said = label("", tone="muted", wrap=True)
        self._measure = BusyButton(words("Measure again"), words("Starting…"))
        self._cancel = BusyButton(words("Cancel measuring"), words("Cancelling…"))
        self._build()
        self._measure.clicked.connect(self._start)
        self._cancel.clicked.connect(self._end)

    def show_run(self, worker: str, run: BenchmarkProgress | None) -> None:
        """Where the measurement of *worker* is; None when there is none."""
        self._worker = worker
        running = run is not None and run.running
        at_work: tuple[QWidget, ...] = (self._progress, self._said, self._cancel)
        at_rest: tuple[QWidget, ...] = (self._measure, self._effort)
        for shown in at_work:
            shown.setVisible(running)
        for shown in at_rest:
            shown.setVisible(not running)
        if run is None or not running:
            return
        self._progress.setValue(round(run.progress * 100))
        self._said.setText(_run_words(run))

    def _start(self) -> None:
        effort: Literal["quick", "standard", "precise"] = self._effort.currentData()
        self._face.actions.run(
            partial(self._face.agent.workers.benchmark, self._worker, force=True, effort=effort),
            busy=self._measure,
        )

    def _end(self) -> None:
        self._face.actions.run(
            partial(self._face.agent.workers.cancel_benchmark, self._worker), busy=self._cancel
        )

    def _build(self) -> None:
        self._progress.setAccessibleName(words("Measuring"))
        self._progress.setTextVisible(False)
        self._effort.setAccessibleName(words("How thoroughly"))
        for said, effort in (
            (words("Quick, about a minute"), "quick"),
            (words("Standard, two minutes"), "standard"),
            (words("Precise, several minutes"), "precise"),
        ):
            self._effort.addItem(said, effort)
        foot = QHBoxLayout()
        foot.setSpacing(GAP_2)
        foot.addWidget(self._said, 1)
        foot.addStretch(0)
        foot.addWidget(self._effort)
        foot.addWidget(self._cancel)
        foot.addWidget(self._measure)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addWidget(self._progress)
        column.addLayout(foot)
        self.show_run("", None)


def left_words(run: BenchmarkProgress) -> str:
    """Where *run* is, for somebody who has other things to do."""
    if not run.steps:
        return words("Measuring begins…")
    return words(
        "Measuring in the background: {test}, about {left} left. You need not wait.",
        test=words(benchmark_name(run.number).name),
        left=span(run.left_s),
    )


def _run_words(run: BenchmarkProgress) -> str:
    if not run.steps:
        return words("Measuring begins…")
    return words(
        "{test}: test {step} of {steps}, about {left} left. Earlier results stay until their test "
        "ends.",
        test=words(benchmark_name(run.number).name),
        step=run.step,
        steps=run.steps,
        left=span(run.left_s),
    )
