"""The editors of a filter: a choice that can hold any value, and a number that is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from sonm_desktop.core.amounts import AmountError, format_amount, parse_amount, rate_per_hour
from sonm_desktop.core.amounts import hourly as hourly_words
from sonm_desktop.core.benchmark_names import trips_within
from sonm_desktop.core.dollars import usd_hourly, usd_rate_per_hour
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words

_COMBO_FRAME = 46
_FRAME = 26
_MOST = 2**62

Parse = Callable[[str], Any]
Show = Callable[[Any], str]


class Choice(QComboBox):
    """One of *entries*, or any other value, which *show* words when it comes.

    changed: by the person.
    """

    changed = Signal()

    def __init__(self, name: str, entries: Sequence[tuple[str, Any]], show: Show = str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._show = show
        self._values: list[Any] = []
        for text, value in entries:
            self.add(text, value)
        self.currentIndexChanged.connect(self.changed)

    @property
    def value(self) -> Any:
        return self._values[self.currentIndex()]

    def set_value(self, value: Any) -> None:
        """Stand at *value*; nothing is told."""
        with QSignalBlocker(self):
            if value not in self._values:
                self.add(self._show(value), value)
            self.setCurrentIndex(self._values.index(value))

    def add(self, text: str, value: Any) -> None:
        """One more entry, the last."""
        self._values.append(value)
        self.addItem(text)
        self._widen()

    def _widen(self) -> None:
        texts = (self.itemText(at) for at in range(self.count()))
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in texts)
        self.setMinimumWidth(widest + _COMBO_FRAME)


class Typed(QLineEdit):
    """What is typed as *parse* reads it; empty, or not readable, is *nothing*. changed: by hand."""

    changed = Signal()

    def __init__(
        self, name: str, *, parse: Parse, show: Show, nothing: Any = 0, hint: str = ""
    ) -> None:
        super().__init__()
        self._parse, self._show, self._nothing = parse, show, nothing
        self.setAccessibleName(name)
        hint = hint or words("any")
        self.setPlaceholderText(hint)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(hint) + _FRAME)
        self.textEdited.connect(self._judge)

    @property
    def value(self) -> Any:
        return self._read()[0]

    def set_value(self, value: Any) -> None:
        """Show *value*; what is being typed and means the same stays."""
        if value != self.value or self.property("wrong"):
            self.setText("" if value == self._nothing else self._show(value))
            self._mark("")

    def _read(self) -> tuple[Any, str]:
        text = self.text().strip()
        if not text:
            return self._nothing, ""
        try:
            return self._parse(text), ""
        except ValueError as error:
            return self._nothing, str(error)

    def _judge(self) -> None:
        self._mark(self._read()[1])
        self.changed.emit()

    def _mark(self, problem: str) -> None:
        if bool(problem) != bool(self.property("wrong")):
            self.setProperty("wrong", bool(problem))
            set_tone(self, "")
        self.setToolTip(problem)
        self.setAccessibleDescription(problem)


def whole(name: str, *, unit: int = 1, hint: str = "") -> Typed:
    """A number from nothing up, of *unit* each; decimals where the unit allows them."""

    def parse(text: str) -> int:
        thousandths = _thousandths(text)
        if thousandths * unit % 1000 and unit == 1:
            raise ValueError(words("A whole number is wanted."))
        value = thousandths * unit // 1000
        if value > _MOST:
            raise ValueError(words("This is more than any machine has."))
        return value

    def show(value: int) -> str:
        return f"{value / unit:.3f}".rstrip("0").rstrip(".") if unit > 1 else str(value)

    return Typed(name, parse=parse, show=show, hint=hint)


def milliseconds(name: str, hint: str = "") -> Typed:
    """A longest time, as the round trips in a second that it needs; 0 is any."""

    def parse(text: str) -> int:
        return trips_within(_thousandths(text))

    def show(trips: int) -> str:
        return f"{1000 / trips:.3f}".rstrip("0").rstrip(".")

    return Typed(name, parse=parse, show=show, hint=hint)


def hourly(name: str, hint: str = "") -> Typed:
    """A highest price per hour, as a rate; None is any."""

    def show(rate: int) -> str:
        return hourly_words(rate).partition(" ")[0]

    return Typed(name, parse=rate_per_hour, show=show, nothing=None, hint=hint)


def hourly_in_usd(name: str, hint: str = "") -> Typed:
    """A highest price per hour in USD, as a rate; None is any, and so is a 0 whose decimals are
    still to come."""

    def parse(text: str) -> int | None:
        return usd_rate_per_hour(text) if parse_amount(text) else None

    def show(rate: int) -> str:
        return usd_hourly(rate).partition(" ")[0]

    return Typed(name, parse=parse, show=show, nothing=None, hint=hint)


def total(name: str, hint: str = "") -> Typed:
    """A highest amount of SNM in wei; None is any."""
    return Typed(name, parse=parse_amount, show=format_amount, nothing=None, hint=hint)


def captioned(caption: str, field: QWidget) -> QWidget:
    """*field* under its name."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP_1)
    column.addWidget(label(caption, CAPTION, tone="muted"))
    column.addWidget(field)
    return box


def _thousandths(text: str) -> int:
    try:
        return parse_amount(text, decimals=3)
    except AmountError as error:
        raise ValueError(words("Write a number, with three decimals at most.")) from error
