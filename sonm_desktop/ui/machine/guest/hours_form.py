"""When this PC works, and when its owner needs it: windows of a week, typed and painted."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from sonm_desktop.api.schema.guest import GuestRules, GuestStatus, Outage, Window
from sonm_desktop.core.week import WeekError, parse_once, parse_window, show_once, show_window
from sonm_desktop.ui.machine.guest.week_strip import WeekStrip
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_3
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import moment, words


class HoursForm(QWidget):
    """edited: a person has changed something that can be read."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._strip = WeekStrip(theme)
        self._hours, self._maintenance = QLineEdit(), QLineEdit()
        self._next = label("", CAPTION, tone="muted", wrap=True)
        self._build()
        self._hours.textEdited.connect(self._read)
        self._maintenance.textEdited.connect(self._read)

    def show_rules(self, rules: GuestRules, guest: GuestStatus) -> None:
        """Fill every field; nobody is told."""
        self._hours.setText(_shown(rules.windows))
        once = [show_once(one.begin, one.end) for one in rules.maintenance_once]
        weekly = _shown(rules.maintenance_weekly)
        self._maintenance.setText("; ".join(filter(None, (weekly, *once))))
        self._strip.show_windows(rules.windows)
        self._say(_what_comes(guest))

    def changes(self) -> dict[str, object]:
        """The fields of the rules as they stand here. Raises WeekError."""
        said = _parts(self._maintenance.text())
        once = [one for one in said if one[:1].isdecimal()]
        outages = tuple(Outage(begin=begin, end=end) for begin, end in map(parse_once, once))
        return {
            "windows": tuple(_window(one) for one in _parts(self._hours.text())),
            "maintenance_weekly": tuple(_window(one) for one in said if one not in once),
            "maintenance_once": outages,
        }

    def _read(self) -> None:
        try:
            changes = self.changes()
        except WeekError as error:
            self._say(words("Write it like “{example}”.", example=str(error)), "warn")
            return
        self._say("")
        windows = changes["windows"]
        self._strip.show_windows(windows if isinstance(windows, tuple) else ())
        self.edited.emit()

    def _say(self, sentence: str, tone: str = "muted") -> None:
        self._next.setText(sentence)
        self._next.setVisible(bool(sentence))
        set_tone(self._next, tone)

    def _build(self) -> None:
        self._hours.setPlaceholderText(words("always"))
        self._maintenance.setPlaceholderText(words("none"))
        hint = words(
            "As “mon-fri 22:00-07:00”; several with semicolons. Maintenance may be once too: "
            "“2026-12-24 18:00-23:00”. No deal for a fixed time is sold that reaches beyond."
        )
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        rows = ((words("Works"), self._hours), (words("Maintenance"), self._maintenance))
        for name, field in rows:
            field.setAccessibleName(name)
            form.addRow(name, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addWidget(self._strip)
        column.addLayout(form)
        column.addWidget(self._next)
        column.addWidget(label(hint, CAPTION, tone="muted", wrap=True))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _window(text: str) -> Window:
    days, begin, end = parse_window(text)
    return Window(days=days, begin=begin, end=end)


def _shown(windows: tuple[Window, ...]) -> str:
    return "; ".join(show_window(one.days, one.begin, one.end) for one in windows)


def _what_comes(guest: GuestStatus) -> str:
    said = []
    if guest.next_change is not None:
        said.append(words("Changes next: {time}.", time=moment(guest.next_change)))
    if guest.maintenance is not None:
        said.append(words("Maintenance begins: {time}.", time=moment(guest.maintenance)))
    return " ".join(said)
