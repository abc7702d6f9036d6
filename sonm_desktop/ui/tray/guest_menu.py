"""How this PC works while it is used, and which devices it sells, from the tray."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from sonm_desktop.api.schema.devices import GpuFacts, devices
from sonm_desktop.api.schema.guest import GuestRules, Preset, with_preset
from sonm_desktop.api.schema.worker import WorkerStatus
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.machine.guest.presets import preset_name
from sonm_desktop.ui.machine.rest import local_status
from sonm_desktop.ui.words import words

_PRESETS: tuple[Preset, ...] = ("quiet", "balanced", "maximum")


class GuestMenu(QObject):
    """Two menus inside *menu*, which are there while the worker of this PC can be told."""

    def __init__(self, face: Face, menu: QMenu) -> None:
        super().__init__(menu)
        self._face = face
        self._presets = menu.addMenu(words("While I use this PC"))
        self._group = QActionGroup(self)
        self._of_preset = {self._entry(preset): preset for preset in _PRESETS}
        self._devices = menu.addMenu(words("Devices for rent"))
        self._shown: tuple[GpuFacts, ...] = ()
        self._presets.triggered.connect(self._choose)
        self._devices.triggered.connect(self._turn)

    def show_status(self, status: WorkerStatus | None) -> None:
        """Mark what is so in *status*; None: nobody can be told anything."""
        guest = None if status is None else status.guest
        gpus = () if status is None else devices(status.hardware).gpus
        sold = tuple(gpu for gpu in gpus if not gpu.software)
        self._presets.menuAction().setVisible(guest is not None)
        self._devices.menuAction().setVisible(guest is not None and bool(sold))
        if guest is None:
            return
        for action, preset in self._of_preset.items():
            action.setChecked(guest.rules.preset == preset)
        if sold != self._shown:
            self._shown = sold
            self._fill()
        for action in self._devices.actions():
            action.setChecked(action.data() not in guest.rules.devices_off)

    def _fill(self) -> None:
        self._devices.clear()
        for gpu in self._shown:
            action = self._devices.addAction(gpu.name or gpu.id)
            action.setCheckable(True)
            action.setData(gpu.id)

    def _entry(self, preset: Preset) -> QAction:
        action = self._presets.addAction(preset_name(preset))
        action.setCheckable(True)
        self._group.addAction(action)
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        return action

    def _choose(self, action: QAction) -> None:
        """Hours and programs are the owner's, and stay."""
        status, preset = local_status(self._face), self._of_preset.get(action)
        if status is not None and status.guest is not None and preset is not None:
            guest = status.guest
            self._send(status, with_preset(guest.rules, preset, guest.senses))

    def _turn(self, action: QAction) -> None:
        """A deal that has the device keeps it; it is not sold again."""
        status = local_status(self._face)
        if status is None or status.guest is None:
            return
        rules = status.guest.rules
        others = tuple(one for one in rules.devices_off if one != action.data())
        off = others if action.isChecked() else (*others, str(action.data()))
        self._send(status, rules.model_copy(update={"devices_off": off}))

    def _send(self, status: WorkerStatus, rules: GuestRules) -> None:
        """A refusal leaves the marks as they are in force."""
        self._face.actions.run(
            self._face.agent.workers.set_guest(status.worker, rules), failed=self._show_again
        )

    def _show_again(self, _sentence: str) -> None:
        self.show_status(local_status(self._face))
