"""The bar above the offers: for how long, on which terms, and the least that will do."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from sonm_desktop.api.schema.market import OfferFilter
from sonm_desktop.core.amounts import SECONDS_PER_HOUR, AmountError, rate_per_hour
from sonm_desktop.ui.widgets.flow import FlowLayout
from sonm_desktop.ui.widgets.text import set_tone
from sonm_desktop.ui.words import words

_SETTLE_MS = 250
_GIB = 1 << 30
_COMBO_FRAME = 46
_DURATIONS = ((1, "1 h"), (4, "4 h"), (24, "1 day"), (24 * 7, "7 days"), (24 * 30, "30 days"))
_CORES = (0, 1, 2, 4, 8, 16, 32)
_MEMORY = (0, 1, 2, 4, 8, 16, 32, 64)


class FilterBar(QWidget):
    """Holds one filter. changed: some moments after the last change of the person."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._duration = _choice(
            [(words("For {span}", span=words(text)), hours) for hours, text in _DURATIONS]
        )
        self._terms = _choice(
            [(words("Spot or fixed"), "any"), (words("Spot"), "spot"), (words("Fixed"), "fixed")]
        )
        self._cores = _choice(
            [(words("{count}+ cores", count=n) if n else words("Any CPU"), n) for n in _CORES]
        )
        self._memory = _choice(
            [(words("{count}+ GiB", count=n) if n else words("Any RAM"), n) for n in _MEMORY]
        )
        self._price = QLineEdit()
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._build()
        self._connect()

    def filter(self) -> OfferFilter:
        """What is asked for now; a price that cannot be read counts as none."""
        rate, _ = self._rate()
        return OfferFilter(
            duration=self._duration.currentData() * SECONDS_PER_HOUR,
            terms=self._terms.currentData(),
            cpu_percent=self._cores.currentData() * 100,
            ram_bytes=self._memory.currentData() * _GIB,
            max_rate=rate,
        )

    def asks_for_something(self) -> bool:
        """Whether anything but the duration narrows the list."""
        choices = (self._terms, self._cores, self._memory)
        return bool(self._price.text()) or any(choice.currentIndex() for choice in choices)

    def forget(self) -> None:
        """Ask for nothing; the duration stays."""
        for choice in (self._terms, self._cores, self._memory):
            choice.setCurrentIndex(0)
        self._price.clear()

    def _rate(self) -> tuple[int | None, str]:
        text = self._price.text().strip()
        if not text:
            return None, ""
        try:
            return rate_per_hour(text), ""
        except AmountError as error:
            return None, str(error)

    def _build(self) -> None:
        self._duration.setAccessibleName(words("For how long"))
        self._terms.setAccessibleName(words("Terms"))
        self._cores.setAccessibleName(words("Least cores"))
        self._memory.setAccessibleName(words("Least RAM"))
        self._price.setAccessibleName(words("Highest price per hour in SNM"))
        self._price.setPlaceholderText(words("Highest SNM per hour"))
        self._price.setFixedWidth(170)
        row = FlowLayout(self)
        for part in (self._duration, self._terms, self._cores, self._memory, self._price):
            row.addWidget(part)

    def _connect(self) -> None:
        for choice in (self._duration, self._terms, self._cores, self._memory):
            choice.currentIndexChanged.connect(self._settle.start)
        self._price.textChanged.connect(self._price_changed)
        self._settle.timeout.connect(self.changed)

    def _price_changed(self) -> None:
        _, problem = self._rate()
        self._price.setProperty("wrong", bool(problem))
        set_tone(self._price, "")
        self._price.setToolTip(problem)
        self._settle.start()


def _choice(entries: list[tuple[str, object]]) -> QComboBox:
    made = QComboBox()
    for text, value in entries:
        made.addItem(text, value)
    widest = max(made.fontMetrics().horizontalAdvance(text) for text, _ in entries)
    made.setMinimumWidth(widest + _COMBO_FRAME)
    return made
