"""The bar above the offers: for how long, on which terms, and the least that will do."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from sonm_desktop.api.schema.market import OfferFilter
from sonm_desktop.core.amounts import SECONDS_PER_HOUR, AmountError, rate_per_hour
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_4
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words

_SETTLE_MS = 250
_GIB = 1 << 30
_DURATIONS = ((1, "1 h"), (4, "4 h"), (24, "1 day"), (24 * 7, "7 days"), (24 * 30, "30 days"))
_CORES = (0, 1, 2, 4, 8, 16, 32)
_MEMORY = (0, 1, 2, 4, 8, 16, 32, 64)


class FilterBar(QWidget):
    """Holds one filter. changed: some moments after the last change of the person."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._duration = _choice([(words(text), hours) for hours, text in _DURATIONS])
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

    def duration_words(self) -> str:
        """For how long, as it stands in the bar."""
        return self._duration.currentText()

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
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        row.addWidget(label(words("For"), tone="muted"))
        row.addWidget(self._duration)
        row.addSpacing(GAP_4)
        for part in (self._terms, self._cores, self._memory, self._price):
            row.addWidget(part)
        row.addStretch(1)

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
    return made
