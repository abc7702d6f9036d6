"""The most that all jobs have together, while somebody uses this PC and while nobody does."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from sonm_desktop.api.schema.guest import Ceiling, GuestRules
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2, GAP_3
from sonm_desktop.ui.widgets.number_field import NumberField
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_MBIT = 10**6
_FASTEST = 100_000


class LimitsForm(QWidget):
    """edited: a person has changed something."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._in_use = _Column(words("in use"))
        self._idle = _Column(words("idle"))
        self._cores = NumberField(words("Cores, at most"), 0, 4096)
        self._now = label("", CAPTION, tone="muted", wrap=True)
        self._build()
        for field in (*self._in_use.fields, *self._idle.fields, self._cores):
            field.valueChanged.connect(self._tell)

    def show_rules(self, rules: GuestRules) -> None:
        """Fill every field; nobody is told."""
        self.blockSignals(True)
        self._in_use.show_ceiling(rules.in_use)
        self._idle.show_ceiling(rules.idle)
        self._cores.setValue(rules.cores)
        self.blockSignals(False)

    def say(self, sentence: str) -> None:
        """What holds now."""
        self._now.setText(sentence)

    def changes(self) -> dict[str, object]:
        """The fields of the rules as they stand here."""
        return {
            "in_use": self._in_use.ceiling(),
            "idle": self._idle.ceiling(),
            "cores": self._cores.value(),
        }

    def _tell(self) -> None:
        self.edited.emit()

    def _build(self) -> None:
        self._cores.setSpecialValueText(words("all"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP_3)
        grid.setVerticalSpacing(GAP_2)
        grid.addWidget(label(words("In use"), CAPTION, tone="muted"), 0, 1)
        grid.addWidget(label(words("Idle"), CAPTION, tone="muted"), 0, 2)
        for row, name in enumerate(_names(), 1):
            grid.addWidget(label(name), row, 0)
            grid.addWidget(self._in_use.fields[row - 1], row, 1)
            grid.addWidget(self._idle.fields[row - 1], row, 2)
        last = len(_names()) + 1
        grid.addWidget(label(words("Cores, at most")), last, 0)
        grid.addWidget(self._cores, last, 1)
        grid.addWidget(self._now, last + 1, 0, 1, 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)


class _Column:
    """The fields of one ceiling."""

    def __init__(self, when: str) -> None:
        processor, ram, download, upload = (f"{name}, {when}" for name in _names())
        self._cpu = _percent(processor, 1)
        self._ram = _percent(ram, 5)
        self._down, self._up = _speed(download), _speed(upload)
        self._rest = Ceiling()

    @property
    def fields(self) -> tuple[NumberField, ...]:
        return (self._cpu, self._ram, self._down, self._up)

    def show_ceiling(self, ceiling: Ceiling) -> None:
        self._rest = ceiling
        self._cpu.setValue(ceiling.cpu_percent)
        self._ram.setValue(ceiling.ram_percent)
        self._down.setValue(-(-ceiling.ingress_bps // _MBIT))
        self._up.setValue(-(-ceiling.egress_bps // _MBIT))

    def ceiling(self) -> Ceiling:
        """What is not a field here, the weight of I/O, stays."""
        return self._rest.model_copy(
            update={
                "cpu_percent": self._cpu.value(),
                "ram_percent": self._ram.value(),
                "ingress_bps": self._down.value() * _MBIT,
                "egress_bps": self._up.value() * _MBIT,
            }
        )


def _names() -> tuple[str, str, str, str]:
    return words("Processor"), words("RAM"), words("Download"), words("Upload")


def _percent(name: str, least: int) -> NumberField:
    field = NumberField(name, least, 100)
    field.setSuffix(" %")
    return field


def _speed(name: str) -> NumberField:
    field = NumberField(name, 0, _FASTEST)
    field.setSuffix(words(" Mbit/s"))
    field.setSpecialValueText(words("no limit"))
    return field
