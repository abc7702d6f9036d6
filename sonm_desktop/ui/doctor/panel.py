"""The checkup of this PC: what is not as it should be first, with what mends it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.doctor import Check, Checkup, Verdict
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.icons import ICON_SIZE, pixmap
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1, GAP_2, GAP_3
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.emptying import empty
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import plural, words

_ICONS = {
    Verdict.GOOD: "check-circle",
    Verdict.NOTE: "info",
    Verdict.POOR: "warning",
    Verdict.BAD: "x-circle",
}
_TONES = {Verdict.GOOD: "good", Verdict.NOTE: "muted", Verdict.POOR: "warn", Verdict.BAD: "bad"}
_WORST_FIRST = tuple(reversed(Verdict))


class CheckupPanel(Panel):
    """Looks when asked, for it writes to the disk to measure it."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Is this PC fit to sell?"))
        self._face = face
        self._checkup: Checkup | None = None
        self._summary = label(
            words("Docker, disk, clock, sleep, reach: looks for what keeps this PC from earning."),
            tone="muted",
            wrap=True,
        )
        self._look = BusyButton(words("Check this PC"), words("Looking…"))
        self._copy = QPushButton(words("Copy as text"))
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._build()
        self._look.clicked.connect(self._begin)
        self._copy.clicked.connect(self._take)
        face.theme.changed.connect(self._repaint)

    def _begin(self) -> None:
        self._face.actions.run(self._face.agent.doctor.checkup(), busy=self._look, done=self._show)

    def _show(self, checkup: Checkup) -> None:
        self._checkup = checkup
        self._look.reword(words("Check again"))
        self._copy.setVisible(True)
        self._summary.setText(_summed(checkup))
        self._repaint()

    def _repaint(self) -> None:
        if self._checkup is None:
            return
        empty(self._grid)
        checks = sorted(self._checkup.checks, key=lambda check: _WORST_FIRST.index(check.verdict))
        for row, check in enumerate(checks):
            self._grid.addWidget(self._mark(check), row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(_entry(check), row, 1)
        self._rows.setVisible(True)

    def _mark(self, check: Check) -> QLabel:
        colours = self._face.theme.colours
        colour = str(getattr(colours, _TONES[check.verdict]))
        mark = QLabel()
        mark.setPixmap(pixmap(_ICONS[check.verdict], colour, ICON_SIZE, self.devicePixelRatioF()))
        mark.setAccessibleName(_called(check.verdict))
        return mark

    def _take(self) -> None:
        if self._checkup is not None:
            QGuiApplication.clipboard().setText(_as_text(self._checkup))

    def _build(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP_3)
        self._grid.setVerticalSpacing(GAP_2)
        self._grid.setColumnStretch(1, 1)
        self._rows.setVisible(False)
        self._copy.setVisible(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_2)
        buttons.addWidget(self._look)
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        self.body.addWidget(self._summary)
        self.body.addWidget(self._rows)
        self.body.addLayout(buttons)


def _entry(check: Check) -> QWidget:
    """What was found; where it is not all well, why it matters and what mends it."""
    entry = QWidget()
    column = QVBoxLayout(entry)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP_1)
    column.addWidget(label(check.found.text, wrap=True))
    if check.verdict is not Verdict.GOOD:
        column.addWidget(label(check.what.text, CAPTION, tone="muted", wrap=True))
    if check.verdict is not Verdict.GOOD and check.found.action:
        remedy = label(check.found.action, wrap=True)
        remedy.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(remedy)
    return entry


def _summed(checkup: Checkup) -> str:
    counts = dict.fromkeys(Verdict, 0)
    for check in checkup.checks:
        counts[check.verdict] += 1
    if counts[Verdict.BAD]:
        return plural(
            "{count} thing is in the way.", "{count} things are in the way.", counts[Verdict.BAD]
        )
    if counts[Verdict.POOR]:
        return plural(
            "This PC can sell. {count} thing could be better.",
            "This PC can sell. {count} things could be better.",
            counts[Verdict.POOR],
        )
    return words("This PC is fit to sell.")


def _called(verdict: Verdict) -> str:
    return {
        Verdict.GOOD: words("In order"),
        Verdict.NOTE: words("Worth knowing"),
        Verdict.POOR: words("Could be better"),
        Verdict.BAD: words("In the way"),
    }[verdict]


def _as_text(checkup: Checkup) -> str:
    lines = []
    for check in checkup.checks:
        remedy = f" {check.found.action}" if check.verdict is not Verdict.GOOD else ""
        lines.append(f"[{_called(check.verdict)}] {check.found.text}{remedy}".rstrip())
    return "\n".join(lines)
