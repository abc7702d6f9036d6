"""The hours at which a kWh costs something else: any number of them, each a row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QTimeEdit, QVBoxLayout, QWidget

from sonm_desktop.api.schema.pricing import TariffHours
from sonm_desktop.core.amounts import format_amount
from sonm_desktop.core.typed_amount import typed_amount
from sonm_desktop.ui.machine.sale.time_field import TimeField
from sonm_desktop.ui.theme.tokens import GAP_1, GAP_2
from sonm_desktop.ui.words import words

MOST = 24
_DAY_M = 1440
_NIGHT = (22 * 60, 6 * 60)


class TariffRows(QWidget):
    """Shows `TariffHours`; a new row begins as a night."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[TariffRow] = []
        self._column = QVBoxLayout()
        self._add = QPushButton(words("Add hours with another price"))
        self._build()
        self._add.clicked.connect(self._add_night)

    def show_hours(self, hours: Sequence[TariffHours]) -> None:
        """A row for each of *hours*."""
        for row in tuple(self._rows):
            self._drop(row)
        for one in hours:
            self._append(one)

    def hours(self) -> tuple[TariffHours, ...]:
        """What is typed. Raises UserError for a price that cannot be read."""
        return tuple(row.hours() for row in self._rows)

    def _append(self, hours: TariffHours) -> None:
        row = TariffRow(hours, len(self._rows) + 1)
        row.unwanted.connect(self._leave_out)
        self._rows.append(row)
        self._column.addWidget(row)
        self._add.setEnabled(len(self._rows) < MOST)

    def _add_night(self) -> None:
        start, end = _NIGHT
        self._append(TariffHours(start=start, end=end, kwh=0))
        self._rows[-1].setFocus()

    def _leave_out(self) -> None:
        row = self.sender()
        if isinstance(row, TariffRow):
            self._drop(row)
            self._add.setFocus()

    def _drop(self, row: TariffRow) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._add.setEnabled(True)

    def _build(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP_1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP_2)
        whole.addLayout(self._column)
        foot = QHBoxLayout()
        foot.addWidget(self._add)
        foot.addStretch(1)
        whole.addLayout(foot)


class TariffRow(QWidget):
    """From, to, and what a kWh costs then. unwanted: the person takes it out."""

    unwanted = Signal()

    def __init__(self, hours: TariffHours, number: int) -> None:
        super().__init__()
        self._from = TimeField(words("From, hours {number}", number=number))
        self._to = TimeField(words("To, hours {number}", number=number))
        self._kwh = QLineEdit(format_amount(hours.kwh) if hours.kwh else "")
        self._out = QPushButton(words("Remove"))
        self._kwh.setAccessibleName(words("A kWh costs then, hours {number}", number=number))
        self._kwh.setPlaceholderText("0")
        self._out.setProperty("kind", "quiet")
        self._out.setAccessibleName(words("Remove hours {number}", number=number))
        self._from.setTime(QTime(*divmod(hours.start, 60)))
        self._to.setTime(QTime(*divmod(hours.end, 60)))
        self.setFocusProxy(self._from)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        for part in (self._from, self._to):
            row.addWidget(part)
        row.addWidget(self._kwh, 1)
        row.addWidget(self._out)
        self._out.clicked.connect(self.unwanted)

    def hours(self) -> TariffHours:
        """Raises UserError for a price that cannot be read."""
        text = self._kwh.text().strip()
        kwh = typed_amount(text) if text else 0
        return TariffHours(start=_minute(self._from), end=_minute(self._to), kwh=kwh)


def wrong_hours(hours: Sequence[TariffHours]) -> str:
    """What makes no sense of *hours* together; empty when all is well."""
    taken: set[int] = set()
    for number, one in enumerate(hours, start=1):
        minutes = _minutes(one)
        if not minutes:
            return words("Hours {number} end where they begin.", number=number)
        if not taken.isdisjoint(minutes):
            return words("Hours {number} lie on others: which price counts?", number=number)
        taken |= minutes
    return ""


def _minutes(hours: TariffHours) -> set[int]:
    """Of the day; past midnight where the end is earlier."""
    if hours.start <= hours.end:
        return set(range(hours.start, hours.end))
    return {*range(hours.start, _DAY_M), *range(hours.end)}


def _minute(field: QTimeEdit) -> int:
    return field.time().hour() * 60 + field.time().minute()
