"""The machine itself: the rack, its devices, and how fast it was measured to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from sonm_desktop.api.schema.devices import devices
from sonm_desktop.api.schema.worker import SuppliedDeal, WorkerStatus
from sonm_desktop.core.benchmark_names import benchmark_name
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.machine.device_cards import result_words
from sonm_desktop.ui.machine.measuring import Measuring
from sonm_desktop.ui.machine.rack_rows import core_count, rack_rows
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_5
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.rack import Rack
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import plural, size, words

_CELL = 28
_SPEEDS = (1, 0)
_OTHERS = (16, 19, 20, 5, 6)


class HardwarePanel(Panel):
    """Follows one worker."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Machine"))
        self._face = face
        self._rack = Rack(face.theme, cell=_CELL)
        self._pointed = label("", tone="muted")
        self._devices = Facts()
        self._speeds = Facts()
        self._measuring = Measuring(face)
        self._build()
        self._rack.pointed.connect(self._say_pointed)

    def show_status(self, status: WorkerStatus, deals: Sequence[SuppliedDeal]) -> None:
        """Show *status* with the *deals* of its machine."""
        self._rack.show_rows(rack_rows(status, deals))
        self._devices.show_pairs(_devices(status.hardware))
        self._speeds.show_pairs(_speeds(status.benchmarks))
        self._measuring.show_run(status.worker, status.benchmarking)

    def _say_pointed(self, said: str) -> None:
        self._pointed.setText(said or _hint())

    def _build(self) -> None:
        self._pointed.setText(_hint())
        facts = QHBoxLayout()
        facts.setSpacing(GAP_5)
        for part in (self._devices, self._speeds):
            facts.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
        for widget in (self._rack, self._pointed):
            self.body.addWidget(widget)
        self.body.addLayout(facts)
        self.body.addWidget(self._measuring)


def _hint() -> str:
    return words("A filled cell is rented, a hatched one on sale, an empty one stays yours.")


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
    facts += [(words("GPU"), gpu.name) for gpu in devices(hardware).gpus if not gpu.software]
    return facts


def _speeds(benchmarks: dict[int, int]) -> list[tuple[str, str]]:
    """Those that customers ask for most; the tab of devices has all."""
    facts = []
    for number in (*_SPEEDS, *(n for n in _OTHERS if benchmarks.get(n))):
        value = benchmarks.get(number, 0)
        shown = result_words(number, value) if value else words("not measured")
        facts.append((words(benchmark_name(number).name), shown))
    return facts
