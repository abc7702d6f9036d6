"""What makes this PC rest by itself; what it cannot feel stands there with the reason."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from sonm_desktop.api.schema.guest import GuestRules, GuestStatus
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1, GAP_2
from sonm_desktop.ui.widgets.number_field import NumberField
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_MINUTE_S = 60
_COOLEST, _HOTTEST = 40, 120


class CausesForm(QWidget):
    """edited: a person has changed something."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._active = QCheckBox(words("Somebody uses this PC"))
        self._idle = NumberField(words("Minutes without a touch"), 1, 1440)
        self._fullscreen = QCheckBox(words("A program fills the screen"))
        self._battery = QCheckBox(words("It runs on battery"))
        self._metered = QCheckBox(words("The network costs by volume"))
        self._throttle = NumberField(words("Work less from"), _COOLEST - 1, _HOTTEST)
        self._stop = NumberField(words("Stop from"), _COOLEST - 1, _HOTTEST)
        self._programs = QLineEdit()
        self._running = QComboBox()
        self._listed = QComboBox()
        names = ("idle", "fullscreen", "battery", "metered", "heat")
        self._why = {name: label("", CAPTION, tone="muted", wrap=True) for name in names}
        self._build()
        self._connect()

    def show_rules(self, rules: GuestRules) -> None:
        """Fill every field; nobody is told."""
        self.blockSignals(True)
        self._active.setChecked(rules.user_active)
        self._idle.setValue(max(1, rules.idle_after_s // _MINUTE_S))
        self._fullscreen.setChecked(rules.fullscreen)
        self._battery.setChecked(rules.battery)
        self._metered.setChecked(rules.metered)
        self._throttle.setValue(rules.throttle_c or _COOLEST - 1)
        self._stop.setValue(rules.stop_c or _COOLEST - 1)
        self._programs.setText(", ".join(rules.programs))
        self._running.setCurrentIndex(self._running.findData(rules.running))
        self._listed.setCurrentIndex(self._listed.findData(rules.listed))
        self.blockSignals(False)

    def show_senses(self, guest: GuestStatus) -> None:
        """Offer what this PC can feel; what is on stays there to be switched off."""
        fields: dict[str, tuple[QWidget, ...]] = {
            "idle": (self._active, self._idle),
            "fullscreen": (self._fullscreen,),
            "battery": (self._battery,),
            "metered": (self._metered,),
            "heat": (self._throttle, self._stop),
        }
        for name, widgets in fields.items():
            felt = guest.senses.get(name)
            why = felt.why_not if felt is not None else None
            self._why[name].setText("" if why is None else why.text)
            self._why[name].setVisible(why is not None)
            for widget in widgets:
                ticked = isinstance(widget, QCheckBox) and widget.isChecked()
                widget.setEnabled(why is None or ticked)

    def changes(self) -> dict[str, object]:
        """The fields of the rules as they stand here."""
        names = (name.strip() for name in self._programs.text().split(","))
        return {
            "user_active": self._active.isChecked(),
            "idle_after_s": self._idle.value() * _MINUTE_S,
            "fullscreen": self._fullscreen.isChecked(),
            "battery": self._battery.isChecked(),
            "metered": self._metered.isChecked(),
            "throttle_c": _celsius(self._throttle),
            "stop_c": _celsius(self._stop),
            "programs": tuple(name for name in names if name),
            "running": self._running.currentData(),
            "listed": self._listed.currentData(),
        }

    def _connect(self) -> None:
        for box in (self._active, self._fullscreen, self._battery, self._metered):
            box.toggled.connect(self._tell)
        for field in (self._idle, self._throttle, self._stop):
            field.valueChanged.connect(self._tell)
        for choice in (self._running, self._listed):
            choice.currentIndexChanged.connect(self._tell)
        self._programs.textEdited.connect(self._tell)

    def _tell(self) -> None:
        self.edited.emit()

    def _build(self) -> None:
        before, after = words("until untouched for {minutes} min", minutes="\0").split("\0")
        self._idle.setPrefix(before)
        self._idle.setSuffix(after)
        for field in (self._throttle, self._stop):
            field.setSuffix(" °C")
            field.setSpecialValueText(words("off"))
        self._programs.setPlaceholderText(words("none; names with commas, as “blender, steam”"))
        self._running.addItem(words("go on, within the limits in use"), "keep")
        self._running.addItem(words("stand still until this PC is free again"), "hold")
        self._listed.addItem(words("is taken off the market"), False)
        self._listed.addItem(words("stays in sight; nobody can take it"), True)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        causes = QVBoxLayout()
        causes.setSpacing(GAP_1)
        for row, sense in (
            (_beside(self._active, self._idle), "idle"),
            (self._fullscreen, "fullscreen"),
            (self._battery, "battery"),
            (self._metered, "metered"),
        ):
            causes.addWidget(row)
            causes.addWidget(self._why[sense])
        form.addRow(label(words("Rest while")))
        form.addRow(causes)
        rows: tuple[tuple[str, QWidget], ...] = (
            (words("or these run"), self._programs),
            (words("Work less from"), self._throttle),
            (words("Stop from"), self._stop),
        )
        for name, row in rows:
            row.setAccessibleName(name)
            form.addRow(name, row)
        form.addRow("", self._why["heat"])
        for title, choice in (
            (words("Running jobs"), self._running),
            (words("The offer"), self._listed),
        ):
            choice.setAccessibleName(title)
            form.addRow(title, choice)


def _beside(box: QCheckBox, field: NumberField) -> QWidget:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP_2)
    row.addWidget(box)
    row.addWidget(field)
    row.addStretch(1)
    return both


def _celsius(field: NumberField) -> int:
    return field.value() if field.value() >= _COOLEST else 0
