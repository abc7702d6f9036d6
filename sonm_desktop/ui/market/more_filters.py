"""All filters beside the list: storage, GPUs, network, sandbox, liveness, and each benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sonm_desktop.api.schema.market import BenchmarkFacts, OfferFilter
from sonm_desktop.core.benchmark_names import BenchmarkUnit, benchmark_name, entry_unit
from sonm_desktop.ui.market import fields
from sonm_desktop.ui.market.fields import Choice, Typed, captioned
from sonm_desktop.ui.market.wishes import (
    NETWORK,
    bench_words,
    liveness_words,
    result,
    supplier_words,
)
from sonm_desktop.ui.shell.page import scrolling
from sonm_desktop.ui.theme.icons import icon
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import (
    GAP_2,
    GAP_3,
    GAP_4,
    INSPECTOR_WIDTH,
    SECTION,
    STRONG,
)
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_GIB = 1 << 30
_MEGABIT = 1_000_000


class MoreFilters(QFrame):
    """Edits its part of a filter. changed: something was chosen or typed. dismissed: put away."""

    changed = Signal()
    dismissed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("inspector")
        self.setFixedWidth(INSPECTOR_WIDTH)
        self._theme = theme
        self._fields: dict[str, Typed | Choice] = {
            "storage_bytes": fields.whole(words("Least storage in GiB"), unit=_GIB),
            "gpus": fields.whole(words("Least number of GPUs")),
            "ingress_bps": fields.whole(words("Least download in Mbit/s"), unit=_MEGABIT),
            "egress_bps": fields.whole(words("Least upload in Mbit/s"), unit=_MEGABIT),
            "max_usd_rate": fields.hourly_in_usd(
                words("Highest price per hour in USD"), words("any")
            ),
            "max_total": fields.total(words("Highest total in SNM"), words("any")),
            "architecture": Choice(
                words("Kind of processor"),
                [(words("any"), ""), ("amd64", "amd64"), ("arm64", "arm64")],
            ),
            "liveness": Choice(
                words("Liveness"),
                [(liveness_words(each), each) for each in ("any", "not_silent", "answering")],
            ),
            "supplier_identity": Choice(
                words("Identity of the supplier"),
                [(supplier_words(each), each) for each in (0, 2, 3, 4)],
            ),
        }
        self._strict = QCheckBox(words("Strict sandbox only"))
        self._network = {flag: QCheckBox(words(text)) for flag, text in NETWORK.items()}
        self._benchmarks: dict[int, Typed | Choice] = {}
        self._away = QPushButton()
        self._results = QGridLayout()
        self._measured = label(words("Measured, at least"), STRONG)
        self._build()
        self._connect()

    def apply(self, wanted: OfferFilter) -> OfferFilter:
        """*wanted* with what stands here."""
        least = {number: field.value for number, field in self._benchmarks.items() if field.value}
        kept = {n: v for n, v in wanted.benchmarks.items() if n not in self._benchmarks}
        changes: dict[str, Any] = {name: field.value for name, field in self._fields.items()}
        changes["strict"] = self._strict.isChecked()
        changes["netflags"] = sum(flag for flag, box in self._network.items() if box.isChecked())
        changes["benchmarks"] = kept | least
        return wanted.model_copy(update=changes)

    def show_filter(self, wanted: OfferFilter) -> None:
        """Stand at *wanted*; nothing is told."""
        for name, field in self._fields.items():
            field.set_value(getattr(wanted, name))
        self._strict.setChecked(wanted.strict)
        for flag, box in self._network.items():
            box.setChecked(bool(wanted.netflags & flag))
        for number, field in self._benchmarks.items():
            field.set_value(wanted.benchmarks.get(number, 0))

    def show_benchmarks(self, facts: Sequence[BenchmarkFacts]) -> None:
        """A field for each benchmark that something on sale has; those that are here stay."""
        for each in facts:
            if each.number not in self._benchmarks:
                self._add_benchmark(each.number)
            field = self._benchmarks[each.number]
            if isinstance(field, Typed):
                median = words("median {result}", result=result(each.number, each.median))
                field.setPlaceholderText(median)
        self._measured.setVisible(bool(self._benchmarks))

    def take_focus(self) -> None:
        """To the first field."""
        self._fields["storage_bytes"].setFocus()

    def _add_benchmark(self, number: int) -> None:
        caption, field = _benchmark_field(number)
        field.changed.connect(self.changed)
        at = len(self._benchmarks)
        self._benchmarks[number] = field
        self._results.addWidget(captioned(caption, field), at // 2, at % 2)

    def _build(self) -> None:
        captions = {
            "storage_bytes": words("Storage, GiB"),
            "gpus": words("GPUs"),
            "ingress_bps": words("Download, Mbit/s"),
            "egress_bps": words("Upload, Mbit/s"),
            "max_usd_rate": words("Highest USD per hour"),
            "max_total": words("Highest total, SNM"),
            "architecture": words("Processor"),
            "liveness": words("Liveness"),
            "supplier_identity": words("Supplier's identity"),
        }
        grid = QGridLayout()
        for at, (name, field) in enumerate(self._fields.items()):
            grid.addWidget(captioned(captions[name], field), at // 2, at % 2)
        for each in (grid, self._results):
            each.setHorizontalSpacing(GAP_3)
            each.setVerticalSpacing(GAP_3)
            each.setColumnStretch(0, 1)
            each.setColumnStretch(1, 1)
        self._away.setProperty("kind", "quiet")
        self._away.setFixedSize(28, 28)
        self._away.setIconSize(QSize(16, 16))
        self._away.setAccessibleName(words("Close the filters"))
        self._away.setToolTip(words("Close"))
        top = QHBoxLayout()
        top.addWidget(label(words("Filters"), SECTION), 1)
        top.addWidget(self._away)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP_4, GAP_4, GAP_4, GAP_4)
        column.setSpacing(GAP_3)
        column.addLayout(top)
        column.addLayout(grid)
        column.addSpacing(GAP_2)
        for box in (self._strict, *self._network.values()):
            column.addWidget(box, 0, Qt.AlignmentFlag.AlignLeading)
        column.addSpacing(GAP_2)
        column.addWidget(self._measured)
        column.addLayout(self._results)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.addWidget(scrolling(inside))
        self._measured.hide()
        self._dress()

    def _dress(self) -> None:
        self._away.setIcon(icon("x", self._theme.colours.muted, 16))

    def _connect(self) -> None:
        for field in self._fields.values():
            field.changed.connect(self.changed)
        for box in (self._strict, *self._network.values()):
            box.clicked.connect(self.changed)
        self._away.clicked.connect(self.dismissed)
        self._theme.changed.connect(self._dress)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.dismissed)


def _benchmark_field(number: int) -> tuple[str, Typed | Choice]:
    """Its caption with the unit, and what is entered: a flag is wanted or not, a latency has a
    longest time, and everything else a least result."""
    sign, unit = entry_unit(number)
    name = bench_words(number)
    kind = benchmark_name(number).unit
    if kind is BenchmarkUnit.FLAG:
        return name, Choice(name, [(words("any"), 0), (words("only these"), 1)])
    caption = words("{name}, {sign}", name=name, sign=sign) if sign else name
    if kind is BenchmarkUnit.LATENCY:
        at_most = words("{name}, at most {sign}", name=name, sign=sign)
        return at_most, fields.milliseconds(words("Longest: {name}", name=caption))
    return caption, fields.whole(words("Least result: {name}", name=caption), unit=unit)
