"""Controls that are an option: they show its value, and choose another one through the agent."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QRadioButton,
    QWidget,
)

from sonm_desktop.api.schema.settings import Setting
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2, GAP_5
from sonm_desktop.ui.widgets.flow import FlowLayout
from sonm_desktop.ui.widgets.number_field import NumberField
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_ON, _OFF = "on", "off"


class Chooser(QWidget):
    """Base: says why a choice was refused, and goes back to what holds. chosen: the new value."""

    chosen = Signal(str)

    def __init__(self, face: Face, key: str) -> None:
        super().__init__()
        self._face, self._key = face, key
        self._setting: Setting | None = None
        self.said = label("", CAPTION, tone="bad", wrap=True)
        self.said.hide()

    def show_setting(self, settings: dict[str, Setting]) -> None:
        """Show what holds."""
        setting = settings.get(self._key)
        if setting is None:
            return
        self._setting = setting
        self.setEnabled(setting.changeable)
        self.blockSignals(True)
        self.put(setting)
        self.blockSignals(False)

    def put(self, setting: Setting) -> None:
        """Show the value of *setting*; each kind does it its own way."""
        raise NotImplementedError

    def choose(self, value: str) -> None:
        """Choose *value*."""
        if self._setting is None or value == self._setting.value:
            return
        self.said.hide()
        self._face.actions.run(
            partial(self._face.agent.settings.change, self._key, value),
            done=self._done,
            failed=self._fail,
        )

    def _done(self, setting: Setting) -> None:
        self._setting = setting
        self.chosen.emit(setting.value)

    def _fail(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.show()
        if self._setting is not None:
            self.put(self._setting)


class SwitchChooser(Chooser):
    """On or off."""

    def __init__(self, face: Face, key: str, title: str) -> None:
        super().__init__(face, key)
        self._box = QCheckBox(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._box)
        row.addStretch(1)
        self._box.clicked.connect(self._turn)

    def put(self, setting: Setting) -> None:
        self._box.setChecked(setting.value == _ON)

    def _turn(self, on: bool) -> None:
        self.choose(_ON if on else _OFF)


class NumberChooser(Chooser):
    """A whole number within its bounds; chosen when it is left or confirmed."""

    def __init__(self, face: Face, key: str, title: str, unit: str, *, step: int = 1) -> None:
        super().__init__(face, key)
        self._number = NumberField(title, 0, 0)
        self._number.setSingleStep(step)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        row.addWidget(label(title))
        row.addWidget(self._number)
        row.addWidget(label(unit, tone="muted"))
        row.addStretch(1)
        self._number.editingFinished.connect(self._take)

    def put(self, setting: Setting) -> None:
        if self._number.hasFocus():
            return
        self._number.setRange(int(setting.least or 0), int(setting.most or 0))
        self._number.setValue(round(float(setting.value)))

    def _take(self) -> None:
        self.choose(str(self._number.value()))


class RadioChooser(Chooser):
    """One of a few values, each with its words."""

    def __init__(self, face: Face, key: str, titles: dict[str, str]) -> None:
        super().__init__(face, key)
        self._group = QButtonGroup(self)
        self._values = list(titles)
        row = FlowLayout(self, GAP_5)
        for at, title in enumerate(titles.values()):
            button = QRadioButton(title)
            self._group.addButton(button, at)
            row.addWidget(button)
        self._group.idClicked.connect(self._take)

    def put(self, setting: Setting) -> None:
        if setting.value in self._values:
            self._group.button(self._values.index(setting.value)).setChecked(True)

    def _take(self, at: int) -> None:
        self.choose(self._values[at])


class ListChooser(Chooser):
    """One of a list."""

    def __init__(self, face: Face, key: str, title: str, choices: list[tuple[str, str]]) -> None:
        super().__init__(face, key)
        self._list = QComboBox()
        self._list.setAccessibleName(title)
        for value, name in choices:
            self._list.addItem(name, value)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        row.addWidget(label(title))
        row.addWidget(self._list)
        row.addStretch(1)
        self._list.activated.connect(self._take)

    def put(self, setting: Setting) -> None:
        at = self._list.findData(setting.value)
        if at < 0:
            self._list.addItem(setting.value, setting.value)
            at = self._list.count() - 1
        self._list.setCurrentIndex(at)

    def _take(self, at: int) -> None:
        self.choose(str(self._list.itemData(at)))


def restart_words() -> str:
    """Below an option that holds from the next start."""
    return words("Holds from the next start of the window.")
