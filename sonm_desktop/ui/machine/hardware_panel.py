"""The machine itself: the rack, its devices, and how fast it was measured to be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar

from sonm_desktop.api.schema.worker import BenchmarkProgress, SuppliedDeal, WorkerStatus
from sonm_desktop.core.benchmark_names import BenchmarkUnit, benchmark_name
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.machine.rack_rows import core_count, rack_rows
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_5
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.rack import Rack
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import plural, size, span, words

_CELL = 28
_SPEEDS = (1, 0)


class HardwarePanel(Panel):
    """Follows one worker."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Machine"))
        self._face = face
        self._worker = ""
        self._rack = Rack(face.theme, cell=_CELL)
        self._pointed = label("", tone="muted")
        self._devices = Facts()
        self._speeds = Facts()
        self._progress = QProgressBar()
        self._progress.setAccessibleName(words("Measuring"))
        self._measuring = label("", tone="muted", wrap=True)
        self._measure = BusyButton(words("Measure again"), words("Starting…"))
        self._cancel = BusyButton(words("Cancel measuring"), words("Cancelling…"))
        self._build()
        self._rack.pointed.connect(self._say_pointed)
        self._measure.clicked.connect(self._start)
        self._cancel.clicked.connect(self._end)

    def show_status(self, status: WorkerStatus, deals: Sequence[SuppliedDeal]) -> None:
        """Show *status* with the *deals* of its machine."""
        self._worker = status.worker
        self._rack.show_rows(rack_rows(status, deals))
        self._devices.show_pairs(_devices(status.hardware))
        self._speeds.show_pairs(_speeds(status.benchmarks))
        self._show_run(status.benchmarking)

    def _show_run(self, run: BenchmarkProgress | None) -> None:
        running = run is not None and run.running
        for shown in (self._progress, self._measuring, self._cancel):
            shown.setVisible(running)
        self._measure.setVisible(not running)
        if run is None or not running:
            return
        self._progress.setValue(round(run.progress * 100))
        self._measuring.setText(_run_words(run))

    def _say_pointed(self, said: str) -> None:
        self._pointed.setText(said or _hint())

    def _start(self) -> None:
        self._face.actions.run(
            partial(self._face.agent.workers.benchmark, self._worker, force=True),
            busy=self._measure,
        )

    def _end(self) -> None:
        self._face.actions.run(
            partial(self._face.agent.workers.cancel_benchmark, self._worker), busy=self._cancel
        )

    def _build(self) -> None:
        self._pointed.setText(_hint())
        facts = QHBoxLayout()
        facts.setSpacing(GAP_5)
        for part in (self._devices, self._speeds):
            facts.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.setSpacing(GAP_2)
        foot.addWidget(self._measuring, 1)
        foot.addStretch(0)
        foot.addWidget(self._cancel)
        foot.addWidget(self._measure)
        for widget in (self._rack, self._pointed):
            self.body.addWidget(widget)
        self.body.addLayout(facts)
        self.body.addWidget(self._progress)
        self.body.addLayout(foot)
        self._show_run(None)


def _hint() -> str:
    return words("A filled cell is rented, a hatched one on sale, an empty one stays yours.")


def _run_words(run: BenchmarkProgress) -> str:
    if not run.steps:
        return words("Measuring begins…")
    number = 1 if run.test.endswith("single") else 0
    return words(
        "{test}: test {step} of {steps}, about {left} left. Earlier results stay until it ends.",
        test=benchmark_name(number).name,
        step=run.step,
        steps=run.steps,
        left=span(run.left_s),
    )


def _devices(hardware: dict[str, Any]) -> list[tuple[str, str]]:
    processor = hardware.get("processor")
    model = str(processor.get("model", "")) if isinstance(processor, dict) else ""
    count = core_count(hardware)
    facts = [(words("CPU"), model[:80] or "—")]
    if count:
        facts.append((words("Cores"), plural("{count} core", "{count} cores", count)))
    for key, name in (("ram_bytes", words("RAM")), ("storage_bytes", words("Free storage"))):
        told = hardware.get(key)
        facts.append((name, size(told) if isinstance(told, int) else "—"))
    gpus = hardware.get("gpus")
    if isinstance(gpus, list):
        facts += [(words("GPU"), str(gpu)[:80]) for gpu in gpus]
    return facts


def _speeds(benchmarks: dict[int, int]) -> list[tuple[str, str]]:
    facts = []
    for number in (*_SPEEDS, *(n for n in sorted(benchmarks) if n > 4)):
        known, value = benchmark_name(number), benchmarks.get(number, 0)
        if not value:
            if number in _SPEEDS:
                facts.append((known.name, words("not measured")))
            continue
        shown = f"{value:,}"
        if known.unit is BenchmarkUnit.EVENTS:
            shown = words("{count} events in 10 s", count=shown)
        elif known.unit is BenchmarkUnit.BYTES:
            shown = size(value)
        facts.append((known.name, shown))
    return facts
