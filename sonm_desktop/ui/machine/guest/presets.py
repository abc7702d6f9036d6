"""Three ways to be a guest on this PC, each with what it means; and one's own."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonm_desktop.api.schema.guest import Preset
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2
from sonm_desktop.ui.widgets.tab_row import TabRow
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_ORDER: tuple[Preset, ...] = ("quiet", "balanced", "maximum", "custom")


class PresetRow(QWidget):
    """chosen: the preset that was pressed, a `Preset`. own: whether one's own is a choice."""

    chosen = Signal(str)

    def __init__(self, *, own: bool) -> None:
        super().__init__()
        self._own = own
        self._row = TabRow([preset_name(preset) for preset in _ORDER])
        self._meaning = label("", CAPTION, tone="muted", wrap=True)
        self._build()
        self._row.chosen.connect(self._press)

    @property
    def current(self) -> Preset:
        return _ORDER[self._row.current]

    def show_preset(self, preset: Preset) -> None:
        """Bring *preset* to the front; nobody is told."""
        self._row.choose(_ORDER.index(preset))
        self._meaning.setText(_meaning(preset))

    def _press(self, at: int) -> None:
        self._meaning.setText(_meaning(_ORDER[at]))
        self.chosen.emit(_ORDER[at])

    def _build(self) -> None:
        self._row.offer(_ORDER.index("custom"), self._own)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addWidget(self._row)
        column.addWidget(self._meaning)
        self.show_preset("balanced")


def preset_name(preset: Preset) -> str:
    """What people call it."""
    return {
        "quiet": words("Quiet"),
        "balanced": words("Balanced"),
        "maximum": words("Maximum"),
        "custom": words("Custom"),
    }[preset]


def _meaning(preset: Preset) -> str:
    return {
        "quiet": words(
            "Works only while nobody uses this PC. As soon as you touch it, jobs stand still."
        ),
        "balanced": words(
            "Jobs go on with half of the processor while you work, and new ones wait while a "
            "program fills the screen or the battery is in use."
        ),
        "maximum": words("Always works, and stops only when the PC becomes too hot."),
        "custom": words("As you set it below."),
    }[preset]
