"""How much of the machine a plan sells: cores, RAM, storage, GPUs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.worker import SellPlan
from sonm_desktop.ui.machine.sale.clash import sellable_gpus
from sonm_desktop.ui.machine.share import ShareField
from sonm_desktop.ui.theme.tokens import GAP_1
from sonm_desktop.ui.widgets.emptying import empty
from sonm_desktop.ui.words import words

_GIB = 1 << 30
_FIRST_GIB = 50


class AmountsForm(QWidget):
    """What nobody touches stays to the byte as it was. changed: something else is offered."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kept: SellPlan | None = None
        self.cores = ShareField(words("Cores"))
        self.memory = ShareField(words("RAM"), " GiB")
        self.storage = ShareField(words("Storage"), " GiB")
        self._gpus: dict[str, QCheckBox] = {}
        self._boxes = QVBoxLayout()
        self._boxes.setSpacing(GAP_1)
        self._devices = QWidget()
        self._devices.setLayout(self._boxes)
        self._boxes.setContentsMargins(0, 0, 0, 0)
        for field in (self.cores, self.memory, self.storage):
            field.changed.connect(self.changed)

    def add_to(self, form: QFormLayout) -> None:
        """The rows of *form* that are ours."""
        form.addRow(words("Cores"), self.cores)
        form.addRow(words("RAM"), self.memory)
        form.addRow(words("Storage"), self.storage)
        form.addRow(words("GPUs"), self._devices)
        form.setRowVisible(self._devices, False)
        self._form = form

    def fit(self, hardware: dict[str, Any]) -> None:
        """No more can be offered than the machine has."""
        processor = hardware.get("processor")
        count = processor.get("cores") if isinstance(processor, dict) else 0
        self.cores.set_most(count if isinstance(count, int) else 0)
        self.memory.set_most(_gib(hardware.get("ram_bytes")))
        self.storage.set_most(_gib(hardware.get("storage_bytes")))
        gpus = sellable_gpus(hardware)
        if [gpu for gpu, _ in gpus] != list(self._gpus):
            self._show_gpus(gpus)
        self._form.setRowVisible(self._devices, bool(gpus))

    def propose_half(self) -> None:
        """A first proposal: half of the machine, so that its owner can go on working."""
        self._kept = None
        self.cores.set_value(max(1, self.cores.most // 2))
        self.memory.set_value(max(1, self.memory.most // 2))
        self.storage.set_value(max(1, min(_FIRST_GIB, self.storage.most // 2)))
        for box in self._gpus.values():
            box.setChecked(False)

    def show_plan(self, plan: SellPlan) -> None:
        self.cores.set_value(max(1, plan.cpu_percent // 100))
        self.memory.set_value(max(1, plan.ram_bytes // _GIB))
        self.storage.set_value(max(1, plan.storage_bytes // _GIB))
        for gpu, box in self._gpus.items():
            box.setChecked(gpu in plan.gpus)
        self._kept = plan

    def fields(self) -> dict[str, Any]:
        """The fields of a plan."""
        kept = self._kept
        return {
            "cpu_percent": _unless(
                self.cores.value(), 100, kept.cpu_percent if kept is not None else 0
            ),
            "ram_bytes": _unless(
                self.memory.value(), _GIB, kept.ram_bytes if kept is not None else 0
            ),
            "storage_bytes": _unless(
                self.storage.value(), _GIB, kept.storage_bytes if kept is not None else 0
            ),
            "gpus": tuple(gpu for gpu, box in self._gpus.items() if box.isChecked()),
        }

    def _show_gpus(self, gpus: list[tuple[str, str]]) -> None:
        chosen = {gpu for gpu, box in self._gpus.items() if box.isChecked()}
        empty(self._boxes)
        self._gpus = {}
        for gpu, name in gpus:
            box = QCheckBox(name or gpu)
            box.setChecked(gpu in chosen)
            box.toggled.connect(self.changed)
            self._gpus[gpu] = box
            self._boxes.addWidget(box)


def _unless(shown: int, unit: int, kept: int) -> int:
    """*kept* where the field still says the same, else what it says."""
    return kept if kept and max(1, kept // unit) == shown else shown * unit


def _gib(count: object) -> int:
    return count // _GIB if isinstance(count, int) else 0
