"""When this PC works: one form, sent as a whole; the worker checks and keeps it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.guest import GuestRules, GuestStatus, changed_rules, with_preset
from sonm_desktop.api.schema.worker import WorkerStatus
from sonm_desktop.core.week import WeekError
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.machine.guest.causes_form import CausesForm
from sonm_desktop.ui.machine.guest.hours_form import HoursForm
from sonm_desktop.ui.machine.guest.limits_form import LimitsForm
from sonm_desktop.ui.machine.guest.presets import PresetRow
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_4
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words


class GuestPanel(QWidget):
    """A preset fills the form; a change makes it one's own. Nothing holds before it is saved."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._worker = ""
        self._guest: GuestStatus | None = None
        self._presets = PresetRow(own=True)
        self._causes = CausesForm()
        self._limits = LimitsForm()
        self._hours = HoursForm(face.theme)
        self._save = BusyButton(words("Save these rules"), words("Sending…"), kind="primary")
        self._said = label("", wrap=True)
        self._old = label(
            words("This PC's worker is of a release that knows no rules for when to work."),
            tone="muted",
            wrap=True,
        )
        self._all = QWidget()
        self._build()
        self._connect()

    def show_status(self, status: WorkerStatus) -> None:
        """Fill the form from the rules in force, when they are others than were shown."""
        guest = status.guest
        self._all.setVisible(guest is not None)
        self._old.setVisible(guest is None)
        if guest is None:
            return
        self._limits.say(_what_holds(guest))
        before, self._guest = self._guest, guest
        same = before is not None and before.rules == guest.rules
        if same and self._worker == status.worker:
            return
        self._worker = status.worker
        self._presets.show_preset(guest.rules.preset)
        self._fill(guest.rules, guest)

    def _fill(self, rules: GuestRules, guest: GuestStatus) -> None:
        self._causes.show_rules(rules)
        self._causes.show_senses(guest)
        self._limits.show_rules(rules)
        self._hours.show_rules(rules, guest)

    def _choose(self) -> None:
        """A preset touches neither hours nor programs: those are the owner's."""
        if self._guest is not None:
            typed = {**self._causes.changes(), **self._limits.changes()}
            before = self._guest.rules.model_copy(update=typed)
            wished = with_preset(before, self._presets.current, self._guest.senses)
            self._causes.show_rules(wished)
            self._causes.show_senses(self._guest)
            self._limits.show_rules(wished)
        self._say("")

    def _edited(self) -> None:
        """The preset stays in front while all that it sets is as it sets it."""
        if self._guest is not None:
            typed = {**self._causes.changes(), **self._limits.changes()}
            wished = with_preset(self._guest.rules, self._presets.current, self._guest.senses)
            self._presets.show_preset(changed_rules(wished, typed).preset)
        self._say("")

    def _read(self) -> GuestRules:
        """Raises WeekError."""
        rules = self._guest.rules if self._guest is not None else GuestRules()
        return rules.model_copy(
            update={
                **self._causes.changes(),
                **self._limits.changes(),
                **self._hours.changes(),
                "preset": self._presets.current,
            }
        )

    def _send(self) -> None:
        try:
            rules = self._read()
        except WeekError as error:
            self._say(words("Write the hours like “{example}”.", example=str(error)))
            return
        self._say("")
        self._face.actions.run(
            partial(self._face.agent.workers.set_guest, self._worker, rules),
            busy=self._save,
            done=self._show_saved,
            failed=self._say,
        )

    def _show_saved(self, status: WorkerStatus) -> None:
        self.show_status(status)
        self._say(words("Saved. It holds at once, for running jobs too."), "good")

    def _say(self, sentence: str, tone: str = "bad") -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _connect(self) -> None:
        self._presets.chosen.connect(self._choose)
        self._causes.edited.connect(self._edited)
        self._limits.edited.connect(self._edited)
        self._hours.edited.connect(self._hours_edited)
        self._save.clicked.connect(self._send)

    def _hours_edited(self) -> None:
        """Every preset goes with every hour."""
        self._say("")

    def _build(self) -> None:
        rest = Panel(words("When to rest"))
        owed = words(
            "Meanwhile nobody gets a quote. A job that stands still keeps its deal and earns "
            "nothing: its customer is told, does not pay for that time, and may end the deal and "
            "have back what is unspent, also where the job was sold for a fixed time."
        )
        for part in (self._presets, self._causes, label(owed, CAPTION, tone="muted", wrap=True)):
            rest.body.addWidget(part)
        rest.body.addWidget(self._said)
        buttons = QHBoxLayout()
        buttons.addWidget(self._save)
        buttons.addStretch(1)
        rest.body.addLayout(buttons)
        rest.body.addStretch(1)
        hours = Panel(words("Hours"))
        hours.body.addWidget(self._hours)
        limits = Panel(words("How much"))
        limits.body.addWidget(self._limits)
        side = QVBoxLayout()
        side.setSpacing(GAP_4)
        side.addWidget(hours)
        side.addWidget(limits)
        side.addStretch(1)
        row = QHBoxLayout(self._all)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_4)
        row.addWidget(rest, 1)
        row.addLayout(side, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._old)
        column.addWidget(self._all)
        column.addStretch(1)
        self._said.hide()


def _what_holds(guest: GuestStatus) -> str:
    percent = guest.ceiling.cpu_percent
    if guest.in_use:
        return words("Now in use: at most {percent} % of the processor.", percent=percent)
    return words("Now idle: at most {percent} % of the processor.", percent=percent)
