"""The fields in which other terms are typed: price, end, notice."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from sonm_desktop.core.amounts import format_amount, rate_per_hour, shortest_hourly
from sonm_desktop.ui.widgets.time_choice import TimeChoice
from sonm_desktop.ui.words import words

_HOUR = 3600
_LONGER = (0, _HOUR, 6 * _HOUR, 24 * _HOUR, 7 * 24 * _HOUR)
_NOTICES = (0, 600, _HOUR, 24 * _HOUR)


@dataclass(frozen=True, slots=True)
class TypedTerms:
    """Only what is other than now; None stays."""

    rate: int | None
    longer_s: int | None
    notice: int | None

    @property
    def anything(self) -> bool:
        return any(value is not None for value in (self.rate, self.longer_s, self.notice))


class TermFields(QWidget):
    """submitted: return was pressed."""

    submitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rate = self._notice_now = 0
        self._price = QLineEdit()
        self._longer = TimeChoice(_LONGER)
        self._notice = TimeChoice(_NOTICES)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        for name, field in (
            (words("Runs longer by"), self._longer),
            (words("SNM per hour"), self._price),
            (words("Notice to leave"), self._notice),
        ):
            field.setAccessibleName(name)
            self._form.addRow(name, field)
        self._price.returnPressed.connect(self.submitted)

    def begin(self, *, rate: int, notice: int | None, ends: bool) -> None:
        """From the terms of now. notice: None where it is not known. ends: it has an end."""
        self._rate, self._notice_now = rate, notice or 0
        self._price.setText(_hourly(rate))
        self._longer.choose(0)
        self._form.setRowVisible(self._longer, ends)
        self._notice.choose(notice or 0)
        self._form.setRowVisible(self._notice, notice is not None)

    def typed(self) -> TypedTerms:
        """Raises AmountError for a price that is none."""
        same = self._price.text() == _hourly(self._rate)
        rate = self._rate if same else int(rate_per_hour(self._price.text()))
        return TypedTerms(
            rate=None if rate == self._rate else rate,
            longer_s=self._longer.seconds or None,
            notice=None if self._notice.seconds == self._notice_now else self._notice.seconds,
        )

    def set_open(self, is_open: bool) -> None:
        """Whether they can be changed."""
        for field in (self._price, self._longer, self._notice):
            field.setEnabled(is_open)

    def take_focus(self) -> None:
        """Where somebody types first."""
        first = self._longer if self._form.isRowVisible(self._longer) else self._price
        first.setFocus()


def _hourly(rate: int) -> str:
    """The shortest text that is this rate again when it is read."""
    return format_amount(shortest_hourly(rate))
